package command

// TraitRef names a version of a trait in the registry. Version 0 is the one that runs. What else is set has to be so,
// or the command is refused as stale.
type TraitRef struct {
	Name       string
	Version    int
	MutationID string // told to the sink; not compared
	CodeHash   string // "": whatever the program
	Generation int64  // of the registry that the caller has seen; 0 skips the fence
}

// Load loads a trait.
type Load struct {
	answers[Loaded]
	Name       string
	Version    int
	MutationID string
	Source     string
	CodeHash   string   // "": that of Source
	Adoption   float64  // share of newborns that get it by a fresh coin
	Heritable  bool     // inherited by children from the start
	Generation int64    // registry generation that the caller has seen; 0 skips the fence
	Score      float64  // effect in its trial, to tell which trait is the least useful
	Pinned     bool     // never retired to make room
	GoFirst    []string // traits by id that make room before all others, as nothing shows that they help
}

// Loaded answers Load.
type Loaded struct {
	Replaced int `json:"replaced,omitempty"` // version whose place it took
	Retired
}

// Retired is what was unloaded to make room, as name_vN.
type Retired struct {
	Retired []string `json:"retired,omitempty"`
}

// Ref names the trait that was loaded.
func (p Load) Ref() TraitRef { return TraitRef{Name: p.Name, Version: p.Version} }

// Keep ends a canary: the trait becomes heritable.
type Keep struct {
	answers[Retired]
	Trait   TraitRef
	GoFirst []string // as in Load
}

// Unload takes a trait out of the registry and of every bearer.
type Unload struct {
	answers[None]
	Trait TraitRef
}

// Adopt gives a trait to a share of the living at once, in trials.
type Adopt struct {
	answers[None]
	Trait TraitRef
	Share float64 // 0 to 1
}

// Pin pins a trait, so that it is never retired to make room, or lets it go.
type Pin struct {
	answers[None]
	Trait  TraitRef
	Pinned bool
}

// SwitchOff takes a trait out of the world for a reason that is neither its author's nor a person's. It is the engine's
// own.
type SwitchOff struct {
	answers[None]
	Trait  TraitRef
	Reason string
}

var traitKinds = kinds{
	"load_trait":  func(l *line) Payload { return l.Trait.load() },
	"keep_trait":  func(l *line) Payload { return Keep{Trait: l.Trait.ref(), GoFirst: l.Trait.GoFirst} },
	"unload":      func(l *line) Payload { return Unload{Trait: l.Trait.ref()} },
	"adopt_trait": func(l *line) Payload { return Adopt{Trait: l.Trait.ref(), Share: l.Value} },
	"pin_trait":   func(l *line) Payload { return Pin{Trait: l.Trait.ref(), Pinned: l.Value != 0} },
	"switch_off":  func(l *line) Payload { return SwitchOff{Trait: l.Trait.ref(), Reason: l.Param} },
}

// Kind implements Payload.
func (Load) Kind() Kind { return "load_trait" }
func (p Load) write(l *line) {
	l.Trait = traitLine{
		Name: p.Name, Version: p.Version, MutationID: p.MutationID, Source: p.Source, CodeHash: p.CodeHash,
		Adoption: p.Adoption, Heritable: p.Heritable, Generation: p.Generation, Score: p.Score, Pinned: p.Pinned,
		GoFirst: p.GoFirst,
	}
}

// Kind implements Payload.
func (Keep) Kind() Kind { return "keep_trait" }
func (p Keep) write(l *line) {
	l.Trait = p.Trait.line()
	l.Trait.GoFirst = p.GoFirst
}

// Kind implements Payload.
func (Unload) Kind() Kind      { return "unload" }
func (p Unload) write(l *line) { l.Trait = p.Trait.line() }

// Kind implements Payload.
func (Adopt) Kind() Kind      { return "adopt_trait" }
func (p Adopt) write(l *line) { l.Trait, l.Value = p.Trait.line(), p.Share }

// Kind implements Payload.
func (Pin) Kind() Kind      { return "pin_trait" }
func (p Pin) write(l *line) { l.Trait, l.Value = p.Trait.line(), flag(p.Pinned) }

// Kind implements Payload.
func (SwitchOff) Kind() Kind      { return "switch_off" }
func (p SwitchOff) write(l *line) { l.Trait, l.Param = p.Trait.line(), p.Reason }
