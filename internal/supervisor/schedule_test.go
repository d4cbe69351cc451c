package supervisor

import (
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestSchedules creates, lists, pauses, runs and removes schedules in a real Temporal. The routine work itself is
// tested elsewhere.
func TestSchedules(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c, err := Dial(ctx, settings(t, "GENESIS_TEMPORAL_ADDRESS="+temporaltest.Server(t).FrontendHostPort()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	w := worker.New(c.Temporal(), genesis.QueueCycles, worker.Options{})
	w.RegisterWorkflowWithOptions(func(_ workflow.Context, in genesis.RoutineInput) (genesis.RoutineResult, error) {
		return genesis.RoutineResult{CycleID: genesis.CycleID(in.World, 7)}, nil
	}, workflow.RegisterOptions{Name: genesis.WorkflowRoutine})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)

	nightly := genesis.Schedule{
		RoutineInput: genesis.RoutineInput{World: "main", Name: "nightly", Does: genesis.RoutineBackup, Keep: 7},
		Cron:         "30 3 * * *", Timezone: "Europe/Berlin",
	}
	fresh := genesis.Schedule{
		RoutineInput: genesis.RoutineInput{World: "main", Name: "fresh", Does: genesis.RoutineCycle, Reason: "something new"},
		Every:        6 * time.Hour,
	}
	elsewhere := nightly
	elsewhere.World = "main-2"
	for _, s := range []genesis.Schedule{nightly, fresh, elsewhere} {
		if err := c.CreateSchedule(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.CreateSchedule(ctx, nightly); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("a second schedule of that name: %v", err)
	}
	if err := c.RunSchedule(ctx, "main", "fresh"); err != nil {
		t.Fatal(err)
	}
	if err := c.PauseSchedule(ctx, "main", "nightly", "the disk is full"); err != nil {
		t.Fatal(err)
	}
	var all []genesis.Schedule
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if all, err = c.Schedules(ctx, "main"); err != nil {
			t.Fatal(err)
		}
		if len(all) == 2 && all[0].Came == genesis.CycleID("main", 7) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v", all)
		}
	}
	if got := all[0]; got.RoutineInput != fresh.RoutineInput || got.Every != fresh.Every || got.Next.IsZero() ||
		got.Last.IsZero() || got.Paused != "" {
		t.Errorf("fresh is %+v", got)
	}
	if got := all[1]; got.RoutineInput != nightly.RoutineInput || got.Cron != nightly.Cron ||
		got.Timezone != nightly.Timezone ||
		got.Paused != "the disk is full" || !got.Next.IsZero() || got.Came != "" {
		t.Errorf("nightly is %+v", got)
	}
	if err := c.ResumeSchedule(ctx, "main", "nightly", ""); err != nil {
		t.Fatal(err)
	}
	s, err := c.schedule(ctx, "main", "nightly")
	if err != nil || s.Paused != "" || s.Next.In(berlin(t)).Format("15:04") != "03:30" {
		t.Errorf("resumed: %+v, %v", s, err)
	}
	if err := c.RemoveSchedule(ctx, "main", "nightly"); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"pause": c.PauseSchedule(ctx, "main", "nightly", ""), "resume": c.ResumeSchedule(ctx, "main", "nightly", ""),
		"run": c.RunSchedule(ctx, "main", "nightly"), "remove": c.RemoveSchedule(ctx, "main", "nightly"),
	} {
		if genesis.CodeOf(err) != genesis.CodeNotFound || !strings.Contains(err.Error(), "nightly") {
			t.Errorf("%s a schedule that is gone: %v", what, err)
		}
	}
	wrong := fresh
	wrong.Name, wrong.Every, wrong.Cron = "wrong", 0, "30 3 * *" // a cron expression with four fields
	if err := c.CreateSchedule(ctx, wrong); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("a cron of four fields: %v", err)
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTimesOfSchedules(t *testing.T) {
	t.Parallel()
	good := genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineCycle}
	for name, s := range map[string]genesis.Schedule{
		"never":                {RoutineInput: good},
		"twice":                {RoutineInput: good, Cron: "@daily", Every: time.Hour},
		"too often":            {RoutineInput: good, Every: time.Second},
		"backwards":            {RoutineInput: good, Every: -time.Hour},
		"zone without a clock": {RoutineInput: good, Every: time.Hour, Timezone: "Europe/Berlin"},
		"no such zone":         {RoutineInput: good, Cron: "@daily", Timezone: "Europe/Bärlin"},
		"no such work": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a", Does: "dishes"},
			Every: time.Hour},
		"no name": {RoutineInput: genesis.RoutineInput{World: "main", Does: genesis.RoutineCycle},
			Every: time.Hour},
		"a name with a dot": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a.b", Does: genesis.RoutineCycle},
			Every: time.Hour},
		"no such problem": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineCycle,
			Problem: "boredom"}, Every: time.Hour},
		"keeps no backup": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineBackup},
			Every: time.Hour},
		"a cycle keeps backups": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineCycle,
			Keep: 3}, Every: time.Hour},
		"a control character": {RoutineInput: genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineCycle,
			Reason: "a\x1b[2J"}, Every: time.Hour},
	} {
		if err := checkTimes(s); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := checkTimes(genesis.Schedule{RoutineInput: good, Every: time.Hour}); err != nil {
		t.Error(err)
	}
}
