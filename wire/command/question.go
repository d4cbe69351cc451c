package command

import (
	"strconv"

	"github.com/ai-genesis/ai-genesis"
)

// Questions change nothing, so journals don't contain them. The engine's process answers them outside of the loop.

// Lineage asks for the tree of ancestors and descendants.
type Lineage struct {
	answers[genesis.Phylogeny]
	Most int // maximum number of nodes
}

// Family asks for the relatives of a molbot. On the wire it is a "lineage" command with a molbot.
type Family struct {
	answers[genesis.Family]
	Molbot string
}

// ListLoaded asks for the generated traits in the registry.
type ListLoaded struct {
	answers[genesis.LoadedTraits]
}

// Layer asks for one field of the environment.
type Layer struct {
	answers[genesis.Layer]
	Name    string
	Channel int // for scent
	Columns int
}

// Film asks for recorded pictures, or for how far back they go.
type Film struct {
	answers[Pictures]
	Count int // number of pictures; 0: only how far back they go
	From  int // tick of the first picture
	Step  int // ticks between two pictures
}

// Pictures answers Film.
type Pictures struct {
	FilmExtent
	Packed []byte `json:"packed,omitempty"` // see internal/film
}

// FilmExtent says how far back a film goes.
type FilmExtent struct {
	From     uint64 `json:"from"` // tick of the oldest picture
	To       uint64 `json:"to"`   // tick of the newest picture
	Pictures int    `json:"pictures"`
	Bytes    int64  `json:"bytes"` // on disk
	Every    int    `json:"every"` // ticks between two new pictures
}

// Explain asks what a molbot did in the last tick, and why. It starts to record that molbot, and stops some time after
// the last question.
type Explain struct {
	answers[genesis.Explanation]
	Molbot  string
	Sources bool // of its traits
}

// Heat asks how often each line of a trait ran. It starts to count them, and stops some time after the last question.
type Heat struct {
	answers[genesis.TraitLines]
	Trait string // as name_vN
}

// Vet asks for vet's verdict on a source.
type Vet struct {
	answers[genesis.Verdict]
	Name   string // name of the trait, if the source is only a function
	Source string
	Mend   bool // repair it first
}

// Unknown is a command of a kind that this program does not know, because a newer one sent or journalled it. It is
// written exactly as it was read.
type Unknown struct {
	answers[None]
	Name Kind
	raw  []byte
}

var questionKinds = kinds{
	"lineage": func(l *line) Payload {
		if l.Molbot != "" {
			return Family{Molbot: l.Molbot}
		}
		return Lineage{Most: l.Count}
	},
	"loaded":  func(*line) Payload { return ListLoaded{} },
	"layer":   func(l *line) Payload { return Layer{Name: l.Param, Channel: int(l.Value), Columns: l.Count} },
	"film":    func(l *line) Payload { return Film{Count: l.Count, From: int(l.Value), Step: ticks(l.Param)} },
	"explain": func(l *line) Payload { return Explain{Molbot: l.Molbot, Sources: l.Param == "sources"} },
	"heat":    func(l *line) Payload { return Heat{Trait: l.Param} },
	"vet": func(l *line) Payload {
		return Vet{Name: l.Trait.Name, Source: l.Trait.Source, Mend: l.Param == "mend"}
	},
}

// Kind implements Payload.
func (Lineage) Kind() Kind      { return "lineage" }
func (p Lineage) write(l *line) { l.Count = p.Most }

// Kind implements Payload.
func (Family) Kind() Kind      { return "lineage" }
func (p Family) write(l *line) { l.Molbot = p.Molbot }

// Kind implements Payload.
func (ListLoaded) Kind() Kind  { return "loaded" }
func (ListLoaded) write(*line) {}

// Kind implements Payload.
func (Layer) Kind() Kind { return "layer" }
func (p Layer) write(l *line) {
	l.Param, l.Value, l.Count = p.Name, float64(p.Channel), p.Columns
}

// Kind implements Payload.
func (Film) Kind() Kind { return "film" }
func (p Film) write(l *line) {
	l.Value, l.Count = float64(p.From), p.Count
	if p.Step != 0 {
		l.Param = strconv.Itoa(p.Step)
	}
}

// Kind implements Payload.
func (Explain) Kind() Kind      { return "explain" }
func (p Explain) write(l *line) { l.Molbot, l.Param = p.Molbot, word(p.Sources, "sources") }

// Kind implements Payload.
func (Heat) Kind() Kind      { return "heat" }
func (p Heat) write(l *line) { l.Param = p.Trait }

// Kind implements Payload.
func (Vet) Kind() Kind { return "vet" }
func (p Vet) write(l *line) {
	l.Trait = traitLine{Name: p.Name, Source: p.Source}
	l.Param = word(p.Mend, "mend")
}

// Kind implements Payload.
func (p Unknown) Kind() Kind { return p.Name }
func (Unknown) write(*line)  {}
