package evobench

import (
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// mutation is a trait that a cycle of the life has saved.
type mutation struct {
	id      string
	name    string
	version int
	text    []byte
	source  genesis.Ref
	canon   string // hash of the canonical form
	acts    signature.Signature
	score   float64 // score in its trial
	kept    string  // evidence for keeping it; "" if it was not kept
}

// Save implements evolution.Steps.
func (s *steps) Save(in genesis.SaveInput) (genesis.SaveResult, error) {
	acts, _ := signature.Parse(in.Signature)
	m := &mutation{
		name: in.TraitName, version: 1, text: s.blobs[in.Source], source: in.Source, canon: in.CanonicalHash, acts: acts,
		score: in.Score,
	}
	for _, other := range s.l.mutations {
		if other.name == m.name {
			m.version = max(m.version, other.version+1)
		}
	}
	m.id = genesis.MutationID(m.name, m.version)
	s.l.mutations, s.saved = append(s.l.mutations, m), m
	return genesis.SaveResult{MutationID: m.id, Version: m.version}, nil
}

// Load implements evolution.Steps. The call is never stale because nothing else changes the registry.
func (s *steps) Load(in genesis.LoadInput) (out genesis.LoadResult, stale bool, err error) {
	e, m := s.l.engine, s.saved
	load := command.Load{
		Name: m.name, Version: m.version, MutationID: m.id, Source: string(m.text), Adoption: in.Adoption,
		Generation: in.Generation,
		Score:      m.score,
	}
	if err := do(e, load); err != nil {
		return out, false, err
	}
	s.l.neutral.load(m.name, m.version, in.Adoption, e.Registry())
	return genesis.LoadResult{Tick: e.Now(), Generation: e.Registry().Generation}, false, nil
}

// ReadCanary implements evolution.Steps.
func (s *steps) ReadCanary(genesis.MutationRef) (genesis.CanaryReading, error) {
	return s.l.engine.Canary(s.saved.name, s.saved.version), nil
}

// Keep implements evolution.Steps.
func (s *steps) Keep(in genesis.MutationRef) error {
	keep := command.Keep{Trait: s.saved.ref(), GoFirst: s.l.unproven()}
	if err := do(s.l.engine, keep); err != nil {
		return err
	}
	for _, other := range s.l.mutations {
		if other.name == s.saved.name {
			other.kept = "" // the new version replaces it
		}
	}
	s.saved.kept = in.Kept
	s.l.neutral.sync(s.l.engine.Registry())
	return nil
}

// Rollback implements evolution.Steps.
func (s *steps) Rollback(genesis.MutationRef) error {
	if s.saved == nil {
		return nil
	}
	defer func() { s.l.neutral.sync(s.l.engine.Registry()) }()
	if !s.l.loaded(s.saved) {
		return nil
	}
	return do(s.l.engine, command.Unload{Trait: s.saved.ref()})
}

// unproven returns the ids of the kept traits that nothing has shown to help. They are the first to make room.
func (l *life) unproven() (ids []string) {
	for _, m := range l.mutations {
		if m.kept == genesis.KeptHarmless {
			ids = append(ids, genesis.TraitID(m.name, m.version))
		}
	}
	return ids
}

// ref returns the mutation's reference in the engine.
func (m *mutation) ref() command.TraitRef { return command.TraitRef{Name: m.name, Version: m.version} }

// similar returns the newest mutations of other traits, with their behavioral signatures.
func (l *life) similar(name string) (ids []string, acts []signature.Signature) {
	newest := l.mutations[max(0, len(l.mutations)-policy.ComparedWith):]
	for _, m := range slices.Backward(newest) {
		if m.name != name && m.acts != (signature.Signature{}) {
			ids, acts = append(ids, m.id), append(acts, m.acts)
		}
	}
	return ids, acts
}
