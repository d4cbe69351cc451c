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

func TestClosedInstanceRunsNothing(t *testing.T) {
	in := load(t, graze, Limits{})
	in.Close()
	batch := []*trait.Molbot{dummy.Situations[0].Molbot(1000), dummy.Situations[1].Molbot(1000)}
	verdicts := make([]trait.Verdict, len(batch))
	in.Run(batch, verdicts)
	for _, v := range verdicts {
		if v.Fault != trait.FaultPanic || v.Reason == "" {
			t.Errorf("%+v", v)
		}
	}
	in.Close()
}

// TestFaultStaysWithItsMolbot checks that a fault does not affect the other runs of its batch.
func TestFaultStaysWithItsMolbot(t *testing.T) {
	const source = "package picky\n\nimport \"" + traitPath + "\"\n\nfunc Execute(m *trait.Molbot) {\n\tm.SetMem(0, 1)\n" +
		"\tfor m.Mem(7) > 0.9 {\n\t}\n\txs := []float64{1, 2}\n\tm.SetMem(1, xs[int(m.Mem(6))])\n}\n"
	in, err := compileForTest(t, source, Limits{}).instance()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	states := [][2]float64{{0, 0}, {1, 0}, {0, 9}, {0, 1}, {1, 9}, {0, 0}, {0, -1}}
	want := []trait.Fault{
		trait.FaultNone, trait.FaultFuel, trait.FaultPanic, trait.FaultNone, trait.FaultFuel, trait.FaultNone,
		trait.FaultPanic,
	}
	lines := []int{0, 7, 10, 0, 7, 0, 10}
	batch, verdicts := make([]*trait.Molbot, len(states)), make([]trait.Verdict, len(states))
	for i, s := range states {
		m := dummy.Situations[0].Molbot(1000)
		m.Body().Memory = &[trait.MemorySlots]float64{7: s[0], 6: s[1]}
		batch[i] = m
	}
	in.Run(batch, verdicts)
	for i, v := range verdicts {
		if v.Fault != want[i] || v.Line != lines[i] {
			t.Errorf("molbot %d: %+v, want %s in line %d", i, v, want[i], lines[i])
		}
		if v.Fault == trait.FaultNone && batch[i].Intents().Memory[1] != 1+states[i][1] {
			t.Errorf("molbot %d: %+v", i, batch[i].Intents())
		}
	}
	if verdicts[0].Fuel != verdicts[5].Fuel {
		t.Errorf("the same run spent %d and then %d", verdicts[0].Fuel, verdicts[5].Fuel)
	}
}

// TestSizeIsKnown checks that every instance reports its approximate memory, and none once it is closed.
func TestSizeIsKnown(t *testing.T) {
	for _, r := range []Runtime{Compiled, Yaegi} {
		in := load(t, forty, Limits{Runtime: r})
		var sized trait.Sized = in
		if sized.Size() < 10<<10 || sized.Size() > 1<<20 {
			t.Fatalf("%s: an instance holds %d bytes", r, sized.Size())
		}
		in.Close()
		if sized.Size() != 0 {
			t.Errorf("%s: a closed instance holds %d bytes", r, sized.Size())
		}
	}
}
