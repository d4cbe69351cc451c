package gateway

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// TimelineStep is one event in the course of a cycle.
type TimelineStep struct {
	AtSec   float64 `json:"at_sec"` // since the cycle began
	TookSec float64 `json:"took_sec"`
	Name    string  `json:"name"` // name of the activity, or of another kind of step
	About   string  `json:"about"`
	Attempt int     `json:"attempt"`
	Result  string  `json:"result"`
	Failed  bool    `json:"failed"`
}

// CycleHistory is what Temporal's history records about a cycle.
type CycleHistory struct {
	Steps    []TimelineStep
	Readings []genesis.Evidence           // readings of its canary, oldest first
	Vets     map[string]genesis.VetResult // by the hash of the judged source
}

// vetReport is the complete result of vetting one program.
type vetReport struct {
	Attempt  int                  `json:"attempt"`
	OK       bool                 `json:"ok"`
	Mends    []string             `json:"mends"` // mechanical changes made before it was judged
	Problems []genesis.VetProblem `json:"problems"`
}

// promptRecord is a prompt and its answer; expired texts are null.
type promptRecord struct {
	Step    string  `json:"step"`
	Attempt int     `json:"attempt"`
	Model   string  `json:"model"`
	Prompt  *string `json:"prompt"`
	Answer  *string `json:"answer"`
}

// cycleDetail is a cycle with its timeline, canary readings, vet reports and prompts.
type cycleDetail struct {
	genesis.Cycle
	Timeline []TimelineStep     `json:"timeline"`
	Readings []genesis.Evidence `json:"readings"`
	Vets     []vetReport        `json:"vets"`
	Prompts  []promptRecord     `json:"prompts"`
	Degraded []string           `json:"degraded"`
}

// cycle handles GET /api/evolution/cycles/{id}. The timeline, the canary's readings and vet's reports come from
// Temporal's history. They are missing while Temporal is away, and for a cycle that Temporal has forgotten and that was
// not archived.
func (s *Server) cycle(c *fiber.Ctx) error {
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if record.Outcome == "" {
		if record.WaitsFor, err = s.Store.Waits(c.UserContext(), record.ID); err != nil {
			return err
		}
	}
	out := cycleDetail{Cycle: s.withTemporalURL(record), Degraded: []string{}}
	told, err := s.cycleHistory(c.UserContext(), record.ID)
	switch genesis.CodeOf(err) {
	case "", genesis.CodeNotFound:
	case genesis.CodeUnavailable:
		out.Degraded = append(out.Degraded, "temporal")
	default:
		return err
	}
	out.Timeline, out.Readings = listed(told.Steps), listed(told.Readings)
	out.Vets = vetReports(record.Programs, told.Vets)
	if out.Prompts, err = s.prompts(c.UserContext(), record); err != nil {
		return err
	}
	return c.JSON(out)
}

func vetReports(programs []genesis.Program, vets map[string]genesis.VetResult) []vetReport {
	reports := []vetReport{}
	for _, p := range programs {
		if vet, ok := vets[p.Source.SHA256]; ok {
			reports = append(reports, vetReport{p.Attempt, vet.OK, listed(vet.Mends), listed(vet.Problems)})
		}
	}
	return reports
}

// prompts returns the prompts of a cycle with their answers, the architect's first.
func (s *Server) prompts(ctx context.Context, record genesis.Cycle) ([]promptRecord, error) {
	asked := []promptRecord{}
	add := func(step string, attempt int, a *genesis.ModelExchange) error {
		if a == nil {
			return nil
		}
		prompt, err := s.blobText(ctx, a.Prompt)
		if err != nil {
			return err
		}
		answer, err := s.blobText(ctx, a.Answer)
		asked = append(asked, promptRecord{step, attempt, a.Model, prompt, answer})
		return err
	}
	err := add("plan", 0, record.Asked)
	for _, p := range record.Programs {
		if err == nil {
			err = add("code", p.Attempt, p.Asked)
		}
	}
	return asked, err
}

// blobText returns the text of a blob, or nil if it has expired.
func (s *Server) blobText(ctx context.Context, ref genesis.Ref) (*string, error) {
	if ref.Empty() {
		return nil, nil
	}
	data, err := s.Store.Blob(ctx, ref)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return nil, nil
	}
	text := string(data)
	return &text, err
}

func (s *Server) cycleHistory(ctx context.Context, id string) (CycleHistory, error) {
	if err := s.connected(ctx); err != nil {
		return CycleHistory{}, err
	}
	return s.Cycles.CycleHistory(ctx, id)
}
