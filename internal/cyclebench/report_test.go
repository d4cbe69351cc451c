package cyclebench

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestReportSaysWhatWasMeasured(t *testing.T) {
	cycle := func(rest, noOp time.Duration, looks, events int, outcome genesis.Outcome) Cycle {
		return Cycle{Rest: rest, NoOps: []time.Duration{noOp, noOp / 2, 2 * noOp}, Looks: looks, Events: events,
			Outcome: outcome}
	}
	r := Report{Complete: true, Server: "1.2.3", Cycles: []Cycle{
		cycle(time.Second, time.Second, 0, 100, genesis.OutcomeRejected), cycle(3*time.Second, time.Second, 12, 400,
			genesis.OutcomeApplied),
		cycle(3*time.Second, 2*time.Second, 13, 500, genesis.OutcomeApplied),
	}}
	var out bytes.Buffer
	if err := r.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"server 1.2.3", "all else / doing nothing ×1.50 ×1.00 ×3.00", "events 400 100 500",
		"events, with a canary 450 400 500",
		"2 of the cycles had a canary; applied: 2 rejected: 1",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
	if strings.Contains(text, "Stopped early") {
		t.Error("a whole run was stopped early")
	}
	r.Complete = false
	if err := r.WriteText(&out); err != nil || !strings.Contains(out.String(), "Stopped early") {
		t.Errorf("a run that was stopped does not say so: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, o := range []Options{{Cycles: 0, NoOps: 1}, {Cycles: 1, NoOps: 0}} {
		if _, err := Run(context.Background(), o); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
	_, err := Run(context.Background(), Options{Cycles: 1, NoOps: 1, TrialTicks: 1, TickMs: 4})
	if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), "GENESIS_TRIAL_TICKS") {
		t.Errorf("a trial of a tick: %v", err)
	}
}
