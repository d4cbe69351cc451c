// Package command defines what an engine can be asked to do: one payload type for each kind of command, and the type of
// its answer. Code inside a process passes these values. They are converted to JSON only where they leave the process:
// on the stream cmd:engine (internal/redisstore) and in a world's journal (internal/host).
//
// To add a command, add a payload type here (its fields, its kind, how it is written and read, and the sentence that
// the feed shows) and its implementation in the engine. Nothing that executes, stores or sends a command may enter this
// package.
package command

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Kind names the kind of a command, on the wire and in the journal. It must not change once it has been released,
// because journals of older releases contain it.
type Kind string

// Command is one request to an engine. A command with an id that was carried out before is answered from memory and not
// carried out again. An empty id is never remembered.
type Command struct {
	ID      string
	Payload Payload
}

// Payload holds the arguments of a command. All its types are in this package.
type Payload interface {
	Kind() Kind
	write(l *line)                                // to the fields that this kind uses on the wire
	readAnswer(data json.RawMessage) (any, error) // into the type of this kind's answer
}

// For is a payload whose answer has the type R.
type For[R any] interface {
	Payload
	answer() R
}

// Kind is the kind of the payload, or "" if there is none.
func (c Command) Kind() Kind {
	if c.Payload == nil {
		return ""
	}
	return c.Payload.Kind()
}

// None is the answer of a command that returns nothing but success.
type None struct{}

// answers is embedded in a payload type to declare that its answer has the type R.
type answers[R any] struct{}

func (answers[R]) answer() (r R) { return r }

func (a answers[R]) readAnswer(data json.RawMessage) (any, error) {
	r := a.answer()
	err := json.Unmarshal(data, &r)
	return r, err
}

// Reply answers a command.
type Reply struct {
	ID         string         `json:"id"`
	Tick       uint64         `json:"tick"`           // tick at which it took effect
	Generation int64          `json:"generation"`     // registry generation after it
	Data       any            `json:"data,omitempty"` // has the type that the payload's For names; nil for none
	Err        *genesis.Error `json:"error,omitempty"`
}

// Result is the reply to a command whose answer has the type R.
type Result[R any] struct {
	Tick       uint64
	Generation int64
	Data       R
}

// ResultOf converts a reply to its type. It returns the reply's own error, or one of code internal if the answer has
// another type: two commands then used the same id.
func ResultOf[R any](r Reply) (Result[R], error) {
	out := Result[R]{Tick: r.Tick, Generation: r.Generation}
	if r.Err != nil {
		return out, r.Err // don't return a nil *Error as an error: it would not be nil
	}
	if r.Data == nil {
		return out, nil
	}
	data, ok := r.Data.(R)
	if !ok {
		return out, genesis.Errorf(genesis.CodeInternal, "the answer to command %q is %T and should be %T: its id belongs "+
			"to another command", r.ID, r.Data, out.Data)
	}
	out.Data = data
	return out, nil
}

// DecodeReply reads the JSON of the reply to c.
func DecodeReply(c Command, raw []byte) (Reply, error) {
	var l struct {
		Reply
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &l); err != nil {
		return Reply{}, fmt.Errorf("read the engine's answer: %w", err)
	}
	if len(l.Data) == 0 {
		return l.Reply, nil
	}
	l.Reply.Data = l.Data
	return l.Typed(c)
}

// Typed is the reply with an answer of the type that belongs to c, if the answer is still JSON.
func (r Reply) Typed(c Command) (Reply, error) {
	raw, ok := r.Data.(json.RawMessage)
	if !ok {
		return r, nil
	}
	p := c.Payload
	if p == nil {
		p = Unknown{}
	}
	data, err := p.readAnswer(raw)
	if err != nil {
		return Reply{}, fmt.Errorf("read the engine's answer to %s: %w", c.Kind(), err)
	}
	r.Data = data
	return r, nil
}

// OncePrefix begins the id of a command whose sender repeats it until it is answered. The engine carries it out once,
// even if it was stopped or killed in between.
const OncePrefix = "once-"

// Repeatable reports whether the sender of the command may repeat it after a restart of the engine: see OncePrefix.
func (r Reply) Repeatable() bool { return strings.HasPrefix(r.ID, OncePrefix) }
