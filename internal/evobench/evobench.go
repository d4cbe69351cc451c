// Package evobench measures whether evolution helps: the same world lives three lives from the same start, without
// evolution, with random programs that nobody selects, and with cycles as the system runs them: evolution.Cycle, whose
// steps are carried out here (synth writes, the sandbox vets, paired forks of the world judge, a canary decides).
// Everything runs in this process, on seeds alone: no server, no clock and no model may enter, so a run can be repeated
// bit for bit.
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

// Options shape a run. The zero value of a field stands for its default.
type Options struct {
	Worlds        []string `json:"worlds"`          // names of scenarios; empty: all
	Seeds         int      `json:"seeds"`           // worlds of each kind
	First         uint64   `json:"first_seed"`      // the first of the seeds
	Cycles        int      `json:"cycles"`          // evolution cycles in each life
	LifeTicks     int      `json:"life_ticks"`      // from one cycle to the next [ticks]
	TrialPairs    int      `json:"trial_pairs"`     // paired forks that judge a program,
	TrialMaxPairs int      `json:"trial_max_pairs"` // doubled up to this many while they cannot tell
	TrialTicks    int      `json:"trial_ticks"`     // how long each fork lives [ticks]
	Samples       int      `json:"samples"`         // further programs after a refused one
	Effort        float64  `json:"effort"`          // of synth's search; 1 is some seconds of one core for each program
	Jobs          int      `json:"jobs"`            // lives at the same time

	Keep     string    `json:"-"` // a file to which seeds that have lived are added, and from which a stopped run goes on
	Progress io.Writer `json:"-"` // a line for each life and each tenth cycle; nil: silent
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

// Run lives all lives and reports on those that came to their end. When ctx ends first the report is of what there is
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

// runScenario lives the lives of all seeds, several at a time; those that were cut short are left out.
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

// lineWriter writes whole lines from several goroutines.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, format+"\n", args...)
}
