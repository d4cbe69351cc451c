package gateway

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const headerIdempotency = "Idempotency-Key"

var idempotencyKey = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,100}$`)

type triggerAnswer struct {
	CycleID     string `json:"cycle_id"`
	TemporalURL string `json:"temporal_url,omitempty"`
}

// triggerHints is what a person may say about the cycle that they trigger.
type triggerHints struct {
	reason
	Problem genesis.Problem `json:"problem_type"`   // the problem, by which the trial is judged
	Short   genesis.Problem `json:"problem"`        // alias, the command line's name for it
	Area    string          `json:"suggested_area"` // where to look first; default: the problem's area
}

func (w *triggerHints) check() error {
	if w.Short != "" && w.Problem != "" && w.Short != w.Problem {
		return genesis.Errorf(genesis.CodeInvalid, "problem_type is %s and problem is %s: send one of them", w.Problem,
			w.Short)
	}
	w.Problem = cmp.Or(w.Problem, w.Short, genesis.ProblemManual)
	if !slices.Contains(genesis.Problems, w.Problem) {
		return genesis.Errorf(genesis.CodeInvalid, "problem_type must be one of %v", genesis.Problems)
	}
	w.Area = cmp.Or(w.Area, w.Problem.Area())
	if !slices.Contains(genesis.Areas, w.Area) {
		return genesis.Errorf(genesis.CodeInvalid, "suggested_area must be one of %v", genesis.Areas)
	}
	return w.reason.check()
}

// trigger handles POST /api/evolution/trigger {"reason": "…", "problem_type": "…", "suggested_area": "…"}: a person
// triggers a cycle. All fields are optional. Requests with the same Idempotency-Key start one cycle only.
func (s *Server) trigger(c *fiber.Ctx) error {
	var in triggerHints
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	key, err := idempotency(c)
	if err != nil {
		return err
	}
	if err := s.connected(c.UserContext()); err != nil {
		return err
	}
	t, err := s.manual(c, key, in)
	if err != nil {
		return err
	}
	id, err := s.Cycles.Trigger(c.UserContext(), s.Store.World(), key, t)
	if err != nil {
		return err
	}
	return s.sendStarted(c, id, t)
}

// sendStarted records and announces a cycle that a person has started, and answers with it.
func (s *Server) sendStarted(c *fiber.Ctx, id string, t genesis.EvolutionTrigger) error {
	s.recordQueued(c, id, t)
	s.announce(c, id, t.Reason)
	return c.JSON(triggerAnswer{id, s.Cycles.CycleURL(id)})
}

// idempotency returns the request's idempotency key, or a new one.
func idempotency(c *fiber.Ctx) (string, error) {
	key := c.Get(headerIdempotency)
	if key == "" {
		key = uuid.NewString()
	}
	if !idempotencyKey.MatchString(key) {
		return "", genesis.Errorf(genesis.CodeInvalid, "%s must have 1 to 100 letters, digits or ._:-",
			headerIdempotency)
	}
	return key, nil
}

// manual builds a person's trigger, which refers to the newest snapshot. Its id is derived from the key, so that a
// repeated request yields the same trigger.
func (s *Server) manual(c *fiber.Ctx, key string, w triggerHints) (genesis.EvolutionTrigger, error) {
	t := genesis.EvolutionTrigger{
		TriggerID: "trg_" + uuid.NewSHA1(uuid.NameSpaceOID, []byte(key)).String()[:13], ProblemType: w.Problem,
		Severity: genesis.SeverityMedium, AffectedEntities: []string{}, SuggestedArea: w.Area, Reason: w.Reason,
		Origin: genesis.OriginUser, By: byUser,
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

// recordQueued writes the cycle's record before its first step runs, so that it can be read at once.
func (s *Server) recordQueued(c *fiber.Ctx, id string, t genesis.EvolutionTrigger) {
	err := s.Store.QueueCycle(c.UserContext(), genesis.Cycle{
		ID: id, World: s.Store.World(), Trigger: t, Stage: genesis.StageQueued, MutationIDs: []string{},
		StartedAt: time.Now().UTC(), TemporalURL: s.Cycles.CycleURL(id),
	})
	if err != nil {
		s.Log.Warn("could not record a queued cycle", "cycle", id, "error", err)
	}
}

// announce publishes ch:evolution:force. A failure is only logged, because the cycle has already started.
func (s *Server) announce(c *fiber.Ctx, id, reason string) {
	s.log(c).Info("cycle forced", "cycle", id)
	if reason == "" {
		reason = "manual_trigger"
	}
	if err := s.Store.PublishForce(c.UserContext(), genesis.EvolutionForce{Reason: reason}); err != nil {
		s.log(c).Warn("could not announce a forced cycle", "cycle", id, "error", err)
	}
}

// history handles GET /api/evolution/history, newest first.
func (s *Server) history(c *fiber.Ctx) error {
	q, err := readQuery(c, 20, "outcome", "problem")
	if err != nil {
		return err
	}
	filter, err := cycleFilter(q.fields)
	if err != nil {
		return err
	}
	list, next, err := s.Store.CyclesWhere(c.UserContext(), filter, q.limit, q.cursor)
	if err != nil {
		return err
	}
	for i := range list {
		list[i] = s.withTemporalURL(list[i])
	}
	return sendPage(c, q, list, next)
}

// cycleFilter reads ?outcome= and ?problem=.
func cycleFilter(f fields) (redisstore.CycleFilter, error) {
	filter := redisstore.CycleFilter{Outcome: genesis.Outcome(f["outcome"]), Problem: genesis.Problem(f["problem"])}
	if _, given := f["outcome"]; given && !slices.Contains(genesis.Outcomes, filter.Outcome) {
		return filter, genesis.Errorf(genesis.CodeInvalid, "%q is not an outcome of cycles; the outcomes are %v",
			filter.Outcome, genesis.Outcomes)
	}
	if _, given := f["problem"]; given && !slices.Contains(genesis.Problems, filter.Problem) {
		return filter, genesis.Errorf(genesis.CodeInvalid, "%q is not a problem; the problems are %v", filter.Problem,
			genesis.Problems)
	}
	return filter, nil
}

// withTemporalURL adds the link to the cycle's page in the Temporal UI.
func (s *Server) withTemporalURL(c genesis.Cycle) genesis.Cycle {
	if c.TemporalURL == "" && s.Cycles != nil {
		c.TemporalURL = s.Cycles.CycleURL(c.ID)
	}
	return c
}
