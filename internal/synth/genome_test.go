package synth

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// genomes draws programs as the search makes them.
func genomes() *rapid.Generator[Genome] {
	return rapid.Custom(func(t *rapid.T) Genome {
		b := newBreeder(rapid.Uint64().Draw(t, "seed"), themes[rapid.IntRange(0, len(themes)-1).Draw(t, "theme")])
		g := b.fresh()
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			g = b.child([]Genome{g, b.fresh()})
		}
		return g
	})
}

func TestSourceRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genomes().Draw(t, "genome")
		source := g.Source("")
		back, whole := Parse(source)
		if diff := cmp.Diff(g, back); diff != "" || !whole {
			t.Fatalf("whole %v; printed and read back (-want +got):\n%s\n%s", whole, diff, source)
		}
	})
}

func TestNormalIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genomes().Draw(t, "genome")
		if diff := cmp.Diff(g, g.normal()); diff != "" {
			t.Fatalf("normal form changes (-once +twice):\n%s", diff)
		}
	})
}

// file returns a complete trait file with a printed function.
func file(source string) string {
	return "//go:build ignore\n\n// Probe: what synth wrote.\npackage probe\n\n" +
		"import \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n" + source
}

func TestPrintedProgramsVet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := file(genomes().Draw(t, "genome").Source("does things"))
		if report := sandbox.Vet([]byte(source), sandbox.Options{}); !report.OK {
			t.Fatalf("refused: %+v\n%s", report.Problems, source)
		}
	})
}

// TestInterpreterMeansThePrintedProgram runs the genome and its printed source in the fixed situations.
func TestInterpreterMeansThePrintedProgram(t *testing.T) {
	box := sandbox.New(sandbox.Limits{})
	rapid.Check(t, func(t *rapid.T) {
		g := genomes().Draw(t, "genome")
		factory, err := box.Load([]byte(file(g.Source(""))))
		if err != nil {
			t.Fatalf("load: %v", err)
		}
		program, err := factory.New()
		if err != nil {
			t.Fatalf("new: %v", err)
		}
		defer program.Close()
		native := g.Native()
		for i := range signature.Situations {
			m, around := signature.Situation(i)
			twin, _ := signature.Situation(i)
			m.Begin(around, math.MaxInt32)
			twin.Begin(around, math.MaxInt32)
			native(m)
			verdicts := make([]trait.Verdict, 1)
			program.Run([]*trait.Molbot{twin}, verdicts)
			if verdicts[0].Fault != trait.FaultNone || *m.Intents() != *twin.Intents() {
				t.Fatalf("situation %d: native %+v\nprinted %+v\n%+v\n%s", i, *m.Intents(), *twin.Intents(), verdicts[0],
					g.Source(""))
			}
		}
	})
}

func TestParseReadsWhatPeopleWrite(t *testing.T) {
	g, whole := Parse(`package energy_scavenger

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if m.Energy() > 0.8*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(50); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}`)
	want := Genome{Rules: []Rule{
		{When: []Cond{{Left: SenseEnergy, Const: .8}}, Stop: true},
		{Then: []Action{{Verb: DoThrustTo, Thing: NearFood, A: 1}, {Verb: DoEat}}},
	}}
	want.Reach[NearFood] = 50
	if diff := cmp.Diff(want, g); diff != "" || !whole {
		t.Fatalf("whole %v, (-want +got):\n%s", whole, diff)
	}
}

func TestParseSalvagesSome(t *testing.T) {
	g, whole := Parse(`func Execute(m *trait.Molbot) {
	for i := 0; i < 3; i++ {
		m.SetMem(i, 1)
	}
	if m.Daylight() < 0.2 {
		m.Brake()
	}
}`)
	if whole || len(g.Rules) != 1 || g.Rules[0].Then[0].Verb != DoBrake {
		t.Fatalf("whole %v, genome %+v", whole, g)
	}
}

func FuzzParse(f *testing.F) {
	b := newBreeder(1, themes[0])
	for range 5 {
		f.Add(b.fresh().Source(""))
	}
	f.Add("func Execute(m *trait.Molbot) { if a, ok := m.NearestKin(1e9); ok { m.Attack(a) } }")
	f.Add(strings.Repeat("(", 5000))
	f.Fuzz(func(t *testing.T, source string) {
		g, _ := Parse(source)
		if len(g.Rules) == 0 {
			return
		}
		again, whole := Parse(g.Source(""))
		if diff := cmp.Diff(g, again); diff != "" || !whole {
			t.Fatalf("whole %v (-want +got):\n%s\n%s", whole, diff, g.Source(""))
		}
		g.Signature()
	})
}
