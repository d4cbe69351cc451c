package doctor

import (
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

const hash = "aa"

// sound returns a consistent world with one kept trait and one in its canary, whose cycle runs.
func sound() *view {
	kept := mutationOf("keen_seeker", genesis.StatusApplied, "cycle-main-000001")
	young := mutationOf("wary_picker", genesis.StatusCanary, "cycle-main-000002")
	return &view{
		world: "main",
		loaded: genesis.LoadedTraits{Generation: 7, Traits: []genesis.LoadedTrait{
			{Name: "wary_picker", Version: 1, CodeHash: hash}, {Name: "keen_seeker", Version: 1, CodeHash: hash,
				Heritable: true}}},
		mirror: map[string]string{"keen_seeker": kept.FilePath, "wary_picker": young.FilePath}, mirrored: 7,
		mutations: []genesis.Mutation{young, kept},
		files:     map[string]string{fileOf(kept): hash, fileOf(young): hash},
		cycles: []genesis.Cycle{{ID: "cycle-main-000002", MutationIDs: []string{young.ID}},
			{ID: "cycle-main-000001", Outcome: genesis.OutcomeApplied, MutationIDs: []string{kept.ID}}},
		endings:    map[string]supervisor.Ending{"cycle-main-000002": {Running: true}},
		supervisor: &genesis.SupervisorState{Running: "cycle-main-000002"}, current: "cycle-main-000002",
	}
}

func mutationOf(name string, status genesis.MutationStatus, cycle string) genesis.Mutation {
	return genesis.Mutation{ID: genesis.MutationID(name, 1), TraitName: name, Version: 1, Status: status, CycleID: cycle,
		Hash: hash, CanonicalHash: name, FilePath: genesis.MutationPath("main", name, 1)}
}

func TestSoundWorld(t *testing.T) {
	if found := sound().differences(); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	if found := (&view{endings: map[string]supervisor.Ending{}}).differences(); len(found) != 0 {
		t.Errorf("an empty world: %+v", found)
	}
}

// over ends the second cycle in Temporal.
func over(v *view) {
	v.endings["cycle-main-000002"] = supervisor.Ending{Outcome: genesis.OutcomeRolledBack, At: time.Unix(1, 0)}
	v.supervisor.Running, v.current = "", ""
	v.cycles[0].Outcome = genesis.OutcomeRolledBack
}

func TestDifferences(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*view)
		check string
		says  string
		fix   fixKind
	}{
		"kept, not recorded": {func(v *view) { v.mutations[1].Status = genesis.StatusCanary }, "mut_keen_seeker_v1",
			"its record says canary", setStatus},
		"rolled back, loaded": {func(v *view) { v.mutations[1].Status = genesis.StatusRolledBack }, "mut_keen_seeker_v1",
			"record says rolled_back", unload},
		"abandoned canary": {over, "mut_wary_picker_v1", "its cycle has ended", unload},
		"no record": {func(v *view) { v.mutations = v.mutations[:1] }, "mut_keen_seeker_v1", "no record",
			recreate},
		"another program": {func(v *view) { v.loaded.Traits[1].CodeHash = "bb" }, "mut_keen_seeker_v1",
			"another program", none},
		"lost from the engine": {func(v *view) { v.loaded.Traits = v.loaded.Traits[:1] }, "mut_keen_seeker_v1",
			"does not run it", setStatus},
		"loaded twice": {func(v *view) { v.loaded.Traits = append(v.loaded.Traits, v.loaded.Traits[1]) },
			"trait keen_seeker_v1", "loaded twice", none},
		"program twice": {func(v *view) {
			v.mutations[0].Status, v.mutations[0].CanonicalHash, v.loaded.Traits[0].Heritable = genesis.StatusApplied,
				"keen_seeker", true
		}, "mut_wary_picker_v1", "same program", none},
		"cycle twice": {func(v *view) {
			v.mutations[0].Status, v.mutations[0].CycleID, v.loaded.Traits[0].Heritable = genesis.StatusApplied,
				"cycle-main-000001", true
		}, "mut_wary_picker_v1", "its cycle applied", none},
		"file lost": {func(v *view) { delete(v.files, "trait_keen_seeker_v1.go") }, "trait_keen_seeker_v1.go",
			"missing", rewrite},
		"file edited": {func(v *view) { v.files["trait_keen_seeker_v1.go"] = "bb" }, "trait_keen_seeker_v1.go",
			"something else", none},
		"file of nobody": {func(v *view) { v.files["trait_odd_v1.go"] = "bb" }, "trait_odd_v1.go", "no record", none},
		"old mirror":     {func(v *view) { v.mirrored = 6 }, "registry", "not what the engine runs", remirror},
		"mirror lost":    {func(v *view) { v.mirror = nil }, "registry", "not what the engine runs", remirror},
		"unended record": {func(v *view) { over(v); v.cycles[0].Outcome = "" }, "cycle cycle-main-000002",
			"ended in Temporal", endCycle},
		"unknown cycle": {func(v *view) { over(v); v.cycles[0].Outcome = ""; clear(v.endings) }, "cycle cycle-main-000002",
			"does not know it", endCycle},
		"phantom current": {func(v *view) { over(v); v.current = "cycle-main-000002" }, "current cycle",
			"the supervisor does not", noCurrent},
		"stuck supervisor": {func(v *view) { over(v); v.supervisor.Running = "cycle-main-000002" }, "supervisor",
			"which has ended", none},
		"mutation lost": {func(v *view) { v.cycles[1].MutationIDs = []string{"mut_gone_v1"} }, "cycle cycle-main-000001",
			"mut_gone_v1", none},
	} {
		t.Run(name, func(t *testing.T) {
			v := sound()
			test.spoil(v)
			for _, x := range v.differences() {
				if strings.Contains(x.check, test.check) && strings.Contains(x.says, test.says) {
					if x.fix.kind != test.fix {
						t.Errorf("the fix of %+v is %d, want %d", x, x.fix.kind, test.fix)
					}
					if x.remedy() == "" {
						t.Error("no remedy")
					}
					return
				}
			}
			t.Errorf("not found among %+v", v.differences())
		})
	}
}

func TestOlder(t *testing.T) {
	for _, v := range []string{"1.28", "1.28.0", "1.29.1", "2.0", "nightly", ""} {
		if older(v, minServerVersion) {
			t.Errorf("%q is not old", v)
		}
	}
	for _, v := range []string{"1.27.9", "0.99", "1.9.0"} {
		if !older(v, minServerVersion) {
			t.Errorf("%q is old", v)
		}
	}
}
