package cyclebench

import (
	"os"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

func recorded(t *testing.T, name string) *history.History {
	t.Helper()
	f, err := os.Open("../../worker/testdata/histories/2026-11-26/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := supervisor.ReadHistory(f)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestReadsRecordedCycles compares the figures with the timeline of the same history.
func TestReadsRecordedCycles(t *testing.T) {
	for _, name := range []string{"kept", "repaired", "rolled_back", "params", "vetoed"} {
		h := recorded(t, name)
		c := read(h)
		steps, pairs, looks := 0, 0, 0
		var model, timers time.Duration
		for _, s := range supervisor.Timeline(h) {
			switch s.Name {
			case genesis.ActTrial:
				pairs++
			case "Timer":
				timers += s.Took
			case genesis.ActPlan, genesis.ActCode:
				steps++
				model += s.Took // includes the time until it started
			case genesis.ActCanary:
				looks++
				steps++
			default:
				if s.Attempt > 0 && s.Name != genesis.ActShadow {
					steps++
				}
			}
		}
		if c.Steps != steps || c.Pairs != pairs || c.Looks != looks || c.Timers != timers || c.Events != len(h.GetEvents()) {
			t.Errorf("%s: %d steps, %d pairs, %d looks, %v of timers, %d events; want %d, %d, %d, %v, %d", name,
				c.Steps, c.Pairs, c.Looks, c.Timers, c.Events, steps, pairs, looks, timers, len(h.GetEvents()))
		}
		inRuns := 0
		for _, n := range c.Runs {
			inRuns += n
		}
		if inRuns != c.Steps || len(c.Runs) < 3 {
			t.Errorf("%s: %d steps in runs of %v", name, c.Steps, c.Runs)
		}
		if c.Model <= 0 || c.Model > model {
			t.Errorf("%s: the model took %v of %v", name, c.Model, model)
		}
		if c.Rest <= 0 || c.Rest != c.Took-c.Model-c.Trial-c.Timers {
			t.Errorf("%s: the rest is %v of %v, model %v, trials %v, timers %v", name, c.Rest, c.Took, c.Model, c.Trial,
				c.Timers)
		}
	}
}

// TestTrialIsOneWait moves the end of a trial's last pair: the trial must become longer by as much, and nothing else
// may change.
func TestTrialIsOneWait(t *testing.T) {
	h := recorded(t, "kept")
	before := read(h)
	const more = time.Minute
	moved := false
	for _, e := range h.GetEvents() {
		if moved {
			later(e, more)
		}
		if !moved && e.GetEventType() == enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED && lastPair(h, e) {
			later(e, more)
			moved = true
		}
	}
	after := read(h)
	if !moved || after.Trial != before.Trial+more || after.Rest != before.Rest || after.Took != before.Took+more {
		t.Errorf("trial %v, rest %v, in all %v; before %v, %v, %v", after.Trial, after.Rest, after.Took, before.Trial,
			before.Rest, before.Took)
	}
}

func later(e *history.HistoryEvent, d time.Duration) {
	e.EventTime.Seconds += int64(d / time.Second)
}

// lastPair reports whether e is the end of the last pair.
func lastPair(h *history.History, e *history.HistoryEvent) bool {
	pairs, isPair := map[int64]bool{}, false
	for _, other := range h.GetEvents() {
		if other.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == genesis.ActTrial {
			pairs[other.GetEventId()] = true
		}
		if end := other.GetActivityTaskCompletedEventAttributes(); end != nil && pairs[end.GetScheduledEventId()] {
			isPair = other.GetEventId() == e.GetEventId() // the last match wins
		}
	}
	return isPair
}

func TestLengthCountsOverlapsOnce(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	got := length([]span{{at(10), at(20)}, {at(0), at(4)}, {at(3), at(5)}, {at(12), at(13)}, {at(20), at(21)}})
	if want := 16 * time.Second; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
