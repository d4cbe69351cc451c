package worker_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

var record = flag.Bool("record", false, "write the histories that the replay test replays")

// keep writes the history of a workflow for the replay test if the test runs with -record. Record from a released
// commit, never from the change that the replay test should check.
func (s *stack) keep(workflowID, name string) {
	s.t.Helper()
	if !*record {
		return
	}
	h, err := s.supervisor.History(s.t.Context(), workflowID)
	if err != nil {
		s.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := supervisor.WriteHistory(&b, h); err != nil {
		s.t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		s.t.Fatal(err)
	}
	plain := regexp.MustCompile(`[0-9]+@`+regexp.QuoteMeta(host)+`(@[A-Za-z0-9-]*)?`).ReplaceAll(b.Bytes(),
		[]byte("recorder"))
	if err := os.WriteFile(filepath.Join("testdata", "histories", name+".json"), plain, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// stage waits until a cycle is at a stage.
func (s *stack) stage(id string, want genesis.Stage) {
	s.t.Helper()
	eventually(s.t, id+" reaches "+string(want), 40*time.Second, func() bool {
		c, err := s.store.Cycle(s.t.Context(), id)
		return err == nil && c.Stage == want
	})
}

// long makes the canary of workers that start after this call last until something ends it.
func (s *stack) long() {
	s.settings.CanaryTicks = 100_000
	s.supervisor = s.dial()
}

func TestEndings(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(*stack)
		during  func(s *stack, id string)
		outcome genesis.Outcome
		says    string
		fails   []string               // measures of its trial that the gate rejects; nil means any
		status  genesis.MutationStatus // of its mutation, if it has one
		left    int                    // traits in the world afterwards
	}{
		{name: "kept", outcome: genesis.OutcomeApplied, says: "is kept", status: genesis.StatusApplied, left: 1},
		{name: "repaired", outcome: genesis.OutcomeApplied, status: genesis.StatusApplied, left: 1,
			prepare: func(s *stack) {
				s.model.code = func(_ context.Context, n int) string {
					if n == 0 {
						return strings.ReplaceAll(seek, "m.Eat()", "m.Gobble()")
					}
					return seek
				}
			}},
		{name: "known", outcome: genesis.OutcomeRejected, says: "the same program as mut_older_v1",
			prepare: func(s *stack) { s.know(seek) }},
		{name: "harmful", outcome: genesis.OutcomeRejected, says: "after 3 programs", fails: []string{"net_energy",
			"direct_benefit"},
			prepare: func(s *stack) {
				s.model.code = func(context.Context, int) string {
					return "func Execute(m *trait.Molbot) {\n\tm.Turn(2, 1)\n}"
				}
			}},
		{name: "rolled_back", outcome: genesis.OutcomeRolledBack, says: "does not have it", status: genesis.StatusRolledBack,
			prepare: (*stack).long,
			during: func(s *stack, id string) {
				s.stage(id, genesis.StageCanary)
				loaded := command.TraitRef{Name: "seeker_a", Version: 1}
				if _, err := engine.Do(s.t.Context(), s.loop, "", command.Unload{Trait: loaded}); err != nil {
					s.t.Fatal(err)
				}
			}},
		{name: "vetoed", outcome: genesis.OutcomeVetoed, says: "vetoed by ada: ugly", status: genesis.StatusRolledBack,
			prepare: (*stack).long,
			during: func(s *stack, id string) {
				s.stage(id, genesis.StageCanary)
				if err := s.supervisor.Veto(s.t.Context(), id, genesis.Veto{By: "ada", Reason: "ugly"}); err != nil {
					s.t.Fatal(err)
				}
			}},
		{name: "params", outcome: genesis.OutcomeApplied, says: "temperature = 21 stays",
			prepare: func(s *stack) {
				s.model.plan = func(int) string {
					return `{"action_type":"adjust_params","trait_name":"","description":"warm it up","params":{"temperature":21}}`
				}
			},
			during: func(s *stack, id string) {
				s.stage(id, genesis.StageDone)
				var temperature float64
				if err := s.loop.Inspect(s.t.Context(),
					func(e *engine.Engine) { temperature = e.Param("temperature") }); err != nil || temperature != 21 {
					s.t.Errorf("temperature %g, %v", temperature, err)
				}
			}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStack(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			s.work()
			id := s.trigger("ending")
			if test.during != nil {
				test.during(s, id)
			}
			c, _ := s.end(id, 90*time.Second)
			if c.Outcome != test.outcome || !strings.Contains(c.Reason, test.says) {
				t.Errorf("%s: %q, want %s …%s…", c.Outcome, c.Reason, test.outcome, test.says)
			}
			checkRefused(t, c, test.fails)
			if l := s.loaded(); len(l) != test.left {
				t.Errorf("loaded %d, want %d", len(l), test.left)
			}
			if (len(c.MutationIDs) == 1) != (test.status != "") {
				t.Fatalf("mutations %v", c.MutationIDs)
			}
			if test.status != "" {
				m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
				if err != nil || m.Status != test.status {
					t.Errorf("mutation %+v, %v; want status %s", m, err, test.status)
				}
			}
			s.keep(id, test.name)
			if test.name == "kept" {
				s.keep(genesis.SupervisorID(s.settings.World), "supervisor")
			}
		})
	}
}

// checkRefused checks that the gate rejected each of the named measures in the last trial of a cycle.
func checkRefused(t *testing.T, c genesis.Cycle, names []string) {
	t.Helper()
	for _, name := range names {
		if c.Trial == nil || c.Trial.Pass || !slices.ContainsFunc(c.Trial.Measures, func(m genesis.Measure) bool {
			return m.Name == name && !m.Pass && m.Gate != ""
		}) {
			t.Errorf("the gate does not refuse the %s of %+v", name, c.Trial)
		}
	}
}

// TestModifyTrait makes a better version of a kept trait. Its bearers must get the new version, and the record of the
// old one must say retired.
func TestModifyTrait(t *testing.T) {
	s := newStack(t)
	s.bear("seeker", "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}")
	s.model.plan = func(int) string {
		return `{"action_type":"modify_trait","trait_name":"seeker","description":"seek food instead of waiting for it"}`
	}
	s.work()
	c, err := s.end(s.trigger("v2"), 90*time.Second)
	if err != nil || c.Outcome != genesis.OutcomeApplied {
		t.Fatalf("%s: %s (%v)", c.Outcome, c.Reason, err)
	}
	if l := s.loaded(); len(l) != 1 || l[0].Version != 2 || l[0].Bearers == 0 {
		t.Errorf("loaded %+v", l)
	}
	old, err := s.store.Mutation(t.Context(), "mut_seeker_v1")
	if err != nil || old.Status != genesis.StatusRetired {
		t.Errorf("the old version's record: %+v, %v", old, err)
	}
	now, err := s.store.Mutation(t.Context(), "mut_seeker_v2")
	if err != nil || now.Parent != "mut_seeker_v1" || now.Status != genesis.StatusApplied {
		t.Errorf("the new version's record: %+v, %v", now, err)
	}
}
