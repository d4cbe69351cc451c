package workflows

import (
	"cmp"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Settings are those of a worker, as far as supervisors depend on them.
type Settings struct {
	World  string              // that the worker is of; it serves the supervisors of all worlds
	Policy genesis.CyclePolicy // of the cycles of that world
}

// policyFor is the policy for a world, or the zero policy if the worker is another world's.
func (o Settings) policyFor(world string) genesis.CyclePolicy {
	if world != o.World {
		return genesis.CyclePolicy{}
	}
	return o.Policy
}

// policy is what a new cycle goes by: the settings of the world's own worker, so that all of its cycles are judged
// alike, whoever asks for them and by whatever settings. The policy of the request holds where a worker of another
// world does this step; that of the last cycle, where the request has none. The side effect keeps what was read for a
// replay.
func (s *supervisor) policy(ctx workflow.Context, asked genesis.CyclePolicy) (genesis.CyclePolicy, error) {
	var own genesis.CyclePolicy
	if s.version >= versionWorkerPolicy {
		read := func(workflow.Context) any { return s.settings.policyFor(s.in.World) }
		if err := workflow.SideEffect(ctx, read).Get(&own); err != nil {
			return own, err
		}
	}
	return cmp.Or(own, asked, s.in.Policy), nil
}

// expectedPolicy is what policy will be, for a validator, which may leave no trace.
func (s *supervisor) expectedPolicy(asked genesis.CyclePolicy) genesis.CyclePolicy {
	if s.version >= versionWorkerPolicy {
		return cmp.Or(s.settings.policyFor(s.in.World), asked, s.in.Policy)
	}
	return cmp.Or(asked, s.in.Policy)
}
