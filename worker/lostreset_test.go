package worker_test

import (
	"reflect"
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
)

// loses empties Redis and returns the cycle's record when the worker has written it again.
func (s *stack) loses(id string) (c genesis.Cycle) {
	s.t.Helper()
	s.redis.FlushAll()
	eventually(s.t, "the record is there again", 30*time.Second, func() bool {
		var err error
		c, err = s.store.Cycle(s.t.Context(), id)
		return err == nil
	})
	return c
}

func sameRecord(t *testing.T, before, after genesis.Cycle) {
	t.Helper()
	if after.EndedAt == nil || after.EndedAt.Sub(*before.EndedAt).Abs() > 5*time.Second {
		t.Errorf("it ended at %v, was %v", after.EndedAt, before.EndedAt)
	}
	for name, pair := range map[string][2]any{
		"outcome": {before.Outcome, after.Outcome}, "reason": {before.Reason, after.Reason},
		"stage": {before.Stage, after.Stage}, "plan": {before.Plan, after.Plan},
		"mutations": {before.MutationIDs, after.MutationIDs}, "page in Temporal": {before.TemporalURL, after.TemporalURL},
		"programs": {len(before.Programs), len(after.Programs)},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %+v, was %+v", name, pair[1], pair[0])
		}
	}
}

// TestALostRecordIsThatOfTheRunThatCounts resets a cycle that was applied, resets the run that came of that, starts a
// workflow of the same id by hand, and empties Redis each time: what is written again is the record of the run that did
// the work.
func TestALostRecordIsThatOfTheRunThatCounts(t *testing.T) {
	s := newStack(t)
	s.work()
	id := s.trigger("k")
	before, err := s.end(id, 90*time.Second)
	if err != nil || before.Outcome != genesis.OutcomeApplied {
		t.Fatalf("%s: %s, %v", before.Outcome, before.Reason, err)
	}
	run := s.runOf(id)
	points := s.tasks(id, run)
	again := s.reset(id, run, points[len(points)/2])
	s.endsSaying(id, again, "genesis rerun "+id)
	sameRecord(t, before, s.loses(id))

	points = s.tasks(id, again)
	s.endsSaying(id, s.reset(id, again, points[0]), "genesis rerun "+id)
	sameRecord(t, before, s.loses(id))

	byHand, err := s.supervisor.Temporal().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: id, TaskQueue: genesis.QueueCycles,
	}, genesis.WorkflowCycle, genesis.CycleInput{World: s.settings.World, CycleID: id})
	if err != nil {
		t.Fatal(err)
	}
	s.endsSaying(id, byHand.GetRunID(), "genesis trigger")
	sameRecord(t, before, s.loses(id))
	if h, err := s.supervisor.History(t.Context(), id); err != nil || len(h.Events) < 20 {
		t.Errorf("the history that is archived has %d events, %v", len(h.GetEvents()), err)
	}
}

// TestALostRecordOfACycleThatWasResetInItsCanary resets a running cycle; the record that is written again says that it
// failed, with its plan and its mutation.
func TestALostRecordOfACycleThatWasResetInItsCanary(t *testing.T) {
	s := newStack(t)
	s.long()
	s.work()
	id := s.trigger("k")
	s.stage(id, genesis.StageCanary)
	run := s.runOf(id)
	s.endsSaying(id, s.reset(id, run, s.tasks(id, run)[0]), "genesis rerun "+id)
	before := s.ended(id)
	if before.Outcome != genesis.OutcomeFailed || before.Plan == nil || len(before.MutationIDs) != 1 {
		t.Fatalf("%+v", before)
	}
	sameRecord(t, before, s.loses(id))
}
