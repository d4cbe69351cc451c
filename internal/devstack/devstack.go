// Package devstack is what `genesis up` does: it starts Temporal and Redis when no address is given, starts the engine,
// the worker and the gateway as child processes, watches over all of them, and stops them in order. It runs on Linux and
// macOS. No simulation, no workflow and no Redis key may enter it.
package devstack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Options is what Up needs to know.
type Options struct {
	Settings config.Settings
	Environ  []string        // environment of the children, as of os.Environ
	Program  string          // the genesis binary, started again as engine, worker and gateway
	Kill     <-chan struct{} // closed or sent to: stop waiting for children to stop, kill them
	Out      io.Writer       // what up has to say
	Log      io.Writer       // what the children have to say, each line with its part's name

	Ready func(environ []string) // called once all parts work, with the children's environment; nil: nobody asks
}

// Parts in the order in which they start. They stop in the reverse order, so that the engine writes its checkpoint while
// Redis still answers.
const (
	partTemporal = "temporal"
	partRedis    = "redis"
	partEngine   = "engine"
	partWorker   = "worker"
	partGateway  = "gateway"
)

// stack is a running system.
type stack struct {
	Options
	console *console
	reaper  *reaper
	running []part // in the order of their start
	env     map[string]string
	llm     model
	about   []string // lines of the report, about what was started
	ready   bool
}

// part is one thing that up started and stops.
type part interface {
	Name() string
	Stop(kill <-chan struct{}) error
}

// Up starts the system, says where it is, and runs until ctx is done; then it stops everything in order. It returns nil
// after an orderly stop and an error that says what to do when the system can't start.
func Up(ctx context.Context, o Options) (err error) {
	s := &stack{Options: o, console: newConsole(o.Out, o.Log), env: map[string]string{}}
	if err := os.MkdirAll(s.logs(), 0o755); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
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
	defer func() { err = errors.Join(err, s.stop()) }()
	began := time.Now()
	if err := s.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // stopped by hand while it started
		}
		return err
	}
	s.ready = true
	s.report(time.Since(began))
	if s.Ready != nil {
		s.Ready(s.childEnv())
	}
	<-ctx.Done()
	return nil
}

// start brings the parts up in order and returns when the gateway says that all of them work.
func (s *stack) start(ctx context.Context) error {
	if err := s.checkHTTP(); err != nil {
		return err
	}
	if err := s.startTemporal(ctx); err != nil {
		return err
	}
	if err := s.startRedis(ctx); err != nil {
		return err
	}
	s.llm = chooseModel(ctx, s.Settings)
	s.env["GENESIS_LLM"] = s.llm.kind
	for _, warning := range s.llm.warnings {
		s.console.say("%s", warning)
	}
	for _, name := range []string{partEngine, partWorker, partGateway} {
		if err := s.startSelf(name); err != nil {
			return err
		}
	}
	return s.waitReady(ctx)
}

// stop ends the parts in the reverse order of their start.
func (s *stack) stop() error {
	if len(s.running) == 0 {
		return nil
	}
	s.console.say("stopping ...")
	var killed []string
	var errs []error
	for i := len(s.running) - 1; i >= 0; i-- {
		p := s.running[i]
		if err := p.Stop(s.Kill); errors.Is(err, errKilled) {
			killed = append(killed, p.Name())
		} else if err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", p.Name(), err))
		}
	}
	if len(killed) > 0 {
		errs = append(errs, fmt.Errorf("killed before they had stopped: %s; the next start goes on from the last checkpoint and the journal",
			strings.Join(killed, ", ")))
	}
	if len(errs) == 0 && s.ready {
		s.console.say("stopped; the world is saved in %s", s.Settings.DataDir)
	}
	return errors.Join(errs...)
}

func (s *stack) logs() string { return filepath.Join(s.Settings.DataDir, "logs") }

// childEnv is the environment of the children: the caller's, over it where the started parts are.
func (s *stack) childEnv() []string {
	env := append([]string{}, s.Environ...)
	for name, value := range s.env {
		env = append(env, name+"="+value)
	}
	return env
}
