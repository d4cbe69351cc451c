package evobench

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// Life is the result of one life, with its course.
type Life struct {
	LifeReport
	Course   []Sample  `json:"course"`
	Programs []Program `json:"programs,omitempty"`
}

// Sample is one snapshot of a life.
type Sample struct {
	Tick       uint64  `json:"tick"`
	Value      float64 `json:"value"` // the world's metric
	Molbots    int     `json:"molbots"`
	AvgEnergy  float64 `json:"avg_energy"`
	Births     int     `json:"births"`
	Deaths     int     `json:"deaths"`
	Starved    int     `json:"starved"`
	Production float64 `json:"production"`
	GeneSpread float64 `json:"gene_spread"`
	TraitHill  float64 `json:"trait_hill"`
	Traits     int     `json:"traits"`
}

// Program is a program that was loaded into the world.
type Program struct {
	Trait  string  `json:"trait"` // name with version
	Kept   string  `json:"kept"`  // evidence for keeping it; "" if it was not kept or was replaced by a newer version
	Score  float64 `json:"score"` // score in its trial
	Source string  `json:"source"`
}

// ArmNames lists the arms.
func ArmNames() []string { return slices.Clone(arms) }

// Metric describes what is measured in a world, and reports whether lower is better.
func Metric(world string) (words string, lower bool) {
	s, _ := scenarioNamed(world)
	return s.metric, s.better < 0
}

// Lived is called after each cycle with the number of completed cycles. save returns the current state of the life,
// from which LiveOne can continue to the same result.
type Lived func(cycles int, save func() ([]byte, error)) error

// LiveOne runs one life of a world: one seed in one arm, from its beginning or from a saved state. The error has code
// stale if the saved state can't be continued.
func LiveOne(ctx context.Context, o Options, world string, seed uint64, arm string, saved []byte, lived Lived) (Life,
	error) {
	o.Worlds = []string{world}
	o, err := o.withDefaults()
	if err != nil {
		return Life{}, err
	}
	if !slices.Contains(arms, arm) {
		return Life{}, genesis.Errorf(genesis.CodeInvalid, "there is no arm %q; choose from %v", arm, arms)
	}
	s, _ := scenarioNamed(world)
	start, before, err := s.start(ctx, seed)
	if err != nil {
		return Life{}, err
	}
	l := &life{scenario: s, Options: o, arm: arm, seed: seed, loader: sandbox.New(sandbox.Limits{}),
		out: &LifeReport{Arm: arm, Before: before}, saved: saved, lived: lived}
	if err := l.live(ctx, start, &lineWriter{w: io.Discard}); err != nil {
		return Life{}, fmt.Errorf("world %s, seed %d, %s: %w", world, seed, arm, err)
	}
	return l.whole(), nil
}

// whole returns the life with its course and its programs.
func (l *life) whole() Life {
	out := Life{LifeReport: *l.out}
	for _, s := range l.snaps {
		out.Course = append(out.Course, Sample{
			Tick: s.Tick, Value: l.value(s), Molbots: s.EntityCount, AvgEnergy: s.AvgEnergy, Births: s.BirthsLastPeriod,
			Deaths: s.DeathsLastPeriod, Starved: s.DeathStarvation, Production: s.Production, GeneSpread: s.GeneSpread,
			TraitHill: s.TraitSetHill, Traits: s.TraitDiversity,
		})
	}
	for _, m := range l.mutations {
		out.Programs = append(out.Programs, Program{
			Trait: genesis.TraitID(m.name, m.version), Kept: m.kept, Score: m.score, Source: string(m.text),
		})
	}
	return out
}
