package activities

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
)

// histories is a Temporal that cannot return every history.
type histories struct {
	Temporal
	errs map[string]error
}

func (h histories) HistoryJSON(_ context.Context, id string) ([]byte, error) {
	return []byte("{}"), h.errs[id]
}

// TestOneBadHistoryKeepsNoOtherFromTheArchive: a history that cannot be archived does not prevent others from being
// archived and is logged once over two cycles, and a temporary error is returned so that the step is retried.
func TestOneBadHistoryKeepsNoOtherFromTheArchive(t *testing.T) {
	stores := NewStores("redis://" + miniredis.RunT(t).Addr())
	defer stores.Close()
	store, err := stores.Of("w")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for n := 1; n <= 4; n++ {
		ids = append(ids, genesis.CycleID("w", n))
		if err := store.SaveCycle(t.Context(), genesis.Cycle{ID: ids[n-1], Outcome: genesis.OutcomeRejected}); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(tlog.NewStructuredLogger(slog.New(slog.NewTextHandler(&said, nil))))
	env := suite.NewTestActivityEnvironment()
	c := &Cycles{stores: stores, temporal: histories{errs: map[string]error{
		ids[2]: genesis.Errorf(genesis.CodeTooLarge, "too large"), ids[3]: genesis.Errorf(genesis.CodeUnavailable, "away"),
	}}}
	env.RegisterActivity(c.Archive)
	for range 2 {
		_, err := env.ExecuteActivity(c.Archive, genesis.WorldRef{World: "w", CycleID: ids[3]})
		if err == nil || !strings.Contains(err.Error(), ids[3]+": away") {
			t.Errorf("the step ended with %v", err)
		}
	}
	for n, want := range []bool{true, true, false, false} {
		if _, err := store.History(t.Context(), ids[n]); (err == nil) != want {
			t.Errorf("%s: %v", ids[n], err)
		}
	}
	if n := strings.Count(said.String(), "can't be archived"); n != 1 {
		t.Errorf("it is logged %d times:\n%s", n, said.String())
	}
}
