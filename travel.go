package genesis

// Traveller is a molbot on its way from one world to another: all that it is, without the world that it was in.
type Traveller struct {
	Molbot     string         `json:"molbot"` // its id in the world that it left
	World      string         `json:"world"`  // that world
	Genes      []float64      `json:"genes"`
	Energy     float64        `json:"energy"`
	Age        uint64         `json:"age"`    // [ticks]
	Fasted     uint64         `json:"fasted"` // since its last bite [ticks]
	Rested     uint64         `json:"rested"` // since its last child [ticks]; 0 if it has none
	Generation uint32         `json:"generation"`
	Children   uint32         `json:"children"`
	Traits     []CarriedTrait `json:"traits"`
}

// CarriedTrait is a trait that a traveller carries, with what it remembers.
type CarriedTrait struct {
	Name     string    `json:"name"`
	CodeHash string    `json:"code_hash"`     // it comes along where the same program is loaded
	Off      bool      `json:"off,omitempty"` // deactivated on it
	Memory   []float64 `json:"memory,omitempty"`
}

// Journey is what an engine answers about a traveller: to depart, to arrive and to settle.
type Journey struct {
	Migration string     `json:"migration"`
	Tick      uint64     `json:"tick"`
	Traveller *Traveller `json:"traveller,omitempty"` // of depart
	Molbot    string     `json:"molbot,omitempty"`    // its new id: of arrive, and of a settle that took it back
	Left      []string   `json:"left,omitempty"`      // traits that it could not take along
	Refused   string     `json:"refused,omitempty"`   // why it was not let in
	Again     bool       `json:"again,omitempty"`     // it had been done before
}
