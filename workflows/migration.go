package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// migration is the state of one run of Migration.
type migration struct {
	in    genesis.MigrationInput
	id    string // of the journey, in both engines
	state genesis.MigrationState
}

// Migration moves a molbot to another world. Its engine takes it out and keeps it, the other one lets it in or refuses
// it for good, and only then the first one forgets it or takes it back. Each of these is one journalled command that
// does nothing when it is sent again, so that neither engine's death loses or doubles anybody. A cancellation stops it
// before the molbot leaves, and not half-way.
func Migration(ctx workflow.Context, in genesis.MigrationInput) (out genesis.MigrationResult, err error) {
	info := workflow.GetInfo(ctx)
	m := &migration{in: in, id: info.WorkflowExecution.ID + "/" + info.FirstRunID}
	if err := workflow.SetQueryHandler(ctx, genesis.QueryState, func() (genesis.MigrationState, error) {
		return m.state,
			nil
	}); err != nil {
		return out, err
	}
	if _, err := m.step(ctx, genesis.ActRoom, in.To, genesis.JourneyInput{}); err != nil {
		return out, err
	}
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	gone, err := m.step(ctx, genesis.ActDepart, in.From, genesis.JourneyInput{Molbot: in.Molbot, To: in.To})
	if err != nil {
		return out, err
	}
	gone.Traveller.World = in.From
	m.id = gone.Migration // that of an earlier migration, if it was broken off
	came, err := m.step(ctx, genesis.ActArrive, in.To, genesis.JourneyInput{Traveller: gone.Traveller})
	if err != nil {
		came.Refused = "the engine of " + in.To + " refused it: " + message(err)
	}
	back, err := m.step(ctx, genesis.ActSettle, in.From, genesis.JourneyInput{Back: came.Refused != ""})
	if err != nil {
		return out, err
	}
	m.state = genesis.MigrationState{Step: "done"}
	out = genesis.MigrationResult{Molbot: came.Molbot, World: in.To, Left: came.Left, Refused: came.Refused}
	if came.Refused != "" {
		out.Molbot, out.World = back.Molbot, in.From
	}
	return out, m.tell(ctx, out)
}

// step has a world's engine do one step, for as long as it takes.
func (m *migration) step(
	ctx workflow.Context, act, world string, in genesis.JourneyInput,
) (out genesis.Journey, err error) {
	m.state = genesis.MigrationState{Step: strings.ToLower(act), World: world}
	in.World, in.Migration = world, m.id
	ctx = workflow.WithActivityOptions(ctx,
		journeyOptions(world, fmt.Sprintf("%s: %s → %s", m.in.Molbot, m.in.From, m.in.To)))
	return out, workflow.ExecuteActivity(ctx, act, in).Get(ctx, &out)
}

// tell writes to the feeds of both worlds.
func (m *migration) tell(ctx workflow.Context, r genesis.MigrationResult) error {
	data := map[string]string{"migration": m.id}
	from := fmt.Sprintf("%s has moved to the world %s, where it is %s.", m.in.Molbot, m.in.To, r.Molbot)
	if r.Refused != "" {
		from = fmt.Sprintf("%s is back as %s: %s, says the world %s.", m.in.Molbot, r.Molbot, r.Refused, m.in.To)
		return say(ctx, genesis.WorldRef{World: m.in.From}, "migration_refused", from, data)
	}
	if err := say(ctx, genesis.WorldRef{World: m.in.From}, "migrated", from, data); err != nil {
		return err
	}
	came := fmt.Sprintf("%s has come from the world %s, where it was %s.", r.Molbot, m.in.From, m.in.Molbot)
	if len(r.Left) > 0 {
		came += " It left " + strings.Join(r.Left, ", ") + " behind: not loaded here."
	}
	return say(ctx, genesis.WorldRef{World: m.in.To}, "immigrated", came, data)
}
