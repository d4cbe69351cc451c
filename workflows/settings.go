package workflows

import (
	"cmp"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Settings are the settings of a worker on which supervisors depend.
type Settings struct {
	World  string              // the worker's own world; the worker serves the supervisors of all worlds
	Policy genesis.CyclePolicy // for the cycles of that world
}

// policyFor returns the policy for a world, or the zero policy if the worker belongs to another world.
func (o Settings) policyFor(world string) genesis.CyclePolicy {
	if world != o.World {
		return genesis.CyclePolicy{}
	}
	return o.Policy
}

// policy returns the policy of a new cycle: that of the world's own worker, so that all cycles of a world are judged
// alike, whoever triggers them and with whatever settings. If a worker of another world executes this step, the policy
// of the request applies; if the request has none, that of the last cycle. The side effect records the value for
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

// expectedPolicy predicts the result of policy for a validator, which must not write to the history.
func (s *supervisor) expectedPolicy(asked genesis.CyclePolicy) genesis.CyclePolicy {
	if s.version >= versionWorkerPolicy {
		return cmp.Or(s.settings.policyFor(s.in.World), asked, s.in.Policy)
	}
	return cmp.Or(asked, s.in.Policy)
}
