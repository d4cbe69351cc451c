package supervisor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
)

// TestReadings reads a recorded cycle. Each look at the canary that found the world at a later tick counts as a
// reading.
func TestReadings(t *testing.T) {
	for _, name := range []string{"kept", "rolled_back"} {
		h := recorded(t, name)
		var looks []uint64
		for _, s := range Timeline(h) {
			var tick uint64
			if s.Name != genesis.ActCanary {
				continue
			}
			if _, err := fmt.Sscanf(s.Result, "tick %d:", &tick); err != nil {
				t.Fatalf("%s: no tick in %q", name, s.Result)
			}
			looks = append(looks, tick)
		}
		var ticks []uint64
		for _, r := range Readings(h) {
			ticks = append(ticks, r.Tick)
			if r.Benefit < 0 || r.Harm < 0 {
				t.Errorf("%s: e-values below 0: %+v", name, r)
			}
		}
		if looks = slices.Compact(looks); len(looks) == 0 || !slices.Equal(ticks, looks) {
			t.Errorf("%s: readings at ticks %d, and the canary was looked at at %d", name, ticks, looks)
		}
	}
	if got := Readings(recorded(t, "vetoed")); got != nil {
		t.Errorf("a cycle that was vetoed before its canary has readings: %v", got)
	}
}

// TestReadingsOnce returns each reading once, however often the record was written.
func TestReadingsOnce(t *testing.T) {
	h := &history.History{}
	for _, c := range []*genesis.CanarySummary{nil, {Tick: 10, Benefit: 2, Harm: 0.5}, {Tick: 10, Benefit: 2, Harm: 0.5},
		{Tick: 20, Benefit: 21}} {
		in, err := converter.GetDefaultDataConverter().ToPayloads(genesis.RecordInput{Cycle: genesis.Cycle{Canary: c}})
		if err != nil {
			t.Fatal(err)
		}
		h.Events = append(h.Events, &history.HistoryEvent{
			EventType: enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
			Attributes: &history.HistoryEvent_ActivityTaskScheduledEventAttributes{
				ActivityTaskScheduledEventAttributes: &history.ActivityTaskScheduledEventAttributes{
					ActivityType: &common.ActivityType{Name: genesis.ActRecord}, Input: in,
				},
			},
		})
	}
	if got := Readings(h); !slices.Equal(got, []genesis.Evidence{{Tick: 10, Benefit: 2, Harm: 0.5},
		{Tick: 20, Benefit: 21}}) {
		t.Errorf("the readings are %+v", got)
	}
}

func TestSteerWords(t *testing.T) {
	for want, in := range map[string]any{
		"by anna: too cruel": genesis.Veto{By: "anna", Reason: "too cruel"},
		"by anna":            genesis.Approval{By: "anna"},
		"by anna: eat less":  genesis.Hint{By: "anna", Text: "eat less"},
		`{"x":1}`:            map[string]int{"x": 1},
	} {
		p, err := converter.GetDefaultDataConverter().ToPayloads(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := describeSteering(p); got != want {
			t.Errorf("%+v is told as %q, not %q", in, got, want)
		}
	}
}

// recorded loads a history of the replay tests.
func recorded(t *testing.T, name string) *history.History {
	t.Helper()
	files, err := filepath.Glob("../../worker/testdata/histories/*/" + name + ".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded history %s: %v", name, err)
	}
	f, err := os.Open(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}
