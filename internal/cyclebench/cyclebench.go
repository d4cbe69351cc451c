// Package cyclebench measures what the steps of an evolution cycle cost beside what they wait for: it starts the whole
// system, lets cycles run whose model answers at once, and after each of them workflows of as many steps that do
// nothing, on the same Temporal. It decides nothing about cycles and knows no Redis key.
package cyclebench

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// Options say what to measure.
type Options struct {
	Cycles     int // to run
	NoOps      int // workflows that do nothing, after each cycle
	TickMs     int // length of a tick: how fast a canary's window passes
	TrialTicks int // length of a trial
	Grow       int // age of the world at the first cycle [ticks]

	Environ  []string        // settings; the parts that are measured get some of their own
	DotEnv   string          // path of the .env file
	Program  string          // the genesis binary
	Kill     <-chan struct{} // closed: don't wait for parts to stop
	Progress io.Writer
}

// settleTime is how long a cycle's forks may take to hear that they are not needed any more: a heartbeat, and some.
const settleTime = 3 * time.Second

// Run measures. When ctx ends it reports on the cycles that have ended, with Complete false.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Cycles < 1 || o.NoOps < 1 || o.Grow < 0 {
		return Report{}, genesis.Errorf(genesis.CodeInvalid, "a cycle and a workflow to compare it with are the least")
	}
	s, err := start(ctx, o)
	if err != nil {
		return Report{}, err
	}
	report := Report{Version: genesis.Version(), Policy: supervisor.Policy(s.settings), Temporal: s.given}
	if report.Server, err = s.client.ServerVersion(ctx); err == nil {
		err = s.grow(ctx)
	}
	for n := 1; err == nil && n <= o.Cycles; n++ {
		var c Cycle
		if c, err = s.compare(ctx, o.NoOps); err == nil {
			report.Cycles = append(report.Cycles, c)
			fmt.Fprintf(o.Progress, "%d of %d: %s\n", n, o.Cycles, c)
		}
	}
	interrupted := ctx.Err() != nil
	if stopped := s.stop(ctx); err == nil || interrupted {
		err = stopped
	}
	report.Complete = len(report.Cycles) == o.Cycles
	return report, err
}

// compare runs one cycle, and then workflows of as many steps that do nothing.
func (s *system) compare(ctx context.Context, noOps int) (Cycle, error) {
	id, err := s.client.Trigger(ctx, s.settings.World, uuid.NewString(), genesis.EvolutionTrigger{
		ProblemType: genesis.ProblemManual, Severity: genesis.SeverityLow, Origin: genesis.OriginUser, Reason: "measurement",
	})
	if err != nil {
		return Cycle{}, err
	}
	c, err := s.cycle(ctx, id)
	if err != nil {
		return c, err
	}
	if err := pause(ctx, settleTime); err != nil {
		return c, err
	}
	for range noOps {
		took, err := s.noOp(ctx, c.Runs)
		if err != nil {
			return c, err
		}
		c.NoOps = append(c.NoOps, took)
	}
	return c, nil
}

// cycle waits for the end of a cycle and reads its figures.
func (s *system) cycle(ctx context.Context, id string) (Cycle, error) {
	for {
		end, err := s.client.Ending(ctx, id)
		if err == nil && !end.Running {
			break
		}
		if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound { // its supervisor is about to start it
			return Cycle{}, err
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return Cycle{}, err
		}
	}
	h, err := s.client.History(ctx, id)
	if err != nil {
		return Cycle{}, err
	}
	c := read(h)
	now, err := s.client.Temporal().DescribeWorkflowExecution(ctx, id, "")
	if err != nil {
		return c, fmt.Errorf("describe %s: %w", id, err)
	}
	end, err := s.client.Ending(ctx, id)
	c.ID, c.Bytes, c.Outcome = id, now.GetWorkflowExecutionInfo().GetHistorySizeBytes(), end.Outcome
	return c, err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
