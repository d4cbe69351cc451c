// Package evobench measures whether evolution helps. The same world lives three lives from the same start: without
// evolution, with random programs that nobody selects, and with evolution.Cycle, the cycle that the system runs. This
// package implements the cycle's steps in one process: synth writes, the sandbox vets, paired forks of the world judge,
// a canary decides. Everything depends on seeds alone (no server, no clock, no language model), so that a run can be
// repeated bit for bit.
package evobench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Options configures a run. A field's zero value stands for its default.
type Options struct {
	Worlds        []string `json:"worlds"`          // names of scenarios; empty: all
	Seeds         int      `json:"seeds"`           // seeds per world
	First         uint64   `json:"first_seed"`      // the first seed
	Cycles        int      `json:"cycles"`          // evolution cycles per life
	LifeTicks     int      `json:"life_ticks"`      // from one cycle to the next [ticks]
	TrialPairs    int      `json:"trial_pairs"`     // paired forks that judge a program,
	TrialMaxPairs int      `json:"trial_max_pairs"` // doubled up to this many while the result is uncertain
	TrialTicks    int      `json:"trial_ticks"`     // length of a fork's life [ticks]
	Samples       int      `json:"samples"`         // further programs after a rejected one
	Effort        float64  `json:"effort"`          // of synth's search; 1 takes some seconds of one core per program
	Jobs          int      `json:"jobs"`            // concurrent lives

	Keep     string    `json:"-"` // file with the results of completed seeds; an interrupted run continues from it
	Progress io.Writer `json:"-"` // gets a line per life and per tenth cycle; nil: silent
}

func (o Options) withDefaults() (Options, error) {
	fill := func(v *int, otherwise int) {
		if *v == 0 {
			*v = otherwise
		}
	}
	fill(&o.Seeds, 10)
	fill(&o.Cycles, 30)
	fill(&o.LifeTicks, 2000)
	fill(&o.TrialPairs, 8)
	fill(&o.TrialMaxPairs, 16)
	fill(&o.TrialTicks, 1200)
	fill(&o.Samples, policy.Samples)
	fill(&o.Jobs, 1)
	if o.First == 0 {
		o.First = 1
	}
	if o.Effort == 0 {
		o.Effort = 0.3
	}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	if len(o.Worlds) == 0 {
		o.Worlds = ScenarioNames()
	}
	if min(o.Seeds, o.Cycles, o.LifeTicks, o.TrialPairs, o.TrialMaxPairs, o.TrialTicks, o.Samples, o.Jobs) < 1 ||
		o.Effort < 0 {
		return o, genesis.Errorf(genesis.CodeInvalid, "seeds, cycles, ticks, pairs, samples, jobs and effort are above zero")
	}
	if o.LifeTicks*o.Cycles < every {
		return o, genesis.Errorf(genesis.CodeInvalid, "a life of %d ticks has no telemetry: %d is the least",
			o.LifeTicks*o.Cycles, every)
	}
	for _, name := range o.Worlds {
		if _, ok := scenarioNamed(name); !ok {
			return o, genesis.Errorf(genesis.CodeInvalid, "there is no world %q; choose from %v", name, ScenarioNames())
		}
	}
	return o, nil
}

// Run runs all lives and reports those that were completed. If ctx ends early, the report covers the lives completed by
// then, and the error is nil.
func Run(ctx context.Context, o Options) (report Report, err error) {
	if o, err = o.withDefaults(); err != nil {
		return Report{}, err
	}
	done, err := openResultLog(o)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, done.close()) }()
	progress := &lineWriter{w: o.Progress}
	report = Report{Options: o, Complete: true}
	for _, name := range o.Worlds {
		s, _ := scenarioNamed(name)
		seeds, err := runScenario(ctx, s, o, done, progress)
		if err != nil && ctx.Err() == nil {
			return Report{}, err
		}
		report.Complete = report.Complete && len(seeds) == o.Seeds
		report.Worlds = append(report.Worlds, summarise(s, seeds))
	}
	return report, nil
}

// runScenario runs the lives of all seeds, several at a time. Interrupted lives are left out.
func runScenario(ctx context.Context, s scenario, o Options, done *resultLog, progress *lineWriter) ([]SeedReport,
	error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	found := make([]*SeedReport, o.Seeds)
	var group sync.WaitGroup
	next := make(chan int)
	for range o.Jobs {
		group.Go(func() {
			for i := range next {
				r, ok := done.find(s.name, o.First+uint64(i))
				var err error
				if !ok {
					if r, err = liveSeed(ctx, s, o, o.First+uint64(i), progress); err == nil {
						err = done.add(s.name, r)
					}
				}
				if err != nil {
					stop(fmt.Errorf("world %s, seed %d: %w", s.name, o.First+uint64(i), err))
					continue
				}
				found[i] = &r
			}
		})
	}
	for i := range found {
		next <- i
	}
	close(next)
	group.Wait()
	var out []SeedReport
	for _, r := range found {
		if r != nil {
			out = append(out, *r)
		}
	}
	return out, context.Cause(ctx)
}

// lineWriter writes complete lines from several goroutines.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, format+"\n", args...)
}
