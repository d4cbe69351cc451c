package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// listen takes what people say to the running cycle. Each word goes to the feed, with who said it.
func (c *cycle) listen(ctx workflow.Context, stop func()) {
	heard := workflow.NewSelector(ctx)
	end := func(outcome genesis.Outcome, action, by, reason string) {
		if c.stopped != nil {
			return
		}
		words := string(outcome) + " by " + because(by, reason)
		c.stopped = &ending{outcome: outcome, reason: strings.TrimSuffix(words, ".")}
		stop()
		c.heard(ctx, action, fmt.Sprintf("Cycle %d is %s", c.in.Number, words))
	}
	on(ctx, c, heard, genesis.SignalVeto, func(v genesis.Veto) { end(genesis.OutcomeVetoed, "veto", v.By, v.Reason) })
	on(ctx, c, heard, genesis.SignalCancel, func(x genesis.Cancellation) { end(genesis.OutcomeCancelled, "cancel", x.By, x.Reason) })
	on(ctx, c, heard, genesis.SignalHint, func(h genesis.Hint) {
		if said := []rune(h.Text); len(said) > genesis.WordsMax { // Temporal's own tools send what they like
			h.Text = string(said[:genesis.WordsMax])
		}
		c.hints = append(c.hints, h.Text)
		c.heard(ctx, "hint", "A hint for the coder from "+because(h.By, h.Text))
	})
	on(ctx, c, heard, genesis.SignalApprove, func(a genesis.Approval) {
		c.approved = true
		c.heard(ctx, "approved", fmt.Sprintf("Cycle %d is approved by %s", c.in.Number, because(a.By, a.Reason)))
	})
	for {
		heard.Select(ctx)
	}
}

// on takes the signals of one name. Anybody can send what is no T: the channel drops that, and Receive would wait for the
// next signal of the name, deaf to all others.
func on[T any](ctx workflow.Context, c *cycle, s workflow.Selector, name string, act func(T)) {
	s.AddReceive(workflow.GetSignalChannel(ctx, name), func(ch workflow.ReceiveChannel, _ bool) {
		var said T
		if ch.ReceiveAsync(&said) {
			act(said)
			return
		}
		c.unread(ctx, name)
	})
}

// unread tells of a signal that made no sense. Cycles that began before this was told go on without.
func (c *cycle) unread(ctx workflow.Context, name string) {
	if workflow.GetVersion(ctx, "unread-words", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	c.heard(ctx, "unread", fmt.Sprintf("Cycle %d got a word (%s) that can't be read, and goes on without it.", c.in.Number, name))
}

// heard tells of a person's word. That the feed missed it does not change the word.
func (c *cycle) heard(ctx workflow.Context, action, message string) {
	if workflow.GetVersion(ctx, "words-are-told", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	if err := say(ctx, c.ref(), action, message, map[string]string{"cycle_id": c.in.CycleID}); err != nil {
		workflow.GetLogger(ctx).Warn("the feed missed a person's word", "action", action, "error", err)
	}
}

// approval waits for a person's word, if the settings ask for one. A veto ends the wait, and with it the cycle.
func (c *cycle) approval(ctx workflow.Context, what string) error {
	if !c.in.Policy.Approval || c.approved {
		return nil
	}
	c.rec.Waiting = genesis.WaitingForApproval
	if err := c.enter(ctx, genesis.StageApproval, note{
		agent: genesis.AgentPatcher, action: "approval_wanted",
		message: what + " passed its trial. It waits for a person to approve or veto it.",
	}); err != nil {
		return err
	}
	err := workflow.Await(ctx, func() bool { return c.approved })
	c.rec.Waiting = ""
	return err
}
