package sandbox

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const graze = `//go:build ignore

// Graze: seek food when hungry.
package graze

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if m.Energy() > 0.8*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(50); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
	m.SetMem(0, 3)
}
`

// load loads a source that must be accepted.
func load(t testing.TB, source string, l Limits) *instance {
	t.Helper()
	f, err := New(l).Load([]byte(source))
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	p, err := f.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p.(*instance)
}

func TestRunsATrait(t *testing.T) {
	in := load(t, graze, Limits{})
	var batch []*trait.Molbot
	for _, s := range dummy.Situations {
		batch = append(batch, s.Molbot(1000))
	}
	verdicts := make([]trait.Verdict, len(batch))
	in.Run(batch, verdicts)
	for i, v := range verdicts {
		if v.Fault != trait.FaultNone || v.Fuel <= 0 {
			t.Errorf("%s: %+v", dummy.Situations[i].Name, v)
		}
	}
	if want := (trait.Move{Kind: trait.MoveThrust, DX: 3, DY: 4, Effort: 1}); batch[0].Intents().Move != want {
		t.Errorf("the hungry one moves %+v, want %+v", batch[0].Intents().Move, want)
	}
	if !batch[0].Intents().Eat || batch[1].Intents().Eat {
		t.Error("the hungry one eats and the sated one does not")
	}
}
