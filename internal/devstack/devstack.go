// Package devstack implements `genesis up`. It starts Temporal and Redis unless addresses of running servers are
// configured, starts the engine, the worker and the gateway as child processes, supervises all of them, and stops them
// in order. It runs on Linux and macOS. The package must not contain simulation or workflow code, and knows no Redis
// keys.
package devstack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Options configures Up.
type Options struct {
	Settings config.Settings
	Environ  []string        // environment of the children, in the form of os.Environ
	Program  string          // path of the genesis binary; engine, worker and gateway are the same binary
	Kill     <-chan struct{} // when closed or sent to, children that are still stopping are killed
	Out      io.Writer       // up's own messages
	Log      io.Writer       // the children's output, each line prefixed with its part's name

	Ready func(environ []string) // called with the children's environment once all parts work; may be nil
}

// The parts of the system.
const (
	partTemporal = "temporal"
	partRedis    = "redis"
	partEngine   = "engine"
	partWorker   = "worker"
	partGateway  = "gateway"
)

// stopOrder is the order in which parts stop. The engine needs Redis to write its last checkpoint, and the worker needs
// Temporal to report the results of its last activities.
var stopOrder = []string{partGateway, partWorker, partEngine, partRedis, partTemporal}

// stack is a running system.
type stack struct {
	Options
	console                      *console
	reaper                       *reaper
	running                      []part
	env                          map[string]string
	llm                          model
	cli                          string // path of the Temporal CLI; empty if a server is given or the CLI must be built
	temporalPort, temporalUIPort int
	mustBuild                    bool     // the Temporal CLI was found nowhere
	temporalErr, redisErr        error    // why a given server does not answer; nil if it answers or none is given
	about                        []string // lines about the parts started, for the report
	began                        time.Time
	ready                        bool
	why                          map[string]string // reasons the gateway gives for missing parts, by part
}

// part is something that up started and must stop.
type part interface {
	Name() string
	Stop(kill <-chan struct{}) error
}

// Up starts the system, prints its addresses, and runs until ctx is done; then it stops everything in order. It returns
// nil after an orderly stop. If the system can't start, the error says what to do.
func Up(ctx context.Context, o Options) (err error) {
	s := &stack{Options: o, console: newConsole(o.Out, o.Log), env: map[string]string{}, began: time.Now()}
	if err := os.MkdirAll(s.logs(), 0o755); err != nil {
		return disk.Explain(fmt.Errorf("make the data folder: %w", err), s.Settings.DataDir)
	}
	lock, err := lockData(ctx, o.Settings.DataDir, s.console)
	if err != nil {
		return err
	}
	defer lock.Close()
	if s.reaper, err = startReaper(o.Program, o.Environ, lock); err != nil {
		return err
	}
	defer s.reaper.Close()
	defer os.Remove(runningPath(o.Settings.DataDir))
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // ctx was cancelled during the start
		}
		return err
	}
	<-ctx.Done()
	return nil
}

// start first brings up what is needed to see the world, then what evolution needs. Engine and gateway run without
// Temporal, whose CLI may have to be built first, which takes minutes. It returns when all parts work or evolution
// can't start.
func (s *stack) start(ctx context.Context) error {
	if err := s.checkHTTP(); err != nil {
		return err
	}
	if err := s.claimTemporal(ctx); err != nil {
		return err
	}
	if err := s.startRedis(ctx); err != nil {
		return err
	}
	s.llm = chooseModel(ctx, s.Settings)
	s.env["GENESIS_LLM"] = s.llm.kind
	for _, warning := range s.llm.warnings {
		s.console.printLine("%s", warning)
	}
	if err := s.startWorld(ctx); err != nil {
		return err
	}
	if err := s.awaitRedis(ctx); err != nil {
		return err
	}
	if s.mustBuild {
		var err error
		if s.cli, err = s.buildTemporal(ctx); err != nil {
			return s.continueWithoutTemporal(err)
		}
	}
	return s.startEvolution(ctx)
}

// continueWithoutTemporal keeps the world running when Temporal can't be built. People can watch it while they read
// what to do.
func (s *stack) continueWithoutTemporal(err error) error {
	s.ready = true
	failed := s.publish(s.publishStarting("%v.", err))
	s.console.printLine("no evolution: %v. The world keeps running; stop it with Ctrl-C and start again once this is "+
		"mended.", err)
	return failed
}

// startWorld starts the engine and the gateway. If Temporal must be built first, or a given server does not answer, it
// waits until the world can be seen and prints its address.
func (s *stack) startWorld(ctx context.Context) error {
	if err := s.publish(s.startingNote()); err != nil {
		return err
	}
	for _, name := range []string{partEngine, partGateway} {
		if err := s.startSelf(name); err != nil {
			return err
		}
	}
	if s.redisErr != nil { // the gateway learns through Redis that the engine runs
		if err := s.waitFor(ctx, "the gateway", partRedis, partEngine, partTemporal, partWorker); err != nil {
			return err
		}
		s.console.printLine("\nThe world runs: %s%s\n  It shows as soon as Redis answers at GENESIS_REDIS_URL=%s (%v).\n",
			s.url(), visualiserNote(s.Settings.WebDir), config.Redact(s.Settings.RedisURL), s.redisErr)
		return nil
	}
	return s.worldShown(ctx)
}

// worldShown waits until the world can be seen and prints its address, if evolution has to wait for Temporal. Otherwise
// it returns at once: the final report prints the address.
func (s *stack) worldShown(ctx context.Context) error {
	if !s.mustBuild && s.temporalErr == nil {
		return nil
	}
	if err := s.waitFor(ctx, "engine and gateway", partTemporal, partWorker); err != nil {
		return err
	}
	why := "which has to be built first, once; this takes some minutes"
	if s.temporalErr != nil {
		why = fmt.Sprintf("which does not answer at GENESIS_TEMPORAL_ADDRESS=%s (%v); it begins when that does",
			s.Settings.TemporalAddress, s.temporalErr)
	}
	s.console.printLine("\nThe world runs: %s%s\n  Evolution waits for Temporal, %s.\n",
		s.url(), visualiserNote(s.Settings.WebDir), why)
	return nil
}

// startingNote returns the page's note about the part that up is waiting for.
func (s *stack) startingNote() Starting {
	switch {
	case s.redisErr != nil:
		n := s.publishStarting("Redis does not answer at %s, which GENESIS_REDIS_URL names. Waiting for it.",
			config.Redact(s.Settings.RedisURL))
		n.Part = partRedis
		return n
	case s.temporalErr != nil:
		return s.publishStarting("Temporal does not answer at %s, which GENESIS_TEMPORAL_ADDRESS names. Waiting for it.",
			s.Settings.TemporalAddress)
	}
	return s.publishStarting("Temporal and the worker start.")
}

// startEvolution starts Temporal and the worker, then waits for all parts.
func (s *stack) startEvolution(ctx context.Context) error {
	if err := s.publish(s.startingNote()); err != nil {
		return err
	}
	if err := s.startTemporal(ctx); err != nil {
		return err
	}
	if err := s.startSelf(partWorker); err != nil {
		return err
	}
	if err := s.waitFor(ctx, "engine, worker and gateway"); err != nil {
		return err
	}
	if err := s.publish(); err != nil { // the page must not say "starting" after the report says that all parts work
		return err
	}
	s.ready = true
	s.report(time.Since(s.began))
	if s.Ready != nil {
		s.Ready(s.childEnv())
	}
	return nil
}

// publishStarting returns a note that tells the page why evolution has not started.
func (s *stack) publishStarting(format string, args ...any) Starting {
	return Starting{Part: partTemporal, Text: "No evolution yet: " + fmt.Sprintf(format, args...), Since: s.began.UTC()}
}

// stop ends the parts in stopOrder.
func (s *stack) stop() error {
	if len(s.running) == 0 {
		return nil
	}
	s.console.printLine("stopping ...")
	var killed []string
	var errs []error
	slices.SortStableFunc(s.running, func(a, b part) int {
		return cmp.Compare(slices.Index(stopOrder, a.Name()), slices.Index(stopOrder, b.Name()))
	})
	for _, p := range s.running {
		if err := p.Stop(s.Kill); errors.Is(err, errKilled) {
			killed = append(killed, p.Name())
		} else if err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", p.Name(), err))
		}
	}
	if len(killed) > 0 {
		errs = append(errs, fmt.Errorf("killed before they had stopped: %s; the next start goes on from the last "+
			"checkpoint and the journal",
			strings.Join(killed, ", ")))
	}
	if len(errs) == 0 && s.ready {
		s.console.printLine("stopped; the world is saved in %s", s.Settings.DataDir)
	}
	return errors.Join(errs...)
}

func (s *stack) logs() string { return filepath.Join(s.Settings.DataDir, "logs") }

// childEnv returns the children's environment: the caller's, overridden by the addresses of the parts that up started.
func (s *stack) childEnv() []string {
	env := append(append([]string{}, s.Environ...), "GENESIS_LOG_DIR=") // up writes the logs of its children itself
	// TLS settings and API keys in the caller's environment are for another Temporal; the dev server has neither.
	if s.Settings.TemporalAddress == "" {
		env = slices.DeleteFunc(env, func(v string) bool { return strings.HasPrefix(v, "TEMPORAL_") })
		env = append(env, "TEMPORAL_CONFIG_FILE="+os.DevNull)
	}
	for name, value := range s.env {
		env = append(env, name+"="+value)
	}
	return env
}
