package gateway

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// reason is a body with a person's reason, which may be empty.
type reason struct {
	Reason string `json:"reason"`
}

func (r reason) check() error {
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

// byUser is who steers through the API.
const byUser = "user"

// cancel is POST /api/evolution/cycles/{id}/cancel {"reason": "…"}.
func (s *Server) cancel(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Cancel(ctx, id, genesis.Cancellation{By: byUser, Reason: in.Reason})
	})
}

// veto is POST /api/evolution/cycles/{id}/veto {"reason": "…"}.
func (s *Server) veto(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Veto(ctx, id, genesis.Veto{By: byUser, Reason: in.Reason})
	})
}

// hint is POST /api/evolution/cycles/{id}/hint {"text": "…"}.
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

// approve is POST /api/evolution/cycles/{id}/approve {"reason": "…"}.
func (s *Server) approve(c *fiber.Ctx) error {
	var in reason
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if err := in.check(); err != nil {
			return err
		}
		return s.Cycles.Approve(ctx, id, genesis.Approval{By: byUser, Reason: in.Reason})
	})
}

// steer reads the body into in and passes a person's word on to a cycle that runs. It answers with the cycle as it
// stands; what comes of it shows soon after.
func (s *Server) steer(c *fiber.Ctx, in any, act func(ctx context.Context, id string) error) error {
	if err := decode(c.Body(), in); err != nil {
		return err
	}
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if record.EndedAt != nil {
		return genesis.Errorf(genesis.CodeConflict, "%s has ended already: %s", record.ID, record.Outcome).
			With("outcome", record.Outcome)
	}
	if err := s.connected(); err != nil {
		return err
	}
	if err := act(c.UserContext(), record.ID); err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(s.withTemporalURL(record))
}

// connected returns an error if this gateway has no Temporal.
func (s *Server) connected() error {
	if s.Cycles == nil {
		return genesis.Unavailable(partTemporal, "Temporal is not connected")
	}
	return nil
}
