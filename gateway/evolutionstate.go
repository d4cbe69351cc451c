package gateway

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// evolutionState is the state of the supervisor.
type evolutionState struct {
	World         string         `json:"world"`
	Running       *string        `json:"running"` // cycle id
	Paused        bool           `json:"paused"`
	Pause         *genesis.Pause `json:"pause"`
	Next          int            `json:"next"`
	CooldownUntil *time.Time     `json:"cooldown_until"`
	Degraded      []string       `json:"degraded"`
}

// evolutionState handles GET /api/evolution/state. While Temporal is away, the records tell which cycle is running.
func (s *Server) evolutionState(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	return s.sendState(c)
}

func (s *Server) sendState(c *fiber.Ctx) error {
	out := evolutionState{World: s.Store.World(), Next: 1, Degraded: []string{}}
	err := s.connected(c.UserContext())
	var state genesis.SupervisorState
	if err == nil {
		state, err = s.Cycles.State(c.UserContext(), s.Store.World())
	}
	switch genesis.CodeOf(err) {
	case "":
		out.Next, out.Pause, out.Paused = max(1, state.Next), state.Paused, state.Paused != nil
		if state.Running != "" {
			out.Running = &state.Running
		}
		out.CooldownUntil = cooldown(state.CooldownUntil)
	case genesis.CodeNotFound: // no supervisor runs; the next one starts from the records
		if err := s.addRecords(c.UserContext(), &out); err != nil {
			return err
		}
		if err := s.checkRunning(c.UserContext(), &out); err != nil {
			return err
		}
	case genesis.CodeUnavailable:
		out.Degraded = append(out.Degraded, "temporal")
		if err := s.addRecords(c.UserContext(), &out); err != nil {
			return err
		}
	default:
		return err
	}
	// Cycles can't progress without Redis, even if the supervisor is fine.
	if s.takesNoWrites(c.UserContext()) {
		out.Degraded = append(out.Degraded, partRedis)
	}
	return c.JSON(out)
}

// checkRunning corrects the running cycle of the records: it is cleared if Temporal does not know the cycle or the
// cycle has ended.
func (s *Server) checkRunning(ctx context.Context, out *evolutionState) error {
	if out.Running == nil {
		return nil
	}
	runs, err := s.Cycles.Runs(ctx, *out.Running)
	if !runs {
		out.Running = nil
	}
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return nil
	}
	return err
}

// addRecords fills in what Redis knows about the supervisor and the cycles.
func (s *Server) addRecords(ctx context.Context, out *evolutionState) error {
	left, err := s.Store.Supervisor(ctx)
	if err != nil {
		return err
	}
	if left != nil {
		out.Pause, out.Paused = left.Paused, left.Paused != nil
		out.CooldownUntil = cooldown(left.CooldownUntil)
	}
	return s.addCycles(ctx, out)
}

// cooldown returns nil for the zero time.
func cooldown(until time.Time) *time.Time {
	if until.IsZero() {
		return nil
	}
	return &until
}

func (s *Server) addCycles(ctx context.Context, out *evolutionState) error {
	running, err := s.Store.CurrentCycle(ctx)
	if running != "" {
		out.Running = &running
	}
	if err != nil {
		return err
	}
	newest, _, err := s.Store.Cycles(ctx, 1, "")
	if err != nil || len(newest) == 0 {
		return err
	}
	n, err := genesis.CycleNumber(newest[0].ID)
	out.Next = n + 1
	return err
}

// pauseEvolution handles POST /api/evolution/pause {"reason": "…"}.
func (s *Server) pauseEvolution(c *fiber.Ctx) error {
	return s.updateSupervisor(c, func(ctx context.Context, in genesis.PauseRequest) error {
		return s.Cycles.PauseEvolution(ctx, s.Store.World(), in)
	})
}

// resumeEvolution handles POST /api/evolution/resume {"reason": "…"}.
func (s *Server) resumeEvolution(c *fiber.Ctx) error {
	return s.updateSupervisor(c, func(ctx context.Context, in genesis.PauseRequest) error {
		return s.Cycles.ResumeEvolution(ctx, s.Store.World(), in)
	})
}

func (s *Server) updateSupervisor(c *fiber.Ctx, act func(context.Context, genesis.PauseRequest) error) error {
	in, err := readReason(c)
	if err != nil {
		return err
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	if err := act(c.UserContext(), genesis.PauseRequest{By: byUser, Reason: in.Reason}); err != nil {
		return err
	}
	return s.sendState(c)
}

// rerun handles POST /api/evolution/cycles/{id}/rerun {"from": "code", "model": "…"}: a new cycle continues from that
// step.
func (s *Server) rerun(c *fiber.Ctx) error {
	in := struct {
		From  genesis.Stage `json:"from"`
		Model string        `json:"model"`
	}{From: genesis.StagePlan}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if !genesis.CanRerunFrom(in.From) {
		return genesis.Errorf(genesis.CodeInvalid, "from must be observe, plan, code, vet or trial")
	}
	if len(in.Model) > 100 {
		return genesis.Errorf(genesis.CodeInvalid, "model must not have more than 100 bytes")
	}
	if err := genesis.CheckCharacters("model", in.Model); err != nil {
		return err
	}
	key, err := idempotency(c)
	if err != nil {
		return err
	}
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if record.EndedAt == nil {
		return genesis.Errorf(genesis.CodeConflict, "%s is still running", record.ID).With("cycle_id", record.ID)
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	id, err := s.Cycles.Rerun(c.UserContext(), s.Store.World(), key, genesis.RerunRequest{
		CycleID: record.ID, From: in.From, Model: in.Model, By: byUser,
	})
	if err != nil {
		return err
	}
	return s.sendStarted(c, id, record.Trigger)
}
