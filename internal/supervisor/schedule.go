package supervisor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// catchupWindow is how late scheduled work is still done if Temporal was down at its time: work that was due at night
// is done in the morning.
const catchupWindow = 12 * time.Hour

// scheduleTime bounds calls about schedules. They are slow because each schedule is a workflow inside the server.
const scheduleTime = 30 * time.Second

// memoKey is the memo under which a schedule keeps its definition as the user wrote it. Temporal normalises times to
// another form.
const memoKey = "genesis"

// scheduleMemo is the content of a schedule's memo.
type scheduleMemo struct {
	Input    genesis.RoutineInput `json:"input"`
	Cron     string               `json:"cron,omitempty"`
	Every    time.Duration        `json:"every,omitempty"`
	Timezone string               `json:"timezone,omitempty"`
}

// CreateSchedule creates a schedule for routine work. If the previous run is still in progress when the next is due,
// the next is skipped. The error has code invalid for invalid times, and conflict if the name is taken.
func (c *Client) CreateSchedule(ctx context.Context, in genesis.Schedule) error {
	ctx, stop := context.WithTimeout(ctx, scheduleTime)
	defer stop()
	if err := checkTimes(in); err != nil {
		return err
	}
	spec := client.ScheduleSpec{TimeZoneName: in.Timezone}
	if in.Cron != "" {
		spec.CronExpressions = []string{in.Cron}
	} else {
		spec.Intervals = []client.ScheduleIntervalSpec{{Every: in.Every}}
	}
	_, err := c.temporal.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: genesis.ScheduleID(in.World, in.Name), Spec: spec,
		Action: &client.ScheduleWorkflowAction{
			ID: "genesis.routine." + in.World + "." + in.Name, Workflow: genesis.WorkflowRoutine, TaskQueue: genesis.QueueCycles,
			Args:          []any{in.RoutineInput},
			StaticSummary: fmt.Sprintf("%s of world %s, by the schedule %s", in.Does, in.World, in.Name),
		},
		Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: catchupWindow, Paused: in.Paused != "", Note: in.Paused,
		Memo: map[string]any{memoKey: scheduleMemo{in.RoutineInput, in.Cron, in.Every, in.Timezone}},
	})
	if _, taken := errors.AsType[*serviceerror.WorkflowExecutionAlreadyStarted](err); taken ||
		errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return genesis.Errorf(genesis.CodeConflict, "world %s has a schedule %s already: remove it first (genesis schedule "+
			"rm %s), or choose another name",
			in.World, in.Name, in.Name)
	}
	return c.scheduleError(err, in.World, in.Name)
}

func checkTimes(in genesis.Schedule) error {
	switch {
	case (in.Cron == "") == (in.Every == 0):
		return genesis.Errorf(genesis.CodeInvalid, "say when: either --cron, as \"0 3 * * *\", or --every, as 24h")
	case in.Every < 0 || in.Every > 0 && in.Every < time.Minute || in.Every > 366*24*time.Hour:
		return genesis.Errorf(genesis.CodeInvalid, "every %v is too often or too seldom: choose of a minute to a year",
			in.Every)
	case in.Every > 0 && in.Timezone != "":
		return genesis.Errorf(genesis.CodeInvalid, "a time zone goes with --cron only")
	}
	if _, err := time.LoadLocation(in.Timezone); err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "there is no time zone %q: choose one such as Europe/Berlin", in.Timezone)
	}
	return in.Check()
}

// scheduleError adds the schedule's name to an error.
func (c *Client) scheduleError(err error, world, name string) error {
	if _, wrong := errors.AsType[*serviceerror.InvalidArgument](err); wrong {
		return genesis.Errorf(genesis.CodeInvalid, "schedule %s: %v", name, err)
	}
	if _, absent := errors.AsType[*serviceerror.NotFound](err); absent {
		return genesis.Errorf(genesis.CodeNotFound, "world %s has no schedule %q; genesis schedule ls lists them", world,
			name)
	}
	if err != nil {
		return unavailable("Temporal's schedules", err)
	}
	return nil
}

// Schedules returns the schedules of a world, sorted by name. Temporal's list lags behind by a moment.
func (c *Client) Schedules(ctx context.Context, world string) (all []genesis.Schedule, err error) {
	found, err := c.temporal.ScheduleClient().List(ctx, client.ScheduleListOptions{PageSize: 100})
	if err != nil {
		return nil, c.scheduleError(err, world, "")
	}
	for found.HasNext() {
		entry, err := found.Next()
		if err != nil {
			return nil, c.scheduleError(err, world, "")
		}
		name, ours := genesis.ScheduleName(world, entry.ID)
		if !ours {
			continue
		}
		s, err := c.schedule(ctx, world, name)
		if genesis.CodeOf(err) == genesis.CodeNotFound { // removed since it was listed
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b genesis.Schedule) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// schedule fetches the current state of one schedule.
func (c *Client) schedule(ctx context.Context, world, name string) (s genesis.Schedule, err error) {
	ctx, stop := context.WithTimeout(ctx, scheduleTime)
	defer stop()
	now, err := c.handle(ctx, world, name).Describe(ctx)
	if err != nil {
		return s, c.scheduleError(err, world, name)
	}
	s.RoutineInput = genesis.RoutineInput{World: world, Name: name}
	if w, err := c.readMemo(now.Memo); err == nil { // without a memo the schedule was made with Temporal's own tools
		s.RoutineInput, s.Cron, s.Every, s.Timezone = w.Input, w.Cron, w.Every, w.Timezone
	}
	if state := now.Schedule.State; state != nil && state.Paused {
		s.Paused = cmp.Or(state.Note, "paused")
	}
	if times := now.Info.NextActionTimes; len(times) > 0 && s.Paused == "" {
		s.Next = times[0]
	}
	if n := len(now.Info.RecentActions); n > 0 {
		last := now.Info.RecentActions[n-1]
		s.Last = last.ActualTime
		if run := last.StartWorkflowResult; run != nil {
			s.Came = c.lastResult(ctx, run.WorkflowID, run.FirstExecutionRunID)
		}
	}
	return s, nil
}

func (c *Client) readMemo(memo *common.Memo) (w scheduleMemo, err error) {
	convert, err := temporalclient.DataConverter(c.settings)
	if err == nil {
		err = convert.FromPayload(memo.GetFields()[memoKey], &w)
	}
	return w, err
}

// lastResult describes the last run of routine work.
func (c *Client) lastResult(ctx context.Context, id, run string) string {
	found, err := c.temporal.DescribeWorkflowExecution(ctx, id, run)
	if err != nil {
		return "" // past its retention
	}
	if found.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return "running"
	}
	var out genesis.RoutineResult
	err = c.temporal.GetWorkflow(ctx, id, run).Get(ctx, &out)
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return "failed: " + a.Message()
	}
	if e, ok := errors.AsType[*genesis.Error](err); ok {
		return e.Message // for example a result for which this process has no key
	}
	if err != nil {
		return "failed: " + err.Error()
	}
	return out.String()
}

func (c *Client) handle(ctx context.Context, world, name string) client.ScheduleHandle {
	return c.temporal.ScheduleClient().GetHandle(ctx, genesis.ScheduleID(world, name))
}

// PauseSchedule suspends a schedule until ResumeSchedule.
func (c *Client) PauseSchedule(ctx context.Context, world, name, why string) error {
	return c.scheduleError(c.handle(ctx, world, name).Pause(ctx, client.SchedulePauseOptions{Note: why}), world, name)
}

// ResumeSchedule resumes a paused schedule.
func (c *Client) ResumeSchedule(ctx context.Context, world, name, why string) error {
	return c.scheduleError(c.handle(ctx, world, name).Unpause(ctx, client.ScheduleUnpauseOptions{Note: why}), world, name)
}

// RunSchedule runs a schedule's work now, unless it is already running.
func (c *Client) RunSchedule(ctx context.Context, world, name string) error {
	return c.scheduleError(c.handle(ctx, world, name).Trigger(ctx,
		client.ScheduleTriggerOptions{Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP}), world, name)
}

// RemoveSchedule deletes a schedule. Work in progress continues.
func (c *Client) RemoveSchedule(ctx context.Context, world, name string) error {
	return c.scheduleError(c.handle(ctx, world, name).Delete(ctx), world, name)
}
