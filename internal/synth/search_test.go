package synth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// brief searches only briefly, to keep the tests short.
var brief = Options{Seed: 4, Effort: .02}

func mustSearch(t *testing.T, s *synth, r request) searchResult {
	t.Helper()
	f, err := s.search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTenCyclesTenPrograms(t *testing.T) {
	c := clientOf(t, Handler(quick))
	seen := map[string]bool{}
	var names []string
	for cycle := range 10 {
		id := fmt.Sprintf("Cycle: cycle-main-%06d", cycle)
		in := chatOf("You are the Architect", "Problem: stagnation\n"+id)
		in.Format = []byte(planSchema)
		plan, _ := ask(t, c, in)
		program, _ := ask(t, c, chatOf(coderSystem, "Problem: stagnation\n"+id+", program 1\nPlan: "+plan+"\n"))
		report := sandbox.Vet([]byte(file(program)), sandbox.Options{})
		if !report.OK {
			t.Fatalf("cycle %d refused: %+v\n%s", cycle, report.Problems, program)
		}
		_, body, _ := strings.Cut(program, "func ")
		if seen[body] {
			t.Fatalf("cycle %d repeats a program:\n%s", cycle, program)
		}
		seen[body] = true
		names = append(names, firstOf(traitLine, plan))
	}
	if slices.Sort(names); len(slices.Compact(names)) < 9 {
		t.Errorf("names repeat: %v", names)
	}
}

func TestSameSeedSameAnswer(t *testing.T) {
	r := readChat(chatOf(coderSystem, coderUser), 4)
	one := mustSearch(t, newSynth(brief), r)
	s := newSynth(brief)
	mustSearch(t, s, readChat(chatOf(coderSystem, "Problem: manual"), 4)) // earlier requests must not matter
	if two := mustSearch(t, s, r); !one.genome.equal(two.genome) || one.gain != two.gain {
		t.Fatalf("%s\n%s", one.genome.Source(""), two.genome.Source(""))
	}
	other := mustSearch(t, s, readChat(chatOf(coderSystem, coderUser), 5))
	if other.genome.equal(one.genome) {
		t.Fatal("another seed gives the same program")
	}
}

// TestKeptTraitsAreParents counts how often a rule of a kept trait survives.
func TestKeptTraitsAreParents(t *testing.T) {
	s := newSynth(quick)
	shared := 0
	for i := range 40 {
		text := strings.Replace(coderUser, "Action: new_trait", "Action: modify_trait", 1)
		text = strings.ReplaceAll(text, "keen_forager", "bold_settler")
		text = strings.Replace(text, `"action_type":"new_trait"`, `"action_type":"modify_trait"`, 1)
		r := readChat(chatOf(coderSystem, text+strings.Repeat(" ", i)), 1)
		child := mustSearch(t, s, r).genome
		for _, rule := range r.kept[0].gene.Rules {
			if slices.ContainsFunc(child.Rules, func(o Rule) bool {
				return slices.Equal(o.Then, rule.Then) ||
					slices.Equal(o.When, rule.When)
			}) {
				shared++
				break
			}
		}
	}
	if shared < 15 {
		t.Errorf("%d of 40 children share a rule with their parent", shared)
	}
}

func TestProgramsKeepTheirPromise(t *testing.T) {
	s := newSynth(quick)
	for _, theme := range themes {
		for i := range 4 {
			about := fmt.Sprintf("Problem: manual\nPlan: {\"trait_name\":\"bold_%s\",\"description\":\"It %s.\"}\nprogram %d",
				theme.nouns[0], theme.about, i)
			r := readChat(chatOf(coderSystem, about), 1)
			if g := mustSearch(t, s, r).genome; !theme.holds(g) {
				t.Errorf("the plan says %s, the program:\n%s", theme.name, g.Source(""))
			}
		}
	}
}

func TestSearchFindsFood(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	f := mustSearch(t, newSynth(Options{Seed: 2, Effort: .25}),
		readChat(chatOf(coderSystem, "Problem: starvation\nTrait: keen_forager\n"), 2))
	if f.gain < 10 {
		t.Errorf("a search on a bare world gains %.1f:\n%s", f.gain, f.genome.Source(""))
	}
}

func TestCancelInMidAnswer(t *testing.T) {
	c := clientOf(t, Handler(Options{Seed: 1, Effort: 1000}))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := c.Chat(ctx, chatOf(coderSystem, coderUser), func(api.ChatResponse) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("chat: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Fatalf("took %v to stop", took)
	}
	// The turn is free again. A plan does not need it; a program does.
	quickly, done := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer done()
	if err := c.Chat(quickly, chatOf(coderSystem, coderUser), func(api.ChatResponse) error { return nil }); !errors.Is(err,
		context.DeadlineExceeded) {
		t.Fatalf("second chat: %v", err)
	}
}
