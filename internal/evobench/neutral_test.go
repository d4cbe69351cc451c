package evobench

import (
	"math/rand/v2"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// drift simulates a world of 100 in which one trait is inherited; favour is the breeding advantage of its bearers.
func drift(seed uint64, favour float64) Component {
	random := rand.New(rand.NewPCG(seed, 1))
	s := newNeutral(seed, 100)
	r := engine.Registry{Traits: []genesis.LoadedTrait{{Name: "new", Version: 1, Generated: true}}}
	s.load("new", 1, .5, r)
	world := make([]bool, 100)
	for tick := range 4000 {
		if tick == 400 {
			r.Traits[0].Heritable = true
			s.sync(r)
		}
		parent := random.IntN(100)
		if favour > 1 && !world[parent] && random.Float64() < 1-1/favour {
			parent = random.IntN(100)
		}
		born := random.Float64() < .5
		if r.Traits[0].Heritable {
			chance := gain
			if world[parent] {
				chance = 1 - loss
			}
			born = random.Float64() < chance
		}
		world[random.IntN(100)] = born
		s.tick(1, 1, 100)
		if tick%100 == 0 {
			n := 0
			for _, has := range world {
				if has {
					n++
				}
			}
			s.observe(genesis.Snapshot{EntityCount: 100, Traits: []genesis.TraitCensus{{Name: "new", Version: 1, Bearers: n}}})
		}
	}
	return s.report()[0]
}

// TestNeutralTraitsAreNotAdaptive checks the shadow populations: traits without effect must be as active as their
// twins, and useful ones more so.
func TestNeutralTraitsAreNotAdaptive(t *testing.T) {
	neutral, favoured := 0, 0
	var sum, twins float64
	for seed := range uint64(60) {
		c := drift(seed, 1)
		sum, twins = sum+c.Activity, twins+c.Neutral
		if c.Adaptive {
			neutral++
		}
		if drift(seed, 2).Adaptive {
			favoured++
		}
	}
	if neutral > 9 { // 5 % are expected, 3 of 60; more than 9 has a chance of 1 in 1,000
		t.Errorf("%d of 60 neutral traits pass for adaptive", neutral)
	}
	if favoured < 40 {
		t.Errorf("only %d of 60 traits whose bearers breed more are found", favoured)
	}
	if ratio := sum / twins; ratio < .85 || ratio > 1.15 {
		t.Errorf("neutral traits are ×%.2f as active as their twins", ratio)
	}
}
