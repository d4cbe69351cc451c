package genesis

// Traveller is a molbot on its way from one world to another: its complete state, apart from the world it left.
type Traveller struct {
	Molbot     string         `json:"molbot"` // its id in the world that it left
	World      string         `json:"world"`  // the world that it left
	Genes      []float64      `json:"genes"`
	Energy     float64        `json:"energy"`
	Age        uint64         `json:"age"`    // [ticks]
	Fasted     uint64         `json:"fasted"` // since it last ate [ticks]
	Rested     uint64         `json:"rested"` // since its last child was born [ticks]; 0 if it has none
	Generation uint32         `json:"generation"`
	Children   uint32         `json:"children"`
	Traits     []CarriedTrait `json:"traits"`
}

// CarriedTrait is a trait of a traveller, with its memory.
type CarriedTrait struct {
	Name     string    `json:"name"`
	CodeHash string    `json:"code_hash"`     // the trait arrives only if the other world has loaded the same program
	Off      bool      `json:"off,omitempty"` // deactivated on this molbot
	Memory   []float64 `json:"memory,omitempty"`
}

// Journey is an engine's answer to the commands depart, arrive and settle.
type Journey struct {
	Migration string     `json:"migration"`
	Tick      uint64     `json:"tick"`
	Traveller *Traveller `json:"traveller,omitempty"` // set by depart
	Molbot    string     `json:"molbot,omitempty"`    // its new id: set by arrive, and by a settle that took it back
	Left      []string   `json:"left,omitempty"`      // traits that it could not take along
	Refused   string     `json:"refused,omitempty"`   // why the other world did not admit it
	Again     bool       `json:"again,omitempty"`     // the command had been carried out before
}
