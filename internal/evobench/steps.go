package evobench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/evolution"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// steps implements the steps of one cycle in this process, on the life's own engine. It keeps in memory what the system
// keeps in Redis.
type steps struct {
	l     *life
	ctx   context.Context //nolint:containedctx // evolution.Steps carries none: Temporal's steps have one of its own
	blobs map[genesis.Ref][]byte
	first genesis.Ref // the fork taken at the beginning of the cycle
	saved *mutation
}

var _ evolution.Steps = (*steps)(nil)

func newSteps(ctx context.Context, l *life) *steps {
	return &steps{l: l, ctx: ctx, blobs: map[genesis.Ref][]byte{}}
}

func (s *steps) put(blob []byte) genesis.Ref {
	sum := sha256.Sum256(blob)
	ref := genesis.Ref{SHA256: hex.EncodeToString(sum[:]), Size: len(blob)}
	s.blobs[ref] = blob
	return ref
}

// Enter implements evolution.Steps: nobody follows the stages.
func (s *steps) Enter(genesis.Stage, evolution.Note) error { return s.ctx.Err() }

// Tell implements evolution.Steps.
func (s *steps) Tell(evolution.Note) error { return s.ctx.Err() }

// Does implements evolution.Steps: the bench runs the current version of the cycle.
func (s *steps) Does(string) bool { return true }

// Approve implements evolution.Steps: everything is approved.
func (s *steps) Approve(string) error { return nil }

// Observe implements evolution.Steps.
func (s *steps) Observe(genesis.WorldRef) (out genesis.Observation, err error) {
	e := s.l.engine
	fork, err := e.Checkpoint()
	if err != nil {
		return out, err
	}
	loaded := e.Registry()
	out = genesis.Observation{
		Tick: e.Now(), Generation: loaded.Generation, Fork: s.put(fork), Vitals: s.l.vitals(), Params: e.Params(),
		Traits: []genesis.TraitRef{},
	}
	for _, t := range loaded.Traits {
		if t.Generated {
			out.Traits = append(out.Traits, genesis.TraitRef{
				Name: t.Name, Version: t.Version, MutationID: genesis.MutationID(t.Name, t.Version), Bearers: t.Bearers,
			})
		}
	}
	if s.first.Empty() {
		s.first = out.Fork
	}
	return out, nil
}

// Trial implements evolution.Steps.
func (s *steps) Trial(pairs []genesis.TrialInput, _ int) (results []genesis.TrialResult, err error) {
	for _, in := range pairs {
		r, err := engine.Trial(s.blobs[in.Fork], engine.TrialOptions{
			Loader: s.l.loader, Source: s.blobs[in.Source], Name: in.TraitName, Version: in.Version, Params: in.Params,
			Seed:  in.Seed,
			Ticks: in.Ticks, Adoption: in.Adoption, Count: in.Film, Progress: func(int) error { return s.ctx.Err() },
		})
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// Rest implements evolution.Steps: the world runs for as many ticks as it would in that time.
func (s *steps) Rest(d time.Duration, _ string) error {
	return s.l.advance(s.ctx, int(d/(tickRate*time.Millisecond)))
}

// shadow is the result of forks that have already run.
type shadow genesis.ShadowResult

// Result implements evolution.Shadow.
func (f shadow) Result() (genesis.ShadowResult, bool, error) {
	return genesis.ShadowResult(f), true, nil
}

// Wait implements evolution.Shadow.
func (f shadow) Wait() (genesis.ShadowResult, error) { return genesis.ShadowResult(f), nil }

// Beside implements evolution.Steps. The forks run first, which makes no difference because they are independent of the
// world.
func (s *steps) Beside(in genesis.ShadowInput, watch func(evolution.Steps, evolution.Shadow) error) error {
	out, err := engine.Shadow(s.blobs[in.Fork], engine.TrialOptions{
		Loader: s.l.loader, Seed: in.Seed, Ticks: in.Ticks, Progress: func(int) error { return s.ctx.Err() },
	}, in.Forks, in.Every)
	if err != nil {
		return err
	}
	out.From = in.From
	return watch(s, shadow(out))
}

// SetParams implements evolution.Steps.
func (s *steps) SetParams(in genesis.SetParamInput) (genesis.SetParamResult, error) {
	out := genesis.SetParamResult{Before: map[string]float64{}, Tick: s.l.engine.Now()}
	for name := range in.Params {
		out.Before[name] = s.l.engine.Param(name)
	}
	return out, do(s.l.engine, command.SetParams{Params: in.Params})
}

// RestoreParams implements evolution.Steps.
func (s *steps) RestoreParams(in genesis.SetParamInput) error {
	return do(s.l.engine, command.SetParams{Params: in.Params})
}

// loaded reports whether a mutation is in the world.
func (l *life) loaded(m *mutation) bool {
	return slices.ContainsFunc(l.engine.Registry().Traits, func(t genesis.LoadedTrait) bool {
		return t.Name == m.name && t.Version == m.version
	})
}
