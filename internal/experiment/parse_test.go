package experiment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
)

func TestParse(t *testing.T) {
	e, err := Parse([]byte("name: ten\nworlds: starving\nseeds: 301-303\nmodels: [synth, synth@0.1]\n" +
		"arms: [none, selection]\n" +
		"cycles: 4\nlife_ticks: 500\neffort: 0.2\nparallel: 7\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Name, want.Worlds, want.Seeds = "ten", []string{"starving"}, []uint64{301, 302, 303}
	want.Models, want.Arms = []string{"synth", "synth@0.1"}, []string{"none", "selection"}
	want.Cycles, want.LifeTicks, want.Effort, want.Parallel = 4, 500, 0.2, 7
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	again, err := Parse(YAML(e))
	if diff := cmp.Diff(e, again); diff != "" || err != nil {
		t.Errorf("written and read again: %v\n%s", err, diff)
	}
	if n := len(e.Cells()); n != 3*2*2 {
		t.Errorf("%d cells", n)
	}
}

func TestParseSeeds(t *testing.T) {
	for text, want := range map[string][]uint64{
		"3": {1, 2, 3}, "5-5": {5}, "[8, 3]": {8, 3}, "18446744073709551614-18446744073709551615": {1<<64 - 2, 1<<64 - 1},
	} {
		e, err := Parse([]byte("name: x\nseeds: " + text))
		if diff := cmp.Diff(want, e.Seeds); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
}

// TestParseRefuses: each error names the line and says what to write there.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ file, says string }{
		{"", "the file is empty; genesis experiment run --help shows an example"},
		{"name: [", "this is not YAML: line 1"},
		{"- name", "line 1: an experiment is a list of settings"},
		{"seeds: 3", "has no name: add a line such as `name: starving-ten`"},
		{"name: x", "has no seeds: add a line such as `seeds: 10`"},
		{"name: Big Test\nseeds: 1", `line 1: name "Big Test": use up to 48 lower-case letters`},
		{"name: ../x\nseeds: 1", "line 1: name"},
		{"name: x\nseeds: 1\ncycle: 4", `line 3: there is no setting "cycle": choose from arms, cycles,`},
		{"name: x\nseeds: 1\nseeds: 2", "line 3: seeds is set already in line 2: remove one of the two"},
		{"name: x\nseeds: 0", `line 2: seeds "0": write how many, as 10, a range, as 301-310, or a list`},
		{"name: x\nseeds: 9-3", `line 2: seeds "9-3": write how many`},
		{"name: x\nseeds: 1-9000", `line 2: seeds "1-9000": 1000 are the most`},
		{"name: x\nseeds:\n- 4\n- 4", `line 4: seed "4": list at most 1000 different whole numbers above 0`},
		{"name: x\nseeds: []", "line 2: there are no seeds"},
		{"name: x\nseeds: 1\nworlds: [starving, mars]", `line 3: there is no world "mars": choose from starving,`},
		{"name: x\nseeds: 1\nworlds: []", "line 3: the list is empty: name at least one world"},
		{"name: x\nseeds: 1\nworlds: {a: b}", "line 3: write one word here"},
		{"name: x\nseeds: 1\narms: [none, none]", "line 3: none is listed twice: remove one"},
		{"name: x\nseeds: 1\nmodels: [llama3]", `line 3: there is no model "llama3": choose synth, or synth@0.1`},
		{"name: x\nseeds: 1\nmodels: [synth@0]", `line 3: there is no model "synth@0"`},
		{"name: x\nseeds: 1\ncycles: many", `line 3: cycles "many": write a number from 1 to 10000`},
		{"name: x\nseeds: 1\ncycles: 1.5", "line 3: cycles is a whole number"},
		{"name: x\nseeds: 1\ncycles: .nan", `line 3: cycles ".nan": write a number`},
		{"name: x\nseeds: 1\neffort: NaN", `line 3: effort "NaN": write a number`},
		{"name: x\nseeds: 1\nparallel: 0", `line 3: parallel "0": write a number from 1 to 500`},
		{"name: x\nseeds: 1\ncycles: 1\nlife_ticks: 10", "cycles × life_ticks are 10 ticks: choose them for 300 to 20000000"},
		{"name: x\nseeds: 1\ntrial_pairs: 20", "trial_max_pairs is 16, below trial_pairs, 20: raise it"},
		{"name: x\nseeds: 1\n---\nname: y", "more than one document"},
		{"name: x\nseeds: 1000\nmodels: [synth, synth@1, synth@2]", "27000 cells; 10000 are the most: make two"},
		{"name: x\nseeds: 1\n#" + strings.Repeat("x", MaxFile), "an experiment has at most 65536"},
	} {
		_, err := Parse([]byte(c.file))
		if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60q: %v, not %q", c.file, err, c.says)
		}
	}
}
