package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// recordWait bounds how long the answer to a pause or a resume waits for its record. Redis takes milliseconds; one that
// is away gets the record later.
const recordWait = 2 * time.Second

// pause keeps cycles from starting. Who paused first is remembered.
func (s *supervisor) pause(ctx workflow.Context, in genesis.PauseRequest) error {
	defer func() { s.updates++ }()
	in.By, in.Reason = genesis.CleanWords(in.By), genesis.CleanWords(in.Reason)
	if s.in.Paused != nil {
		s.recorded(ctx) // a run that was reset may hold a pause of old
		return nil
	}
	s.in.Paused = &genesis.Pause{PauseRequest: in, At: workflow.Now(ctx)}
	s.recorded(ctx)
	return s.say(ctx, "evolution_paused", "Evolution is paused by "+withReason(in.By, in.Reason)+
		" No cycle starts until it is resumed.", nil)
}

// resume ends a pause, also one that an earlier supervisor has left and that is not read yet.
func (s *supervisor) resume(ctx workflow.Context, in genesis.PauseRequest) error {
	defer func() { s.updates++ }()
	in.By, in.Reason = genesis.CleanWords(in.By), genesis.CleanWords(in.Reason)
	was := s.in.Paused
	s.resumed, s.in.Paused = true, nil
	s.recorded(ctx)
	if was == nil {
		return nil
	}
	return s.say(ctx, "evolution_resumed", "Evolution is resumed by "+withReason(in.By, in.Reason), nil)
}

// recorded has pause and cooldown recorded, and waits a moment for it, so that a pause that was answered outlives a
// supervisor that is terminated right after, be it the first thing that this one was asked.
func (s *supervisor) recorded(ctx workflow.Context) {
	if s.version < versionRecorded {
		return
	}
	s.record(ctx)
	recorded := func() bool { return !s.recording && !s.unrecorded }
	_, _ = workflow.AwaitWithTimeout(ctx, recordWait, recorded) // it holds anyway
}

// record writes pause and cooldown beside all else. One writes at a time, so that what is newest is written last; none
// does before the record of the supervisor before is read.
func (s *supervisor) record(ctx workflow.Context) {
	if s.version < versionRecorded {
		return
	}
	if s.unrecorded = true; s.recording || !s.ready {
		return
	}
	s.recording = true
	s.background(ctx, func(ctx workflow.Context) {
		for s.unrecorded {
			s.unrecorded = false
			s.writeRecord(ctx)
		}
		s.recording = false
	})
}

func (s *supervisor) writeRecord(ctx workflow.Context) {
	in := genesis.SupervisorRecordInput{World: s.in.World, SupervisorRecord: genesis.SupervisorRecord{
		Paused: s.in.Paused, CooldownUntil: s.in.CooldownUntil,
	}}
	ctx = workflow.WithActivityOptions(ctx, recordOptions("pause and cooldown"))
	if err := workflow.ExecuteActivity(ctx, genesis.ActRecordSupervisor, in).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Error("pause and cooldown are not recorded", "error", err)
	}
}

// restore takes over what an earlier supervisor has left, and records what has changed since.
func (s *supervisor) restore(ctx workflow.Context, left *genesis.SupervisorRecord) {
	if s.version < versionRecorded {
		return
	}
	if left != nil {
		s.in.CooldownUntil = left.CooldownUntil
		s.restorePause(ctx, left.Paused)
	}
	if s.unrecorded {
		s.record(ctx)
	}
}

// restorePause takes over a pause, or that there is none. What people have said to this run holds.
func (s *supervisor) restorePause(ctx workflow.Context, left *genesis.Pause) {
	switch {
	case s.resumed:
	case left != nil:
		s.in.Paused = left
		_ = s.say(ctx, "evolution_paused", "The supervisor has started anew. Evolution is still paused, since "+
			left.At.UTC().Format(time.RFC3339)+", by "+withReason(left.By, left.Reason), nil) // beside: it never fails
	case !s.unrecorded: // a pause that this run was begun with is older than the record
		s.in.Paused = nil
	}
}

func paused(p genesis.Pause) error {
	message := fmt.Sprintf("evolution is paused by %s since %s; resume it first", nameOr(p.By),
		p.At.UTC().Format(time.RFC3339))
	if p.Reason != "" {
		message += " (" + p.Reason + ")"
	}
	return temporal.NewNonRetryableApplicationError(message, string(genesis.CodeConflict), nil)
}

// resting holds the watcher back while the world rests after a cycle.
func (s *supervisor) resting(ctx workflow.Context, origin genesis.Origin) error {
	left := s.in.CooldownUntil.Sub(workflow.Now(ctx))
	if origin != genesis.OriginWatcher || left <= 0 {
		return nil
	}
	return temporal.NewNonRetryableApplicationError("the world rests after its last cycle",
		string(genesis.CodeCooldown), nil, left.Milliseconds())
}
