package main

import (
	"context"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/gateway"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/internal/tracing"
)

const gatewayHelp = `Serve the API, the world stream and the visualiser of one world on GENESIS_HTTP_ADDR. It starts
and answers even while Redis, Temporal or the engine is unreachable, reports this at /readyz, and works again when they
are back. Any number of gateways can serve one world.

An address that other machines can reach needs GENESIS_API_TOKEN, or GENESIS_OPEN=true. Other settings: GENESIS_WORLD,
GENESIS_REDIS_URL, GENESIS_TEMPORAL_ADDRESS, GENESIS_WEB_DIR, GENESIS_ALLOWED_HOSTS, GENESIS_TRUSTED_PROXIES and those
of .env.example.`

func (p *program) gatewayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "gateway",
		Short: "Serve the API, the world stream and the visualiser",
		Long:  gatewayHelp,
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
	}
}

func (p *program) serve(ctx context.Context) error {
	s, err := p.connected()
	if err != nil {
		return err
	}
	log, closeLog, err := p.processLog(s, "gateway")
	if err != nil {
		return err
	}
	defer closeLog()
	stop, err := tracing.Start(ctx, s, "gateway", log)
	if err != nil {
		return err
	}
	defer stop()
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	store.ReportClock(ctx, log)
	if err := store.CheckVersion(ctx); err != nil {
		return err
	}
	metrics := temporalclient.NewMetrics()
	temporal, err := supervisor.Lazy(s, supervisor.WithLog(log), supervisor.WithMetrics(metrics))
	if err != nil {
		return err
	}
	defer temporal.Close()
	server, err := gateway.New(gateway.Config{
		Store: store, Cycles: cycles{temporal, store, &bound{}}, Addr: s.HTTPAddr, Token: s.APIToken, Open: s.Open,
		WebDir:       s.WebDir,
		AllowedHosts: s.Hosts(), Embedders: s.Embedders(), Proxies: s.Proxies(), TemporalUIURL: s.TemporalUIURL,
		MaxViewers: s.MaxViewers, Log: log, Figures: metrics,
		Ancestors: ancestorTraits(), Starting: func() []gateway.Starting { return startingParts(s.DataDir) },
	})
	if err != nil {
		return err
	}
	return server.Run(ctx)
}

// startingParts returns the parts that an `up` on this data folder is still starting.
func startingParts(data string) []gateway.Starting {
	running, _ := devstack.ReadRunning(data)
	var list []gateway.Starting
	for _, part := range running.Starting {
		list = append(list, gateway.Starting(part))
	}
	return list
}

// ancestorTraits returns the ancestors in the form in which the gateway shows them.
func ancestorTraits() []gateway.Ancestor {
	var list []gateway.Ancestor
	for _, a := range ancestors.All() {
		list = append(list, gateway.Ancestor{Name: a.Name, Version: 1, About: a.About, Source: a.Source})
	}
	return list
}

// cycles lets the gateway ask whether Temporal answers, and what happened in a cycle.
type cycles struct {
	*supervisor.Client
	store *redisstore.Store
	bound *bound
}

// Bound returns an error while the namespace belongs to another Redis.
func (c cycles) Bound(ctx context.Context) error { return c.bound.check(ctx, c.store, c.Client) }

// Ready returns an error while Temporal does not answer, or answers without its database, in which case no cycle makes
// progress.
func (c cycles) Ready(ctx context.Context) error {
	if _, err := c.Temporal().CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return genesis.Unavailable("temporal", "Temporal does not answer")
	}
	_, err := c.Runs(ctx, genesis.SupervisorID(c.store.World()))
	if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
		return genesis.Unavailable("temporal", "Temporal answers but does not reach its database: look into its log, and "+
			"restart it if that goes on")
	}
	return nil
}

// Working returns an error while no worker runs cycles.
func (c cycles) Working(ctx context.Context) error {
	pollers, err := c.Pollers(ctx, genesis.QueueCycles)
	if err == nil && len(pollers) == 0 {
		err = genesis.Unavailable("worker", "no worker runs cycles: start `genesis worker`")
	}
	if err != nil {
		return err
	}
	builds, err := c.Builds(ctx)
	if why := builds.Stuck(); err == nil && why != "" {
		err = genesis.Unavailable("worker", "%s: new cycles wait; genesis doctor says what to do", why)
	}
	return err
}

// CycleHistory reads a cycle's history, if necessary from the archive.
func (c cycles) CycleHistory(ctx context.Context, cycleID string) (gateway.CycleHistory, error) {
	h, err := readHistory(ctx, c.Client, c.store, cycleID)
	if err != nil {
		return gateway.CycleHistory{}, err
	}
	told := gateway.CycleHistory{Readings: supervisor.Readings(h), Vets: supervisor.Vetted(h)}
	for _, s := range supervisor.Timeline(h) {
		told.Steps = append(told.Steps, gateway.TimelineStep{
			AtSec: s.At.Seconds(), TookSec: s.Took.Seconds(), Name: s.Name, About: s.About, Attempt: int(s.Attempt),
			Result: s.Result, Failed: s.Failed,
		})
	}
	return told, nil
}
