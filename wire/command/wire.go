package command

import (
	"encoding/json"
	"maps"
	"strconv"

	"github.com/ai-genesis/ai-genesis"
)

// line is the JSON form of a command, on the stream and in the journal. Journals of older releases must stay readable
// and are written again when they are trimmed, so existing fields and their order must not change. A new kind uses the
// fields that fit, or adds some at the end.
type line struct {
	ID     string    `json:"id"`
	Kind   Kind      `json:"kind"`
	Param  string    `json:"param,omitempty"`
	Value  float64   `json:"value,omitempty"`
	Count  int       `json:"count,omitempty"`
	X      float64   `json:"x,omitempty"`
	Y      float64   `json:"y,omitempty"`
	Molbot string    `json:"molbot,omitempty"`
	Trait  traitLine `json:"trait,omitzero"`

	Params map[string]float64 `json:"params,omitempty"`

	Migration string             `json:"migration,omitempty"`
	Traveller *genesis.Traveller `json:"traveller,omitempty"`
}

// traitLine is the part of a line that concerns a trait.
type traitLine struct {
	Name       string   `json:"name"`
	Version    int      `json:"version"`
	MutationID string   `json:"mutation_id,omitempty"`
	Source     string   `json:"source,omitempty"`
	CodeHash   string   `json:"code_hash,omitempty"`
	Adoption   float64  `json:"adoption,omitempty"`
	Heritable  bool     `json:"heritable,omitempty"`
	Generation int64    `json:"generation,omitempty"`
	Score      float64  `json:"score,omitempty"`
	Pinned     bool     `json:"pinned,omitempty"`
	GoFirst    []string `json:"go_first,omitempty"`
}

// kinds maps a kind to a function that reads a line into its payload.
type kinds map[Kind]func(l *line) Payload

// payloads contains all kinds.
var payloads = merged(worldKinds, traitKinds, travelKinds, questionKinds)

func merged(tables ...kinds) kinds {
	all := kinds{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// MarshalJSON implements json.Marshaler.
func (c Command) MarshalJSON() ([]byte, error) {
	if u, ok := c.Payload.(Unknown); ok && u.raw != nil {
		return u.raw, nil
	}
	l := line{ID: c.ID, Kind: c.Kind()}
	if c.Payload != nil {
		c.Payload.write(&l)
	}
	return json.Marshal(l)
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Command) UnmarshalJSON(data []byte) error {
	var l line
	if err := json.Unmarshal(data, &l); err != nil {
		return err
	}
	c.ID = l.ID
	if read, ok := payloads[l.Kind]; ok {
		c.Payload = read(&l)
	} else {
		c.Payload = Unknown{Name: l.Kind, raw: append([]byte{}, data...)}
	}
	return nil
}

func (t traitLine) ref() TraitRef {
	return TraitRef{
		Name: t.Name, Version: t.Version, MutationID: t.MutationID, CodeHash: t.CodeHash, Generation: t.Generation,
	}
}

func (t traitLine) load() Load {
	return Load{
		Name: t.Name, Version: t.Version, MutationID: t.MutationID, Source: t.Source, CodeHash: t.CodeHash,
		Adoption: t.Adoption, Heritable: t.Heritable, Generation: t.Generation, Score: t.Score, Pinned: t.Pinned,
		GoFirst: t.GoFirst,
	}
}

func (r TraitRef) line() traitLine {
	return traitLine{
		Name: r.Name, Version: r.Version, MutationID: r.MutationID, CodeHash: r.CodeHash, Generation: r.Generation,
	}
}

func flag(set bool) float64 {
	if set {
		return 1
	}
	return 0
}

func word(set bool, text string) string {
	if set {
		return text
	}
	return ""
}

// ticks parses a number of ticks. It returns a value below 0, which means none, if s is not a number.
func ticks(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}
