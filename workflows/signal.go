package workflows

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// strictSignals is a change: what a signal holds beside its own fields makes it one that is not understood. Only a run
// that meets such a signal has its marker.
const strictSignals = "strict-signals"

// onSignal takes the signals of one name. Anybody can send anything: nothing at all is the bare word, a text is its
// reason, and what else is no T is not understood. (A channel of T would drop that, and Receive would wait for the next
// signal of the name, deaf to all others.)
func onSignal[T any](
	ctx workflow.Context, c *cycle, s workflow.Selector, name string, of func(words string) T, act func(T),
) {
	s.AddReceive(workflow.GetSignalChannel(ctx, name), func(ch workflow.ReceiveChannel, _ bool) {
		var raw converter.RawValue
		if ch.ReceiveAsync(&raw) {
			if said, ok := readSignal(ctx, raw, of); ok {
				act(said)
				return
			}
		}
		c.reportUnreadable(ctx, name)
	})
}

// readSignal decodes a signal. A run that took one loosely before strictSignals goes on so in a replay.
func readSignal[T any](ctx workflow.Context, raw converter.RawValue, of func(string) T) (said T, ok bool) {
	said, ok = decodeSignal(raw, of)
	if !ok || understood[T](raw) {
		return said, ok
	}
	return said, workflow.GetVersion(ctx, strictSignals, workflow.DefaultVersion, 1) == workflow.DefaultVersion
}

func decodeSignal[T any](raw converter.RawValue, of func(string) T) (said T, ok bool) {
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

// understood reports whether a signal that could be decoded says nothing beside its fields: {"approved": false} is an
// object like any other to the decoder, and no approval. Nor is null a word.
func understood[T any](raw converter.RawValue) bool {
	data := strings.TrimSpace(string(raw.Payload().GetData()))
	switch {
	case len(data) == 0 || data[0] == '"':
		return true
	case data[0] != '{':
		return false
	}
	var said T
	d := json.NewDecoder(strings.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(&said) == nil && !hasNull(data)
}

// hasNull reports whether a field of an object is null: it says something that the decoder takes for nothing.
func hasNull(object string) bool {
	d := json.NewDecoder(strings.NewReader(object))
	for {
		token, err := d.Token()
		if err != nil { // the end: it has been decoded before
			return false
		}
		if token == nil {
			return true
		}
	}
}

// wantedOf says what a signal may hold.
var wantedOf = map[string]string{
	genesis.SignalHint:    `a text, or {"by": "…", "text": "…"}`,
	genesis.SignalApprove: `nothing, or {"by": "…", "reason": "…"}`,
}

// reportUnreadable tells of a signal that made no sense. Cycles that began before this was told go on without.
func (c *cycle) reportUnreadable(ctx workflow.Context, name string) {
	if !c.since(ctx, "unread-words") {
		return
	}
	wanted, ok := wantedOf[name]
	if !ok {
		wanted = `nothing, a text, or {"by": "…", "reason": "…"}`
	}
	c.reportMessage(ctx, "unread",
		fmt.Sprintf("Cycle %d got a word (%s) that can't be read, and goes on without it. It may hold %s.", c.In.Number,
			name, wanted))
}
