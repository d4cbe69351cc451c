package command

// TraitRef names a version of a trait in the registry. Version 0 means the running version. CodeHash and Generation, if
// set, must match the registry; otherwise the command is refused as stale.
type TraitRef struct {
	Name       string
	Version    int
	MutationID string // passed on to the sink, not compared
	CodeHash   string // "": any program
	Generation int64  // registry generation that the caller has seen; 0 skips the check
}

// Load loads a trait.
type Load struct {
	answers[Loaded]
	Name       string
	Version    int
	MutationID string
	Source     string
	CodeHash   string   // "": the hash of Source
	Adoption   float64  // share of newborns that are assigned it at random
	Heritable  bool     // inherited by children from the start
	Generation int64    // registry generation that the caller has seen; 0 skips the check
	Score      float64  // effect in its trial, used to find the least useful trait
	Pinned     bool     // never retired to make room
	GoFirst    []string // ids of traits to retire first, because nothing shows that they help
}

// Loaded answers Load.
type Loaded struct {
	Replaced int `json:"replaced,omitempty"` // version that it replaced
	Retired
}

// Retired lists the traits that were unloaded to make room, as name_vN.
type Retired struct {
	Retired []string `json:"retired,omitempty"`
}

// Ref names the trait to load.
func (p Load) Ref() TraitRef { return TraitRef{Name: p.Name, Version: p.Version} }

// Keep ends a canary: the trait becomes heritable.
type Keep struct {
	answers[Retired]
	Trait   TraitRef
	GoFirst []string // as in Load
}

// Unload removes a trait from the registry and from every bearer.
type Unload struct {
	answers[None]
	Trait TraitRef
}

// Adopt gives a trait to a share of the living molbots at once. Trials use it.
type Adopt struct {
	answers[None]
	Trait TraitRef
	Share float64 // 0 to 1
}

// Pin protects a trait from being retired to make room, or removes that protection.
type Pin struct {
	answers[None]
	Trait  TraitRef
	Pinned bool
}

// SwitchOff removes a trait on the engine's own decision, for example because it is too slow. Neither its author nor a
// person asked for it. Only the engine issues this command.
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
