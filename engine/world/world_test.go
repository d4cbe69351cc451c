package world

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGenesStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := Stream{rapid.Uint64().Draw(t, "seed")}
		a, b := founder(&random), founder(&random)
		child := Cross(&a, &b, &random)
		sigma := rapid.Float64Range(0, 3).Draw(t, "sigma")
		for range 20 {
			child.Mutate(&random, sigma)
			for g, gene := range Genes {
				if !(child[g] >= gene.Low && child[g] <= gene.High) {
					t.Fatalf("%s is %v", gene.Name, child[g])
				}
			}
		}
		if k := Kinship(&a, &child); !(k >= 0 && k <= 1) || Kinship(&a, &a) != 1 {
			t.Fatalf("kinship %v", k)
		}
		body := DefaultBiology.Grow(&child)
		for name, v := range map[string]float64{
			"mass": body.Mass, "basal": body.Basal, "thrust": body.Thrust, "motion": body.Motion, "bite": body.Bite,
			"lifespan": body.Lifespan, "breed at": body.BreedAt, "share": body.Share,
		} {
			if !(v > 0) || math.IsInf(v, 0) {
				t.Fatalf("%s is %v for %v", name, v, child)
			}
		}
	})
}

func TestKinOfParentsAndStrangers(t *testing.T) {
	random := Keyed(1, 2, 3, ForFounder)
	child, strangers := 0.0, 0.0
	const n = 2000
	for range n {
		a, b := founder(&random), founder(&random)
		c := a
		c.Mutate(&random, DefaultBiology.Mutation)
		child += Kinship(&a, &c) / n
		strangers += Kinship(&a, &b) / n
	}
	if child < 0.92 || strangers > 0.87 {
		t.Errorf("kinship of parent and child %.3f, of strangers %.3f: 0.9 must tell them apart", child, strangers)
	}
}

func TestWallsReflect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := DefaultParams()
		p.Walls = 1
		w := &World{P: p}
		x, y := rapid.Float64Range(-1e9, 1e9).Draw(t, "x"), rapid.Float64Range(-4000, 4000).Draw(t, "y")
		x1, y1 := w.Wrap(x, y)
		if !(x1 >= 0 && x1 < p.Width && y1 >= 0 && y1 < p.Height) {
			t.Fatalf("(%v, %v) went to (%v, %v)", x, y, x1, y1)
		}
		if y < 0 && y > -p.Height && math.Abs(y1+y) > 1e-9 {
			t.Fatalf("%v beyond the wall went to %v", y, y1)
		}
		if dx, _ := w.Delta(1, y1, p.Width-1, y1); dx != p.Width-2 {
			t.Fatalf("the way from wall to wall is %v", dx)
		}
	})
}

func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.Float64Range(1, 1e5).Draw(t, "length")
		v := wrap(rapid.Float64Range(-1e9, 1e9).Draw(t, "v"), length)
		if !(v >= 0 && v < length) {
			t.Fatalf("got %v in a world of %v", v, length)
		}
	})
}

func TestStreamsDifferAndAreUniform(t *testing.T) {
	seen := map[uint64]bool{}
	for _, key := range [][3]uint64{{1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {1, 1, 2}} {
		for _, purpose := range []Purpose{ForGenes, ForAssignment} {
			s := Keyed(key[0], key[1], key[2], purpose)
			seen[s.Bits()] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("8 keys gave %d streams", len(seen))
	}
	s, sum, squares := Keyed(1, 2, 3, ForGenes), 0.0, 0.0
	const n = 100_000
	for range n {
		v := s.Normal()
		sum += v / n
		squares += v * v / n
	}
	if math.Abs(sum) > 0.02 || math.Abs(squares-1) > 0.03 {
		t.Errorf("normal numbers have mean %v and variance %v", sum, squares)
	}
}

func TestFertilityIsOneOnAverage(t *testing.T) {
	w := New(DefaultParams(), 5)
	sum := 0.0
	for _, v := range w.Land.Yield {
		sum += v / float64(len(w.Land.Yield))
	}
	if sum < 0.9 || sum > 1.1 {
		t.Errorf("mean fertility %v", sum)
	}
}

func TestPatchesTakeTurns(t *testing.T) {
	w := New(DefaultParams(), 5)
	random := Keyed(1, 1, 1, ForGrowth)
	bearing := map[*Patch]bool{}
	for range 500 {
		bearing[w.bearing(&random)] = true
	}
	all := float64(len(w.Land.Patches))
	if share := float64(len(bearing)) / all; share < 0.15 || share > 0.45 {
		t.Errorf("%d of %v patches bear at once", len(bearing), all)
	}
}

func TestInheritanceRates(t *testing.T) {
	w := New(DefaultParams(), 1)
	w.Heredity = Heredity{Heritable: 0b11, Assignments: []Assignment{{Trait: 4, Adoption: 0.3, Replaces: -1}}}
	var kept, gained, tossed, control int
	const n = 20_000
	for serial := range uint64(n) {
		child := w.inherit(0b01, serial+1)
		kept += int(child.traits & 1)
		gained += int(child.traits >> 1 & 1)
		tossed += int(child.treated >> 4 & 1)
		control += int(child.control >> 4 & 1)
	}
	for name, c := range map[string][2]float64{
		"kept": {float64(kept) / n, 0.99}, "gained": {float64(gained) / n, 0.01}, "by coin": {float64(tossed) / n, 0.3},
		"control": {float64(control) / n, 0.7},
	} {
		if math.Abs(c[0]-c[1]) > 0.01 {
			t.Errorf("%s: %.3f, want %.3f", name, c[0], c[1])
		}
	}
}

func TestCodecRefusesShortData(t *testing.T) {
	w := New(DefaultParams(), 1)
	w.Found(1, 1, Spawned)
	var c Codec
	w.Visit(&c)
	rapid.Check(t, func(t *rapid.T) {
		cut := rapid.IntRange(0, len(c.Buf)-1).Draw(t, "cut")
		r := Codec{Buf: c.Buf[:cut], Reading: true}
		var back World
		if back.Visit(&r); r.Err == nil {
			t.Fatalf("%d of %d bytes were taken for a world", cut, len(c.Buf))
		}
	})
}

// TestTheNoteTellsTheGenes compares the table in docs/world.md with Genes.
func TestTheNoteTellsTheGenes(t *testing.T) {
	note, err := os.ReadFile("../../docs/world.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range Genes {
		row := fmt.Sprintf("| %s | %g | %g | %g | %s | %s |\n", g.Name, g.Low, g.High, g.Founders, g.Unit, g.About)
		if !strings.Contains(string(note), row) {
			t.Errorf("docs/world.md lacks the row %s", row)
		}
	}
}

// TestMotherIsFound follows a child's mother through a fork, her death and the reuse of her slot.
func TestMotherIsFound(t *testing.T) {
	w := New(DefaultParams(), 5)
	mother := w.Found(100, 100, Spawned)
	child := w.Bear(mother, -1, 20)
	orphan := w.Found(200, 200, Spawned)
	for name, world := range map[string]*World{"the world": w, "a fork": w.Fork()} {
		if slot, ok := world.Bots.MotherOf(child); !ok || slot != mother {
			t.Errorf("%s: the mother is in slot %d, %v; want %d", name, slot, ok, mother)
		}
		if _, ok := world.Bots.MotherOf(orphan); ok {
			t.Errorf("%s: a founder has a mother", name)
		}
	}
	w.Kill(mother, Age)
	if _, ok := w.Bots.MotherOf(child); ok {
		t.Error("a dead mother is found")
	}
	if tenant := w.Found(300, 300, Spawned); tenant != mother {
		t.Fatalf("the slot of the mother was not used again, but %d", tenant)
	}
	if _, ok := w.Bots.MotherOf(child); ok {
		t.Error("who lives in the mother's slot now is taken for her")
	}
}
