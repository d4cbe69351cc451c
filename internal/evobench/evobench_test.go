package evobench

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
)

// small is a run of some seconds.
var small = Options{Worlds: []string{"starving"}, Seeds: 2, Cycles: 2, LifeTicks: 400, TrialPairs: 2, TrialMaxPairs: 4,
	TrialTicks: 300, Effort: .006, Jobs: 2}

func mustRun(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSameSeedsSameReport compares a complete run with one that was interrupted after a seed and continued from its
// file, one life at a time.
func TestSameSeedsSameReport(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	first := small
	first.Keep = filepath.Join(t.TempDir(), "lived")
	one := mustRun(t, first)
	stopped, err := os.ReadFile(first.Keep)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first.Keep, stopped[:bytes.IndexByte(stopped, '\n')+1], 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	alone := first
	alone.Jobs, alone.Progress = 1, &said
	two := mustRun(t, alone)
	if n := strings.Count(said.String(), " none: "); n != 1 {
		t.Errorf("%d seeds have lived again:\n%s", n, said.String())
	}
	if diff := cmp.Diff(one.Worlds, two.Worlds); diff != "" {
		t.Fatalf("two runs differ (-first +second):\n%s", diff)
	}
	if !one.Complete || len(one.Worlds[0].Seeds) != 2 {
		t.Fatalf("not complete: %+v", one)
	}
	for _, seed := range one.Worlds[0].Seeds {
		none, random := seed.Lives[0], seed.Lives[1]
		if len(none.Cycles) != 0 || len(none.Activity) != 0 {
			t.Errorf("seed %d: a life without evolution had cycles: %+v", seed.Seed, none)
		}
		if random.Kept != 2 || len(random.Activity) != 2 {
			t.Errorf("seed %d: of 2 random programs %d were kept, %d counted", seed.Seed, random.Kept, len(random.Activity))
		}
	}
	checkWritten(t, one)
}

func checkWritten(t *testing.T, r Report) {
	t.Helper()
	var text, raw bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "selection") {
		t.Errorf("%v:\n%s", err, text.String())
	}
	if err := r.WriteJSON(&raw); err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(raw.Bytes(), &back); err != nil || len(back.Worlds) != 1 {
		t.Errorf("read back: %v", err)
	}
}

func TestStoppedRunReports(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r, err := Run(ctx, small)
	if err != nil || r.Complete {
		t.Fatalf("complete %v, %v", r.Complete, err)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "Stopped early") {
		t.Errorf("%v:\n%s", err, text.String())
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []Options{{Worlds: []string{"sunny"}}, {Seeds: -1}, {Effort: -1}} {
		if _, err := Run(t.Context(), o); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestKeepOfAnotherKind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lived")
	if err := os.WriteFile(path, []byte("{\"world\": \"star"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, keep := range []string{path, filepath.Join(path, "lived")} {
		o := small
		o.Keep = keep
		if _, err := Run(t.Context(), o); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%s: %v", keep, err)
		}
	}
}

func TestInterval(t *testing.T) {
	i := IntervalOf([]float64{1, 2, 3, 4, 5})
	if i.Mean != 3 || i.Low < 1.036 || i.Low > 1.038 || i.High < 4.962 || i.High > 4.964 { // 3 ± 2.776·√(2.5/5)
		t.Errorf("%+v", i)
	}
	low, high := IntervalOf([]float64{1, 1.1, .9}), IntervalOf([]float64{4, 4.1, 3.9})
	if !low.disjoint(high) || !high.disjoint(low) || low.disjoint(low) || low.disjoint(IntervalOf([]float64{9})) {
		t.Error("apart is wrong")
	}
}
