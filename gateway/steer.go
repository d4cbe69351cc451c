package gateway

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// reason is a request body with a person's reason, which may be empty.
type reason struct {
	Reason string `json:"reason"`
}

// check rejects text that can't be displayed. A reason of spaces only counts as empty.
func (r *reason) check() error {
	r.Reason = strings.TrimSpace(r.Reason)
	if err := genesis.CheckWords("reason", r.Reason); err != nil {
		return err
	}
	return nil
}

// readReason reads and checks such a body.
func readReason(c *fiber.Ctx) (reason, error) {
	var in reason
	if err := decode(c.Body(), &in); err != nil {
		return in, err
	}
	return in, in.check()
}

// byUser names whoever steers through the API.
const byUser = "user"

// cancel handles POST /api/evolution/cycles/{id}/cancel {"reason": "…"}.
func (s *Server) cancel(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Cancel(ctx, id, genesis.Cancellation{By: byUser, Reason: in.Reason})
	})
}

// veto handles POST /api/evolution/cycles/{id}/veto {"reason": "…"}.
func (s *Server) veto(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Veto(ctx, id, genesis.Veto{By: byUser, Reason: in.Reason})
	})
}

// hint handles POST /api/evolution/cycles/{id}/hint {"text": "…"}.
func (s *Server) hint(c *fiber.Ctx) error {
	var in struct {
		Text string `json:"text"`
	}
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if strings.TrimSpace(in.Text) == "" {
			return genesis.Errorf(genesis.CodeInvalid, "text must have 1 to %d characters", genesis.MaxMessageLen)
		}
		if err := genesis.CheckWords("text", in.Text); err != nil {
			return err
		}
		return s.Cycles.Hint(ctx, id, genesis.Hint{By: byUser, Text: in.Text})
	})
}

// approve handles POST /api/evolution/cycles/{id}/approve {"reason": "…"}.
func (s *Server) approve(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Approve(ctx, id, genesis.Approval{By: byUser, Reason: in.Reason})
	})
}

// recordTime limits how long an answer waits for the cycle's record after the signal has been sent.
const recordTime = 2 * time.Second

// steer reads the body into in and sends a person's signal to a running cycle. It answers with the current record of
// the cycle; the effect of the signal shows soon after. The signal is sent to Temporal before Redis is read, because a
// Redis that hangs must not hold up a veto. The records are needed for the answer only.
func (s *Server) steer(c *fiber.Ctx, in any, act func(ctx context.Context, id string) error) error {
	if err := decode(c.Body(), in); err != nil {
		return err
	}
	id := strings.Clone(c.Params("id"))
	if err := s.checkOwn(id); err != nil {
		return err
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	said := act(c.UserContext(), id)
	if said != nil && genesis.CodeOf(said) != genesis.CodeNotFound {
		return said
	}
	record, err := s.steered(c.UserContext(), id)
	switch {
	case err == nil && record.EndedAt != nil:
		return genesis.Errorf(genesis.CodeConflict, "%s has already ended: %s", record.ID, record.Outcome).
			With("outcome", record.Outcome)
	case said != nil && genesis.CodeOf(err) == genesis.CodeNotFound:
		return err
	case said != nil:
		return said
	}
	return c.Status(fiber.StatusAccepted).JSON(s.withTemporalURL(record))
}

// checkOwn rejects an id that is not that of a cycle of this world.
func (s *Server) checkOwn(id string) error {
	n, err := genesis.CycleNumber(id)
	if err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a cycle", id)
	}
	if genesis.CycleID(s.Store.World(), n) != id {
		return genesis.Errorf(genesis.CodeNotFound, "there is no cycle %s in the world %s", id, s.Store.World())
	}
	return nil
}

// steered returns the record of a cycle that was sent a signal, from Redis or, while that is away, from the cycle
// itself. If neither answers in time, it returns a record that says only that.
func (s *Server) steered(ctx context.Context, id string) (genesis.Cycle, error) {
	soon, stop := context.WithTimeout(ctx, recordTime)
	defer stop()
	record, err := s.Store.Cycle(soon, id)
	if err == nil || genesis.CodeOf(err) == genesis.CodeNotFound {
		return record, err
	}
	ask, end := context.WithTimeout(ctx, recordTime)
	defer end()
	if own, err := s.Cycles.Record(ask, id); err == nil {
		return own, nil
	}
	return genesis.Cycle{
		ID: id, World: s.Store.World(), Stage: genesis.StageQueued, MutationIDs: []string{}, Waiting: genesis.PartRedis,
		Trigger: genesis.EvolutionTrigger{
			ProblemType: genesis.ProblemManual, Severity: genesis.SeverityLow, AffectedEntities: []string{},
		},
		WaitingWhy: "the cycle has received the message; its record can't be read at the moment",
	}, nil
}

// connected returns an error if this gateway has no Temporal.
func (s *Server) connected(ctx context.Context) error {
	if s.Cycles == nil {
		return genesis.Unavailable(partTemporal, "Temporal is not connected")
	}
	return s.Cycles.Bound(ctx)
}
