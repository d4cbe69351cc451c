// Package cyclebench measures the overhead of the steps of an evolution cycle, apart from what they wait for. It starts
// the whole system and runs cycles whose model answers at once; after each cycle it runs, on the same Temporal,
// workflows with as many steps that do nothing. It does not change how cycles run and knows no Redis keys.
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

// Options configures a measurement.
type Options struct {
	Cycles     int // number of cycles
	NoOps      int // number of no-op workflows after each cycle
	TickMs     int // length of a tick, which determines how fast a canary's window passes
	TrialTicks int // length of a trial
	Grow       int // age of the world at the first cycle [ticks]

	Environ  []string        // settings; the measured parts override some of them
	DotEnv   string          // path of the .env file
	Program  string          // the genesis binary
	Kill     <-chan struct{} // when closed, parts that are still stopping are killed
	Progress io.Writer
}

// settleTime is how long a cycle's shadow forks may take to stop when they are no longer needed: a heartbeat plus a
// margin.
const settleTime = 3 * time.Second

// Run measures. If ctx ends early, the report covers the cycles that have ended, and Complete is false.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Cycles < 1 || o.NoOps < 1 || o.Grow < 0 {
		return Report{}, genesis.Errorf(genesis.CodeInvalid, "at least one cycle and one no-op workflow are needed")
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

// compare runs one cycle, then workflows of as many no-op steps.
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
		if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound { // its supervisor has not started it yet
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
