// Package command is what an engine can be asked for: one payload type for each kind of command, and the type of its
// answer. Processes and packages pass these values; JSON is made of them only where they leave the process, on the
// stream cmd:engine (internal/redisstore) and in a world's journal (internal/host).
//
// A new command is a payload type here (its fields, its kind, how it is written and read, and the sentence that the
// feed shows), and what the engine does about it. Nothing that carries out, stores or sends a
// command may enter this package.
package command

import (
	"encoding/json"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
)

// Kind names what a command asks for, on the wire and in the journal. It never changes once it was released.
type Kind string

// Command is one thing asked of an engine. A repeated id is answered from memory and not carried out again; an empty
// id is never remembered.
type Command struct {
	ID      string
	Payload Payload
}

// Payload is what a command asks for. Its types are in this package.
type Payload interface {
	Kind() Kind
	write(l *line)                                // into the fields that the kind has on the wire
	readAnswer(data json.RawMessage) (any, error) // into the type of its answer
}

// For is a payload whose answer has the type R.
type For[R any] interface {
	Payload
	answer() R
}

// Kind is that of the payload; "" without one.
func (c Command) Kind() Kind {
	if c.Payload == nil {
		return ""
	}
	return c.Payload.Kind()
}

// None is the answer of a command that has nothing to say but that it was carried out.
type None struct{}

// answers makes a type a payload whose answer has the type R.
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
	Data       any            `json:"data,omitempty"` // of the type that the payload's For names; nil: none
	Err        *genesis.Error `json:"error,omitempty"`
}

// Result is the reply to a command whose answer has the type R.
type Result[R any] struct {
	Tick       uint64
	Generation int64
	Data       R
}

// ResultOf gives a reply its type. The error is the reply's own, or one of code internal if it answers another command:
// an id was given twice.
func ResultOf[R any](r Reply) (Result[R], error) {
	out := Result[R]{Tick: r.Tick, Generation: r.Generation}
	if r.Err != nil {
		return out, r.Err // never a nil *Error in an error
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

// DecodeReply reads the JSON of the reply to a command.
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
	p := c.Payload
	if p == nil {
		p = Unknown{}
	}
	data, err := p.readAnswer(l.Data)
	if err != nil {
		return Reply{}, fmt.Errorf("read the engine's answer to %s: %w", c.Kind(), err)
	}
	l.Reply.Data = data
	return l.Reply, nil
}
