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
	id    string // identifies the migration in both engines
	state genesis.MigrationState
}

// Migration moves a molbot to another world. The first engine removes the molbot and keeps a copy. The second engine
// admits or finally refuses it. Only then does the first engine drop its copy or put the molbot back. Each of these
// steps is one journalled, idempotent command, so a crash of either engine neither loses nor duplicates the molbot. A
// cancellation is honoured before the molbot has left and ignored afterwards.
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
	m.id = gone.Migration // if an earlier migration was interrupted, its id
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

// step sends one command to the engine of a world and waits for the answer, however long that takes.
func (m *migration) step(
	ctx workflow.Context, act, world string, in genesis.JourneyInput,
) (out genesis.Journey, err error) {
	m.state = genesis.MigrationState{Step: strings.ToLower(act), World: world}
	in.World, in.Migration = world, m.id
	ctx = workflow.WithActivityOptions(ctx,
		journeyOptions(world, fmt.Sprintf("%s: %s → %s", m.in.Molbot, m.in.From, m.in.To)))
	return out, workflow.ExecuteActivity(ctx, act, in).Get(ctx, &out)
}

// tell writes a line to the feed of each world that is affected.
func (m *migration) tell(ctx workflow.Context, r genesis.MigrationResult) error {
	data := map[string]string{"migration": m.id}
	from := fmt.Sprintf("%s has moved to the world %s, where its id is %s.", m.in.Molbot, m.in.To, r.Molbot)
	if r.Refused != "" {
		from = fmt.Sprintf("%s did not move and is back as %s. The world %s refused it: %s.",
			m.in.Molbot, r.Molbot, m.in.To, r.Refused)
		return say(ctx, genesis.WorldRef{World: m.in.From}, "migration_refused", from, data)
	}
	if err := say(ctx, genesis.WorldRef{World: m.in.From}, "migrated", from, data); err != nil {
		return err
	}
	came := fmt.Sprintf("%s has arrived from the world %s, where its id was %s.", r.Molbot, m.in.From, m.in.Molbot)
	if len(r.Left) > 0 {
		came += " It lost these traits, which are not loaded here: " + strings.Join(r.Left, ", ") + "."
	}
	return say(ctx, genesis.WorldRef{World: m.in.To}, "immigrated", came, data)
}
