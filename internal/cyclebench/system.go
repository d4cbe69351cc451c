package cyclebench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"
	tworker "go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/synth"
	"github.com/ai-genesis/ai-genesis/worker"
)

// system is a complete AI-Genesis in its own folder, with a model that answers at once.
type system struct {
	Options
	dir      string
	environ  []string
	given    string // address of an existing Temporal; "" if up starts one
	settings config.Settings
	client   *supervisor.Client
	noOps    tworker.Worker

	model   net.Listener
	end     context.CancelFunc // ends the goroutines of the following fields
	upEnded chan error
	llmDone chan error
}

func activityNamed(name string) activity.RegisterOptions { return activity.RegisterOptions{Name: name} }

// start starts everything, or nothing if a part fails.
func start(ctx context.Context, o Options) (*system, error) {
	s := &system{Options: o, upEnded: make(chan error, 1), llmDone: make(chan error, 1)}
	var err error
	if s.dir, err = os.MkdirTemp("", "genesis-bench-"); err != nil {
		return nil, fmt.Errorf("make a folder for the measurement: %w", err)
	}
	if s.model, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(fmt.Errorf("listen for the model: %w", err), os.RemoveAll(s.dir))
	}
	s.environ = s.own()
	if s.settings, err = config.Load(s.environ, s.DotEnv); err == nil {
		s.given = s.settings.TemporalAddress
		err = errors.Join(s.alone(ctx), s.shareBin())
	}
	if err != nil {
		return nil, errors.Join(err, s.model.Close(), os.RemoveAll(s.dir))
	}
	if err := s.up(ctx); err != nil {
		return nil, errors.Join(err, s.stop(ctx))
	}
	return s, nil
}

// own returns the caller's environment without the settings that would connect the measurement to another system.
func (s *system) own() []string {
	environ := s.Environ[:len(s.Environ):len(s.Environ)]
	for name, value := range map[string]string{
		"WORLD": "bench-" + uuid.NewString()[:8], "DATA_DIR": s.data(), "MUTATIONS_DIR": filepath.Join(s.dir, "mutations"),
		"HTTP_ADDR": "127.0.0.1:0", "REDIS_URL": "", "UP_TEMPORAL_PORT": "0", "UP_TEMPORAL_UI_PORT": "0",
		"UP_REDIS_PORT": "0",
		"LLM":           "synth", "SYNTH_URL": "http://" + s.model.Addr().String(), "LOG_LEVEL": "error", "APPROVAL": "false",
		"TRIAL_TICKS": strconv.Itoa(s.TrialTicks), "TICK_RATE_MS": strconv.Itoa(s.TickMs),
		// The watcher must stay quiet, because only the measurement may start cycles.
		"ANOMALY_DEATH_THRESHOLD": "10", "ANOMALY_OVERPOP_THRESHOLD": "100", "EVOLUTION_COOLDOWN_SEC": "86400",
	} {
		environ = append(environ, config.Prefix+name+"="+value)
	}
	return environ
}

func (s *system) data() string { return filepath.Join(s.dir, "data") }

// shareBin lets up reuse the Temporal CLI that it has built before, or keep the one that it builds.
func (s *system) shareBin() error {
	if _, err := exec.LookPath("temporal"); err == nil {
		return nil
	}
	theirs, err := config.Load(s.Environ, s.DotEnv)
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(filepath.Join(theirs.DataDir, "bin"))
	if err != nil {
		return fmt.Errorf("find the data folder: %w", err)
	}
	if err := errors.Join(os.MkdirAll(bin, 0o755), os.MkdirAll(s.data(), 0o755)); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return os.Symlink(bin, filepath.Join(s.data(), "bin"))
}

// alone refuses a Temporal whose other workers would take the cycles' steps.
func (s *system) alone(ctx context.Context) error {
	if s.settings.TemporalAddress == "" {
		return nil
	}
	c, err := supervisor.Dial(ctx, s.settings)
	if err != nil {
		return err
	}
	defer c.Close()
	others, err := c.Pollers(ctx, genesis.QueueCycles)
	if err == nil && len(others) > 0 {
		return genesis.Errorf(genesis.CodeConflict,
			"a worker (%s) serves the Temporal at %s, and would take steps of what is measured: stop it, name another "+
				"GENESIS_TEMPORAL_NAMESPACE, or leave GENESIS_TEMPORAL_ADDRESS empty",
			others[0].Identity, s.settings.TemporalAddress)
	}
	return err
}

// up starts the model, the parts and the no-op worker.
func (s *system) up(ctx context.Context) error {
	going, end := context.WithCancel(context.WithoutCancel(ctx))
	s.end = end
	go func() { s.llmDone <- synth.Serve(going, s.model, synth.Options{Seed: s.settings.Seed, Effort: -1}) }()
	ready := make(chan []string, 1)
	go func() {
		s.upEnded <- devstack.Up(going, devstack.Options{
			Settings: s.settings, Environ: s.environ, Program: s.Program, Kill: s.Kill, Out: s.Progress, Log: s.Progress,
			Ready: func(environ []string) { ready <- environ },
		})
	}()
	var err error
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err = <-s.upEnded:
		s.upEnded <- nil // read by stop
		return errors.Join(err, ctx.Err())
	case environ := <-ready:
		if s.settings, err = config.Load(environ, s.DotEnv); err != nil {
			return err
		}
	}
	if s.client, err = supervisor.Dial(ctx, s.settings); err != nil {
		return err
	}
	// Where processors are scarce, the no-op worker must have the same low priority as the cycles' worker. The other
	// parts have already been started.
	if err := worker.Yield(); err != nil {
		return err
	}
	s.noOps, err = serveNoOps(s.client.Temporal(), s.noOpQueue())
	return err
}

// grow waits until the world has filled up.
func (s *system) grow(ctx context.Context) error {
	store, err := redisstore.Open(ctx, s.settings.RedisURL, s.settings.World)
	if err != nil {
		return err
	}
	defer store.Close()
	fmt.Fprintf(s.Progress, "the world grows for %d ticks ...\n", s.Grow)
	for {
		stats, _, err := store.ReadStats(ctx)
		if err != nil || stats.Tick >= uint64(s.Grow) {
			return err
		}
		if err := pause(ctx, 500*time.Millisecond); err != nil {
			return err
		}
	}
}

// stop ends everything and deletes all files. In a given Temporal it leaves no workflow running.
func (s *system) stop(ctx context.Context) error {
	if s.noOps != nil {
		s.noOps.Stop()
	}
	if s.client != nil {
		s.abandon(ctx)
		s.client.Close()
	}
	s.end()
	return errors.Join(<-s.upEnded, <-s.llmDone, os.RemoveAll(s.dir))
}

func (s *system) abandon(ctx context.Context) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	state, err := s.client.State(ctx, s.settings.World)
	if err != nil {
		return // nothing was started
	}
	for _, id := range []string{genesis.SupervisorID(s.settings.World), state.Running} {
		if id != "" {
			_ = s.client.Temporal().TerminateWorkflow(ctx, id, "", "the measurement is over") // it may have ended
		}
	}
}
