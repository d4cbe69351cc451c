package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// listen handles the signals that people send to the running cycle. Each one is written to the feed with the name of
// its sender.
func (c *cycle) listen(ctx workflow.Context, stop func()) {
	heard := workflow.NewSelector(ctx)
	end := func(outcome genesis.Outcome, action, by, reason string) {
		if c.stopped != nil {
			return
		}
		words := string(outcome) + " by " + withReason(genesis.CleanWords(by), genesis.CleanWords(reason))
		c.stopped = &evolution.Ending{Outcome: outcome, Reason: strings.TrimSuffix(words, ".")}
		stop()
		c.reportMessage(ctx, action, fmt.Sprintf("Cycle %d is %s", c.In.Number, words))
	}
	onSignal(ctx, c, heard, genesis.SignalVeto, func(words string) genesis.Veto { return genesis.Veto{Reason: words} },
		func(v genesis.Veto) { end(genesis.OutcomeVetoed, "veto", v.By, v.Reason) })
	onSignal(ctx, c, heard, genesis.SignalCancel,
		func(words string) genesis.Cancellation { return genesis.Cancellation{Reason: words} },
		func(x genesis.Cancellation) { end(genesis.OutcomeCancelled, "cancel", x.By, x.Reason) })
	onSignal(
		ctx,
		c,
		heard,
		genesis.SignalHint,
		func(words string) genesis.Hint { return genesis.Hint{Text: words} },
		func(h genesis.Hint) {
			h.Text = genesis.CleanWords(h.Text)
			if strings.TrimSpace(h.Text) == "" && c.version != workflow.DefaultVersion {
				c.reportUnreadable(ctx, genesis.SignalHint)
				return
			}
			c.hints = append(c.hints, h.Text)
			c.reportMessage(ctx, "hint", "A hint for the coder from "+withReason(genesis.CleanWords(h.By), h.Text))
		},
	)
	onSignal(ctx, c, heard, genesis.SignalApprove, nil, // no bare text: it need not mean yes
		func(a genesis.Approval) {
			c.approved = true
			c.reportMessage(ctx, "approved",
				fmt.Sprintf("Cycle %d is approved by %s", c.In.Number,
					withReason(genesis.CleanWords(a.By), genesis.CleanWords(a.Reason))))
		})
	for {
		heard.Select(ctx)
		if err := c.checkNotReset(ctx); err != nil {
			c.reset = err
			stop()
		}
	}
}

// reportMessage writes a person's signal to the feed. The signal takes effect even if the feed can't be written.
func (c *cycle) reportMessage(ctx workflow.Context, action, message string) {
	if !c.since(ctx, "words-are-told") {
		return
	}
	if c.version == workflow.DefaultVersion {
		c.feedMessage(ctx, action, message)
		return
	}
	c.pendingNotes++ // concurrently: while Redis is away, a hint must not delay the next signal, which may be a veto
	aside, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(aside, func(ctx workflow.Context) {
		c.feedMessage(ctx, action, message)
		c.pendingNotes--
	})
}

// feedMessage writes a person's signal to the feed.
func (c *cycle) feedMessage(ctx workflow.Context, action, message string) {
	if err := say(ctx, c.ref(), action, message, map[string]string{"cycle_id": c.In.CycleID}); err != nil {
		workflow.GetLogger(ctx).Warn("a person's signal is missing from the feed", "action", action, "error", err)
	}
}

// approval waits until a person approves the change, if the settings require that. A veto ends the wait, and with it
// the cycle.
func (c *cycle) approval(ctx workflow.Context, what string) error {
	if !c.In.Policy.Approval || c.approved {
		return nil
	}
	c.Record.Waiting = genesis.WaitingForApproval
	if err := c.enter(ctx, genesis.StageApproval, evolution.Note{
		Agent: genesis.AgentPatcher, Action: "approval_wanted",
		Message: what + " passed its trial. It waits for a person to approve or veto it.",
	}); err != nil {
		return err
	}
	err := workflow.Await(ctx, func() bool { return c.approved })
	c.Record.Waiting = ""
	return err
}
