package worker_test

import (
	"strings"
	"testing"

	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
)

// TestClosedCycleTells: the plan and the outcome of a cycle can be read from Temporal without any worker.
func TestClosedCycleTells(t *testing.T) {
	s := newStack(t)
	s.work()
	id := s.refusedCycle("a")
	now, err := s.supervisor.Temporal().DescribeWorkflowExecution(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	var summary, asked, memo string
	convert := converter.GetDefaultDataConverter()
	said := now.GetExecutionConfig().GetUserMetadata()
	if err := convert.FromPayload(said.GetSummary(), &summary); err != nil || !strings.Contains(summary, id) {
		t.Errorf("summary %q, %v", summary, err)
	}
	if err := convert.FromPayload(said.GetDetails(), &asked); err != nil || !strings.Contains(asked, id) ||
		!strings.Contains(asked, "`refused`") {
		t.Errorf("details %q, %v", asked, err)
	}
	if err := convert.FromPayload(now.GetWorkflowExecutionInfo().GetMemo().GetFields()[genesis.MemoDetails],
		&memo); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{id, "**rejected**", "### Plan", "### Programs", "vet refused it"} {
		if !strings.Contains(memo, part) {
			t.Errorf("the memo lacks %q:\n%s", part, memo)
		}
	}
}
