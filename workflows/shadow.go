package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// shadow is a running activity that simulates shadow forks while the canary is watched in the live world.
type shadow struct {
	bound
	future workflow.Future
	out    *genesis.ShadowResult
}

// Beside implements evolution.Steps.
func (b bound) Beside(in genesis.ShadowInput, watch func(evolution.Steps, evolution.Shadow) error) error {
	ctx, stop := workflow.WithCancel(b.ctx)
	defer stop()
	s := &shadow{bound: bound{b.c, ctx}, out: &genesis.ShadowResult{}}
	summary := fmt.Sprintf("%d forks without the trait", in.Forks)
	t := s.c.start(s.ctx, trialOptions(in.Forks*in.Ticks, summary), genesis.ActShadow, in)
	if s.c.version == workflow.DefaultVersion {
		s.future = t.first
	} else {
		s.future = t.future(s.ctx, s.out)
	}
	return watch(s.bound, s)
}

// Result implements evolution.Shadow.
func (s *shadow) Result() (out genesis.ShadowResult, ready bool, err error) {
	if !s.future.IsReady() {
		return out, false, nil
	}
	var into any // old versions decode the result here
	if s.c.version == workflow.DefaultVersion {
		into = s.out
	}
	if err := s.future.Get(s.ctx, into); err != nil {
		workflow.GetLogger(s.ctx).Warn("a canary goes on without its shadow forks", "cycle", s.c.In.CycleID, "error", err)
		return out, true, err
	}
	return *s.out, true, nil
}

// Wait implements evolution.Shadow. A cycle of an old version does not keep the result and gets an empty one.
func (s *shadow) Wait() (genesis.ShadowResult, error) {
	err := s.future.Get(s.ctx, nil)
	return *s.out, err
}
