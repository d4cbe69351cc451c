package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// recordWait bounds how long the answer to a pause or a resume waits until Redis has its record. That normally takes
// milliseconds; if Redis is away, the record is written later.
const recordWait = 2 * time.Second

// pause keeps new cycles from starting. If evolution is paused already, the first pause stands.
func (s *supervisor) pause(ctx workflow.Context, in genesis.PauseRequest) error {
	defer func() { s.updates++ }()
	in.By, in.Reason = genesis.CleanWords(in.By), genesis.CleanWords(in.Reason)
	if s.in.Paused != nil {
		s.recorded(ctx) // after a reset the input may hold a pause that is not recorded
		return nil
	}
	s.in.Paused = &genesis.Pause{PauseRequest: in, At: workflow.Now(ctx)}
	s.recorded(ctx)
	return s.say(ctx, "evolution_paused", "Evolution was paused by "+withReason(in.By, in.Reason)+
		" No cycle starts until it is resumed.", nil)
}

// resume ends a pause, including one that an earlier supervisor recorded and that this one has not read yet.
func (s *supervisor) resume(ctx workflow.Context, in genesis.PauseRequest) error {
	defer func() { s.updates++ }()
	in.By, in.Reason = genesis.CleanWords(in.By), genesis.CleanWords(in.Reason)
	was := s.in.Paused
	s.resumed, s.in.Paused = true, nil
	s.recorded(ctx)
	if was == nil {
		return nil
	}
	return s.say(ctx, "evolution_resumed", "Evolution was resumed by "+withReason(in.By, in.Reason), nil)
}

// recorded writes pause and cooldown to Redis and waits up to recordWait for it. A pause that was answered then
// survives even if the supervisor is terminated right after its first update.
func (s *supervisor) recorded(ctx workflow.Context) {
	if s.version < versionRecorded {
		return
	}
	s.record(ctx)
	recorded := func() bool { return !s.recording && !s.unrecorded }
	_, _ = workflow.AwaitWithTimeout(ctx, recordWait, recorded) // the pause is in effect either way
}

// record writes pause and cooldown in the background. Only one write runs at a time, so that the newest state is
// written last. Nothing is written before the record of the previous supervisor has been read.
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

// restore takes over the state that an earlier supervisor recorded, and then records what has changed since.
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

// restorePause takes over a recorded pause, or its absence. What people have told this run takes precedence.
func (s *supervisor) restorePause(ctx workflow.Context, left *genesis.Pause) {
	switch {
	case s.resumed:
	case left != nil:
		s.in.Paused = left
		// say never fails here: since versionRecorded it runs in the background.
		_ = s.say(ctx, "evolution_paused", "A new supervisor has started. Evolution is still paused, since "+
			left.At.UTC().Format(time.RFC3339)+", by "+withReason(left.By, left.Reason), nil)
	case !s.unrecorded: // the pause in this run's input is older than the record
		s.in.Paused = nil
	}
}

func paused(p genesis.Pause) error {
	message := fmt.Sprintf("evolution was paused by %s at %s; resume it first", nameOr(p.By),
		p.At.UTC().Format(time.RFC3339))
	if p.Reason != "" {
		message += " (" + p.Reason + ")"
	}
	return temporal.NewNonRetryableApplicationError(message, string(genesis.CodeConflict), nil)
}

// resting rejects the watcher's triggers during the cooldown after a cycle. People are not held back.
func (s *supervisor) resting(ctx workflow.Context, origin genesis.Origin) error {
	left := s.in.CooldownUntil.Sub(workflow.Now(ctx))
	if origin != genesis.OriginWatcher || left <= 0 {
		return nil
	}
	return temporal.NewNonRetryableApplicationError("the cooldown after the last cycle is not over",
		string(genesis.CodeCooldown), nil, left.Milliseconds())
}
