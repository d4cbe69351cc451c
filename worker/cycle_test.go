package worker_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestCycleEndToEnd(t *testing.T) {
	s := newStack(t)
	s.work()
	id := s.trigger("one")
	if again := s.trigger("one"); again != id {
		t.Errorf("the same key gave %s and %s", id, again)
	}
	c, err := s.end(id, 90*time.Second)
	if err != nil || c.Outcome != genesis.OutcomeApplied {
		t.Fatalf("%s: %s (%v)", c.Outcome, c.Reason, err)
	}
	m, err := s.store.Mutation(t.Context(), "mut_seeker_a_v1")
	if err != nil || m.Status != genesis.StatusApplied || m.CycleID != id || m.Model != "scripted" || m.AppliedAt == nil {
		t.Errorf("record %+v, %v", m, err)
	}
	file := filepath.Join(s.mutations, s.settings.World, "trait_seeker_a_v1.go")
	if _, err := os.Stat(file); err != nil || m.FilePath != "mutations/"+s.settings.World+"/trait_seeker_a_v1.go" {
		t.Errorf("file %s: %v; record says %s", file, err, m.FilePath)
	}
	if l := s.loaded(); len(l) != 1 || !l[0].Heritable || l[0].CodeHash != m.Hash {
		t.Errorf("loaded: %+v", l)
	}
	feed, err := s.store.FeedPage(t.Context(), "", 50)
	if err != nil || len(feed) < 8 {
		t.Errorf("feed has %d lines, %v", len(feed), err)
	}
	for _, line := range feed {
		t.Log(line.Agent, line.Action, line.Message)
	}
}
