package gateway

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

const (
	maxSource = 32 << 10            // bytes
	sourceTTL = 30 * 24 * time.Hour // as long as a cycle's other drafts; the source of a mutation is kept for good
)

// submit handles POST /api/mutations {"source": "…", "trait_name": "…", "reason": "…"}: a trait written by hand goes
// through the same steps as a generated one, from vet on.
func (s *Server) submit(c *fiber.Ctx) error {
	in := struct {
		reason
		Source    string `json:"source"`
		TraitName string `json:"trait_name"`
		Trial     bool   `json:"trial"`
	}{Trial: true}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	if err := checkSource(in.Source); err != nil {
		return err
	}
	if err := checkTraitName(in.TraitName); err != nil {
		return err
	}
	key, err := idempotency(c)
	if err != nil {
		return err
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	source, err := s.Store.PutBlob(c.UserContext(), []byte(in.Source), sourceTTL)
	if err != nil {
		return err
	}
	t, err := s.manual(c, key, triggerHints{reason: in.reason, Problem: genesis.ProblemManual, Area: genesis.AreaTraits})
	if err != nil {
		return err
	}
	id, err := s.Cycles.TriggerSource(c.UserContext(), s.Store.World(), key, t, genesis.ByHand{
		Source: source, Text: in.Source, TraitName: in.TraitName, SkipTrial: !in.Trial,
	})
	if err != nil {
		return err
	}
	return s.sendStarted(c, id, t)
}

// rollback handles POST /api/mutations/{id}/rollback {"reason": "…"}.
func (s *Server) rollback(c *fiber.Ctx) error {
	in, err := readReason(c)
	if err != nil {
		return err
	}
	return s.updateMutation(c, func(ctx context.Context, id string) error {
		_, err := s.Cycles.Rollback(ctx, s.Store.World(), genesis.RollbackRequest{MutationID: id, By: byUser,
			Reason: in.Reason})
		return err
	})
}

func (s *Server) pin(c *fiber.Ctx) error   { return s.setPin(c, true) }
func (s *Server) unpin(c *fiber.Ctx) error { return s.setPin(c, false) }

// setPin handles POST /api/mutations/{id}/pin and /unpin.
func (s *Server) setPin(c *fiber.Ctx, pinned bool) error {
	if err := decode(c.Body(), &struct{}{}); err != nil {
		return err
	}
	return s.updateMutation(c, func(ctx context.Context, id string) error {
		return s.Cycles.Pin(ctx, s.Store.World(), genesis.PinRequest{MutationID: id, Pinned: pinned, By: byUser})
	})
}

// updateMutation has the supervisor act on a mutation and answers with the mutation's new record.
func (s *Server) updateMutation(c *fiber.Ctx, act func(ctx context.Context, id string) error) error {
	m, err := s.Store.Mutation(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	if err := act(c.UserContext(), m.ID); err != nil {
		return err
	}
	if m, err = s.Store.Mutation(c.UserContext(), m.ID); err != nil {
		return err
	}
	return c.JSON(m)
}
