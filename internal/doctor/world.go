package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

// gateway checks whether the gateway answers, or else whether its port is free.
func (d *doctor) gateway(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, partTimeout)
	defer stop()
	said, err := health(ctx, d.HTTPAddr)
	remedy := "stop it, or set GENESIS_HTTP_ADDR to another port"
	switch {
	case errors.Is(err, errNoGateway):
		d.add("gateway", Problem, fmt.Sprintf("something else answers at %s: %v", d.HTTPAddr, err), remedy)
	case err != nil:
		d.gatewayPort(remedy)
	case said.World != d.World:
		d.add("gateway", Problem, fmt.Sprintf("the one at %s shows the world %s, not %s", d.HTTPAddr, said.World, d.World),
			"set GENESIS_HTTP_ADDR to an address of its own for each world's gateway")
	default:
		d.add("gateway", OK, "it answers at http://"+d.HTTPAddr, "")
		d.noteVersion("gateway at "+d.HTTPAddr, said.Version)
	}
}

// gatewayPort checks an address at which no gateway answers.
func (d *doctor) gatewayPort(remedy string) {
	l, err := net.Listen("tcp", d.HTTPAddr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		d.add("gateway", Problem, d.HTTPAddr+" is taken by something that does not answer", remedy)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		d.add("gateway", Warning, d.HTTPAddr+" is no address of this machine, and no gateway answers there",
			"start `genesis gateway` there")
	case err != nil:
		d.add("gateway", Problem, fmt.Sprintf("a gateway could not listen at %s: %s", d.HTTPAddr, innermostError(err)),
			"set GENESIS_HTTP_ADDR to another port")
	default:
		_ = l.Close()
		d.add("gateway", Warning, "none runs; "+d.HTTPAddr+" is free", "start `genesis gateway`")
	}
}

var errNoGateway = errors.New("it is no gateway")

// healthAnswer is the health report of a gateway.
type healthAnswer struct{ Status, World, Version string }

// health asks a gateway for its health. The error is errNoGateway if something else answers.
func health(ctx context.Context, address string) (w healthAnswer, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
	if err != nil {
		return w, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return w, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return w, fmt.Errorf("%w (%s)", errNoGateway, answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 4096)).Decode(&w); err != nil || w.Status != "ok" {
		return w, fmt.Errorf("%w (its /healthz is something else)", errNoGateway)
	}
	return w, nil
}

// engine checks whether the world's engine runs and sustains its tick rate.
func (d *doctor) engine(ctx context.Context) bool {
	stats, alive, err := d.store.ReadStats(ctx)
	switch {
	case err != nil:
		d.add("engine", Problem, err.Error(), "")
	case !alive && d.store.Ready(ctx) != nil:
		d.add("engine", Warning, "unknown: Redis refuses writes, and an engine reports to it", "mend redis, then look again")
	case !alive:
		d.add("engine", Problem, "none runs the world "+d.World, "start `genesis engine`, or set GENESIS_WORLD")
	case !stats.Paused && stats.Speed == 1 && stats.UptimeSec > 30 && stats.AchievedHz < .9*stats.TargetHz:
		d.add("engine", Warning, fmt.Sprintf("tick %d, %.0f Hz instead of %.0f", stats.Tick, stats.AchievedHz,
			stats.TargetHz),
			"give it a processor of its own, fewer molbots (max_entities) or fewer traits (GENESIS_MAX_ACTIVE_TRAITS)")
	default:
		d.add("engine", OK, fmt.Sprintf("tick %d, %.0f Hz, %d molbots, %d traits", stats.Tick, stats.AchievedHz,
			stats.EntityCount,
			stats.ActiveTraits), "")
	}
	return alive
}
