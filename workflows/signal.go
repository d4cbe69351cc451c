package workflows

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// strictSignals is a change of behaviour: a signal with fields other than its own is not understood. Only a run that
// receives such a signal has its marker.
const strictSignals = "strict-signals"

// onSignal handles the signals of one name. Anybody can send anything with Temporal's tools: an empty signal has no
// reason, a bare text is the reason, and everything else that is no T is reported as unreadable. The raw payload is
// received first because a channel of T would drop such a signal, and Receive would then block until the next signal of
// that name and leave all others unread.
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

// readSignal decodes a signal. A run that accepted a loosely decoded signal before strictSignals accepts it again in a
// replay.
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

// understood reports whether a decodable signal holds nothing but its known fields. The decoder would accept
// {"approved": false} as an approval without a reason, and null as an empty signal; neither is what the sender meant.
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

// hasNull reports whether a field of an object is null, which the decoder treats as absent.
func hasNull(object string) bool {
	d := json.NewDecoder(strings.NewReader(object))
	for {
		token, err := d.Token()
		if err != nil { // the end of the object, which has been decoded before and is valid
			return false
		}
		if token == nil {
			return true
		}
	}
}

// wantedOf describes what each signal may contain.
var wantedOf = map[string]string{
	genesis.SignalHint:    `a text, or {"by": "…", "text": "…"}`,
	genesis.SignalApprove: `nothing, or {"by": "…", "reason": "…"}`,
}

// reportUnreadable tells people that a signal could not be read. Cycles that began before this report existed skip it.
func (c *cycle) reportUnreadable(ctx workflow.Context, name string) {
	if !c.since(ctx, "unread-words") {
		return
	}
	wanted, ok := wantedOf[name]
	if !ok {
		wanted = `nothing, a text, or {"by": "…", "reason": "…"}`
	}
	c.reportMessage(ctx, "unread",
		fmt.Sprintf("Cycle %d ignored a signal (%s) that it can't read. The signal may contain %s.", c.In.Number,
			name, wanted))
}
