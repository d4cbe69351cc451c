package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// listen takes what people say to the running cycle. Each word goes to the feed, with who said it.
func (c *cycle) listen(ctx workflow.Context, stop func()) {
	heard := workflow.NewSelector(ctx)
	end := func(outcome genesis.Outcome, action, by, reason string) {
		if c.stopped != nil {
			return
		}
		words := string(outcome) + " by " + because(cut(by), cut(reason))
		c.stopped = &evolution.Ending{Outcome: outcome, Reason: strings.TrimSuffix(words, ".")}
		stop()
		c.heard(ctx, action, fmt.Sprintf("Cycle %d is %s", c.In.Number, words))
	}
	on(ctx, c, heard, genesis.SignalVeto, func(words string) genesis.Veto { return genesis.Veto{Reason: words} },
		func(v genesis.Veto) { end(genesis.OutcomeVetoed, "veto", v.By, v.Reason) })
	on(ctx, c, heard, genesis.SignalCancel, func(words string) genesis.Cancellation { return genesis.Cancellation{Reason: words} },
		func(x genesis.Cancellation) { end(genesis.OutcomeCancelled, "cancel", x.By, x.Reason) })
	on(ctx, c, heard, genesis.SignalHint, func(words string) genesis.Hint { return genesis.Hint{Text: words} }, func(h genesis.Hint) {
		h.Text = cut(h.Text)
		if strings.TrimSpace(h.Text) == "" && c.version != workflow.DefaultVersion {
			c.unread(ctx, genesis.SignalHint)
			return
		}
		c.hints = append(c.hints, h.Text)
		c.heard(ctx, "hint", "A hint for the coder from "+because(cut(h.By), h.Text))
	})
	on(ctx, c, heard, genesis.SignalApprove, nil, // a text may say anything but yes
		func(a genesis.Approval) {
			c.approved = true
			c.heard(ctx, "approved", fmt.Sprintf("Cycle %d is approved by %s", c.In.Number, because(cut(a.By), cut(a.Reason))))
		})
	for {
		heard.Select(ctx)
		if err := c.mayGoOn(ctx); err != nil {
			c.reset = err
			stop()
		}
	}
}

// on takes the signals of one name. Anybody can send anything: nothing at all is the bare word, a text is its reason, and what
// else is no T is not understood. (A channel of T would drop that, and Receive would wait for the next signal of the name,
// deaf to all others.)
func on[T any](ctx workflow.Context, c *cycle, s workflow.Selector, name string, of func(words string) T, act func(T)) {
	s.AddReceive(workflow.GetSignalChannel(ctx, name), func(ch workflow.ReceiveChannel, _ bool) {
		var raw converter.RawValue
		if ch.ReceiveAsync(&raw) {
			if said, ok := understood(raw, of); ok {
				act(said)
				return
			}
		}
		c.unread(ctx, name)
	})
}

func understood[T any](raw converter.RawValue, of func(string) T) (said T, ok bool) {
	if len(raw.Payload().GetData()) == 0 {
		return said, true
	}
	words := converter.GetDefaultDataConverter()
	if err := words.FromPayload(raw.Payload(), &said); err == nil {
		return said, true
	}
	var text string
	if err := words.FromPayload(raw.Payload(), &text); err == nil && of != nil {
		return of(text), true
	}
	return said, false
}

// cut is what a person said, no longer than people may speak: Temporal's own tools send what they like.
func cut(words string) string {
	if said := []rune(words); len(said) > genesis.MaxMessageLen {
		return string(said[:genesis.MaxMessageLen])
	}
	return words
}

// unread tells of a signal that made no sense. Cycles that began before this was told go on without.
func (c *cycle) unread(ctx workflow.Context, name string) {
	if !c.since(ctx, "unread-words") {
		return
	}
	c.heard(ctx, "unread", fmt.Sprintf("Cycle %d got a word (%s) that can't be read, and goes on without it.", c.In.Number, name))
}

// heard tells of a person's word. That the feed missed it does not change the word.
func (c *cycle) heard(ctx workflow.Context, action, message string) {
	if !c.since(ctx, "words-are-told") {
		return
	}
	if c.version == workflow.DefaultVersion {
		c.pass(ctx, action, message)
		return
	}
	c.telling++ // beside: while Redis is away, a hint must not keep the next word, a veto, from being heard
	aside, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(aside, func(ctx workflow.Context) {
		c.pass(ctx, action, message)
		c.telling--
	})
}

// pass writes a person's word to the feed.
func (c *cycle) pass(ctx workflow.Context, action, message string) {
	if err := say(ctx, c.ref(), action, message, map[string]string{"cycle_id": c.In.CycleID}); err != nil {
		workflow.GetLogger(ctx).Warn("the feed missed a person's word", "action", action, "error", err)
	}
}

// approval waits for a person's word, if the settings ask for one. A veto ends the wait, and with it the cycle.
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
