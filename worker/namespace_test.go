package worker_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"github.com/ai-genesis/ai-genesis"
)

// TestTheNamespaceIsDeletedByHand deletes the namespace of a real Temporal in the middle of a canary, as temporal
// operator namespace delete does. The worker must create it again with its search attributes, close the lost cycle, and
// take the next trigger.
func TestTheNamespaceIsDeletedByHand(t *testing.T) {
	t.Parallel()
	redis, temporal := realRedis(t), realTemporal(t)
	s := newStackAt(t, redis.address, temporal.address)
	s.long()
	s.work()
	var id string
	eventually(t, "the trigger is answered", 2*time.Minute, func() (ok bool) {
		var err error
		id, err = s.supervisor.Trigger(t.Context(), s.settings.World, "k",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	s.stage(id, genesis.StageCanary)
	described := func() string {
		out, err := s.supervisor.Temporal().WorkflowService().DescribeNamespace(context.WithoutCancel(t.Context()),
			&workflowservice.DescribeNamespaceRequest{Namespace: s.settings.TemporalNamespace})
		if err != nil {
			return ""
		}
		return out.GetNamespaceInfo().GetId()
	}
	before := described()
	if out, err := exec.Command(temporal.name, "operator", "namespace", "delete", "--yes", "-n",
		s.settings.TemporalNamespace, "--address", temporal.address).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	eventually(t, "the namespace is made again", 3*time.Minute, func() bool {
		now := described()
		return now != "" && now != before
	})
	eventually(t, "its search attributes are there", 2*time.Minute, func() bool {
		missing, err := s.supervisor.MissingAttributes(context.WithoutCancel(t.Context()))
		return err == nil && len(missing) == 0
	})
	var c genesis.Cycle
	eventually(t, "the lost cycle is closed", 3*time.Minute, func() bool {
		var err error
		c, err = s.store.Cycle(t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	if c.Outcome != genesis.OutcomeFailed || !strings.Contains(c.Reason, "Temporal no longer has it") {
		t.Errorf("%s: %s", c.Outcome, c.Reason)
	}
	var next string
	eventually(t, "the next trigger is taken", 2*time.Minute, func() bool {
		var err error
		next, err = s.supervisor.Trigger(t.Context(), s.settings.World, "next",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	if next != genesis.CycleID(s.settings.World, 2) {
		t.Errorf("the next cycle is %s", next)
	}
}
