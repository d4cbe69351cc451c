package gateway

import (
	"context"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
)

const headerIdempotency = "Idempotency-Key"

var idempotencyKey = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,100}$`)

// reasonMax bounds a person's words, which reach a prompt [characters].
const reasonMax = 500

type triggerAnswer struct {
	CycleID     string `json:"cycle_id"`
	TemporalURL string `json:"temporal_url,omitempty"`
}

// trigger is POST /api/evolution/trigger {"reason": "…"}: a person forces a cycle. The same Idempotency-Key starts one
// cycle only.
func (s *Server) trigger(c *fiber.Ctx) error {
	var in struct {
		Reason string `json:"reason"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if utf8.RuneCountInString(in.Reason) > reasonMax {
		return genesis.Errorf(genesis.CodeInvalid, "reason may have %d characters", reasonMax)
	}
	key := c.Get(headerIdempotency)
	if key == "" {
		key = uuid.NewString()
	}
	if !idempotencyKey.MatchString(key) {
		return genesis.Errorf(genesis.CodeInvalid, "%s: up to 100 letters, digits and ._:-", headerIdempotency)
	}
	if s.Cycles == nil {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal is not connected").With("missing", "temporal")
	}
	t, err := s.manual(c, key, in.Reason)
	if err != nil {
		return err
	}
	id, err := s.Cycles.Trigger(c.UserContext(), s.Store.World(), key, t)
	if err != nil {
		return err
	}
	s.queued(c, id, t)
	s.announce(c, id, in.Reason)
	return c.JSON(triggerAnswer{id, s.Cycles.CycleURL(id)})
}

// manual is a person's trigger, pointing to the newest snapshot. Its id follows from the key, so that a repeated
// request says the same.
func (s *Server) manual(c *fiber.Ctx, key, reason string) (genesis.EvolutionTrigger, error) {
	t := genesis.EvolutionTrigger{
		TriggerID: "trg_" + uuid.NewSHA1(uuid.NameSpaceOID, []byte(key)).String()[:13], ProblemType: genesis.ProblemManual,
		Severity: genesis.SeverityMedium, AffectedEntities: []string{}, SuggestedArea: "traits", Reason: reason,
		Origin: genesis.OriginUser,
	}
	newest, err := s.Store.Snapshots(c.UserContext(), 1)
	if err != nil {
		return t, err
	}
	if len(newest) > 0 {
		t.SnapshotKey = s.Store.SnapshotKey(newest[0].Tick)
	}
	return t, nil
}

// queued makes the cycle readable before its first step has run.
func (s *Server) queued(c *fiber.Ctx, id string, t genesis.EvolutionTrigger) {
	err := s.Store.QueueCycle(c.UserContext(), genesis.Cycle{
		ID: id, World: s.Store.World(), Trigger: t, Stage: genesis.StageQueued, MutationIDs: []string{},
		StartedAt: time.Now().UTC(), TemporalURL: s.Cycles.CycleURL(id),
	})
	if err != nil {
		s.Log.Warn("could not record a queued cycle", "cycle", id, "error", err)
	}
}

// announce publishes ch:evolution:force. The cycle has started: that Redis missed the news does not change it.
func (s *Server) announce(c *fiber.Ctx, id, reason string) {
	s.Log.Info("cycle forced", "request", c.Locals(requestKey), "cycle", id)
	if reason == "" {
		reason = "manual_trigger"
	}
	if err := s.Store.PublishForce(c.UserContext(), genesis.EvolutionForce{Reason: reason}); err != nil {
		s.Log.Warn("could not announce a forced cycle", "cycle", id, "error", err)
	}
}

// history is GET /api/evolution/history, newest first.
func (s *Server) history(c *fiber.Ctx) error {
	q, err := readQuery(c, 20, "cursor")
	if err != nil {
		return err
	}
	list, next, err := s.Store.Cycles(c.UserContext(), q.limit, q.cursor)
	if err != nil {
		return err
	}
	for i := range list {
		list[i] = s.linked(list[i])
	}
	q.link(c, next)
	return c.JSON(list)
}

// cycle is GET /api/evolution/cycles/{id}.
func (s *Server) cycle(c *fiber.Ctx) error {
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(s.linked(record))
}

// linked gives every cycle its page in the Temporal UI.
func (s *Server) linked(c genesis.Cycle) genesis.Cycle {
	if c.TemporalURL == "" && s.Cycles != nil {
		c.TemporalURL = s.Cycles.CycleURL(c.ID)
	}
	return c
}

// cancel is POST /api/evolution/cycles/{id}/cancel.
func (s *Server) cancel(c *fiber.Ctx) error {
	return s.steer(c, &struct{}{}, func(ctx context.Context, id string) error { return s.Cycles.Cancel(ctx, id) })
}

// byUser is who vetoes and hints through the API.
const byUser = "user"

// veto is POST /api/evolution/cycles/{id}/veto {"reason": "…"}.
func (s *Server) veto(c *fiber.Ctx) error {
	var in struct {
		Reason string `json:"reason"`
	}
	return s.steer(c, &in, func(ctx context.Context, id string) error {
		if utf8.RuneCountInString(in.Reason) > reasonMax {
			return genesis.Errorf(genesis.CodeInvalid, "reason may have %d characters", reasonMax)
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
		if n := utf8.RuneCountInString(in.Text); n == 0 || n > reasonMax {
			return genesis.Errorf(genesis.CodeInvalid, "text must have 1 to %d characters", reasonMax)
		}
		return s.Cycles.Hint(ctx, id, genesis.Hint{By: byUser, Text: in.Text})
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
	if s.Cycles == nil {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal is not connected").With("missing", "temporal")
	}
	if err := act(c.UserContext(), record.ID); err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(s.linked(record))
}
