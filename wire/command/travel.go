package command

import "github.com/ai-genesis/ai-genesis"

// Depart takes a molbot out of the world and sends it to another one.
type Depart struct {
	answers[genesis.Journey]
	Migration string // id of the journey
	Molbot    string
	To        string // world
}

// Arrive admits a traveller.
type Arrive struct {
	answers[genesis.Journey]
	Migration string
	Traveller *genesis.Traveller
}

// Settle ends a journey that departed from this world.
type Settle struct {
	answers[genesis.Journey]
	Migration string
	Back      bool // the traveller comes back
}

var travelKinds = kinds{
	"depart": func(l *line) Payload { return Depart{Migration: l.Migration, Molbot: l.Molbot, To: l.Param} },
	"arrive": func(l *line) Payload { return Arrive{Migration: l.Migration, Traveller: l.Traveller} },
	"settle": func(l *line) Payload { return Settle{Migration: l.Migration, Back: l.Value != 0} },
}

// Kind implements Payload.
func (Depart) Kind() Kind      { return "depart" }
func (p Depart) write(l *line) { l.Migration, l.Molbot, l.Param = p.Migration, p.Molbot, p.To }

// Kind implements Payload.
func (Arrive) Kind() Kind      { return "arrive" }
func (p Arrive) write(l *line) { l.Migration, l.Traveller = p.Migration, p.Traveller }

// Kind implements Payload.
func (Settle) Kind() Kind      { return "settle" }
func (p Settle) write(l *line) { l.Migration, l.Value = p.Migration, flag(p.Back) }
