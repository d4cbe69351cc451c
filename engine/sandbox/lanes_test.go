package sandbox

import (
	"fmt"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// bomb is surroundings in which the sense for food panics for some molbots.
type bomb struct{ dummy.Surroundings }

func (bomb) explodes(b *trait.Body) bool { return b.Age == 13 }

// NearestFood implements trait.Surroundings.
func (s bomb) NearestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	if s.explodes(b) {
		panic("bomb")
	}
	return s.Surroundings.NearestFood(b, radius)
}

// TestPanicIsOneMolbots checks that a panic in a batch faults only the molbot that caused it and that the other runs
// are unaffected.
func TestPanicIsOneMolbots(t *testing.T) {
	const source = `package bombed

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(1, m.Rand())
	m.Turn(m.Crowd(50), 1)
	if food, ok := m.NearestFood(60); ok {
		m.ThrustToward(food.DX, food.DY, m.Rand())
	}
}
`
	run := func(explode bool) (shown []string) {
		in, err := compileForTest(t, source, Limits{}).compiledInstance()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the aborted run leaves nothing behind
			var batch []*trait.Molbot
			for i := range 70 {
				m := dummy.Random(uint64(i)).Molbot(1000)
				if m.Body().Age = float64(i); explode {
					m.Begin(bomb{dummy.Surroundings{Food: true, Molbots: 3}}, 1000)
				} else {
					m.Begin(dummy.Surroundings{Food: true, Molbots: 3}, 1000)
				}
				batch = append(batch, m)
			}
			verdicts := make([]trait.Verdict, len(batch))
			in.Run(batch, verdicts)
			shown = nil
			for i, v := range verdicts {
				shown = append(shown, fmt.Sprintf("%+v %s", v, wanted(batch[i])))
				if want := explode && i == 13; (v.Fault == trait.FaultPanic) != want || want && v.Reason != "bomb" {
					t.Errorf("molbot %d: %+v", i, v)
				}
			}
		}
		return shown
	}
	want, got := run(false), run(true)
	for i := range want {
		if i != 13 && got[i] != want[i] {
			t.Errorf("molbot %d: %s, want %s", i, got[i], want[i])
		}
	}
}
