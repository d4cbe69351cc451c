package evolution

import (
	"fmt"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// program is a trait that passed vet.
type program struct {
	name  string
	model string
	vet   genesis.VetResult
}

// draft is what the coder starts from; empty for a fresh program.
type draft struct {
	previous genesis.Ref
	problems []genesis.VetProblem
	feedback string
}

// rejection says why a program was rejected, for people and for the coder's next attempt.
type rejection struct {
	reason string
	stage  string
	next   draft
	known  bool // the program, or one that behaves like it, is already known
}

// evolve asks for programs and tries them until one is good enough, which it deploys. A program that is already known
// does not count as a try, up to policy.FreeRejections times, because it was rejected before its trial.
func (c *Cycle) evolve(s Steps) error {
	var rejected *rejection
	for n, tries, free := 0, 0, policy.FreeRejections; tries <= c.In.Policy.Samples; n++ {
		var from draft
		if rejected != nil {
			from = rejected.next
		}
		var err error
		rejected, err = c.attempt(s, n, from)
		switch again, err := c.written(s, err); {
		case again:
		case err != nil || rejected == nil:
			return err
		case rejected.known && free > 0 && s.Does(KnownCostNoTry):
			free--
		default:
			tries++
		}
	}
	return &Ending{Outcome: genesis.OutcomeRejected, Stage: rejected.stage,
		Reason: fmt.Sprintf("after %d programs: %s", c.Record.Attempts, rejected.reason)}
}

// attempt asks for one program and tries it. If it is good enough, it is deployed and attempt returns nil.
func (c *Cycle) attempt(s Steps, n int, from draft) (*rejection, error) {
	p, rejected, err := c.sample(s, n, from)
	if err != nil || rejected != nil {
		return rejected, err
	}
	if rejected, err = c.try(s, p); err != nil || rejected != nil {
		return rejected, err
	}
	return nil, c.deploy(s, p)
}

// written reports whether the program must be written again after err; otherwise it returns err. A saved program is
// never replaced, because the engine may already have loaded it.
func (c *Cycle) written(s Steps, err error) (again bool, _ error) {
	if len(c.Record.MutationIDs) > 0 {
		return false, err
	}
	return c.again(s, err, genesis.LostProgram)
}

// sample is the next program to try: first the one that a rerun takes over, then the coder's.
func (c *Cycle) sample(s Steps, n int, from draft) (program, *rejection, error) {
	if n > 0 || c.In.Taken == nil || c.In.Taken.Program == nil {
		return c.write(s, from)
	}
	old := c.In.Taken.Program
	c.Record.Model = c.In.Taken.Model
	if c.In.Rerun.From == genesis.StageVet {
		return c.vetWithoutCoder(s, genesis.CodeResult{Source: old.Source, Model: c.In.Taken.Model})
	}
	c.Record.Attempts++
	vet := genesis.VetResult{
		OK: true, Source: old.Source, CodeHash: old.Source.SHA256, CanonicalHash: old.Canon, Runtime: old.Runtime,
	}
	return c.vetted(s, genesis.CodeResult{Model: c.In.Taken.Model}, vet, 0)
}

// vetWithoutCoder vets a program that did not come from the coder.
func (c *Cycle) vetWithoutCoder(s Steps, code genesis.CodeResult) (program, *rejection, error) {
	c.Record.Attempts++
	vet, err := c.check(s, code)
	if err != nil {
		return program{}, nil, err
	}
	return c.vetted(s, code, vet, 0)
}

// write asks the coder for one program, and for repairs with vet's problems as often as the policy allows.
func (c *Cycle) write(s Steps, from draft) (program, *rejection, error) {
	var rejected *rejection
	mends := 0
	for range c.In.Policy.Repairs + 1 {
		code, err := c.code(s, from)
		if err != nil {
			return program{}, nil, err
		}
		vet, err := c.check(s, code)
		if err != nil {
			return program{}, nil, err
		}
		var p program
		p, rejected, err = c.vetted(s, code, vet, mends)
		if err != nil || rejected == nil || vet.OK {
			return p, rejected, err
		}
		from, mends = rejected.next, c.Record.Attempts
	}
	rejected.next = draft{} // the repairs failed, so the next sample starts from scratch
	return program{}, rejected, nil
}

// vetted records a program and vet's verdict. mends is the number of the program that it repairs, 0 for none.
func (c *Cycle) vetted(
	s Steps, code genesis.CodeResult, vet genesis.VetResult, mends int,
) (program, *rejection, error) {
	done := genesis.Program{
		Attempt: c.Record.Attempts, Source: vet.Source, Canon: vet.CanonicalHash, Runtime: vet.Runtime, Verdict: "passed vet",
		Passed: vet.OK && vet.Duplicate == "" && vet.Similar == "", Vetted: vet.OK, Mends: mends,
	}
	if !code.Prompt.Empty() {
		done.Asked = &genesis.ModelExchange{Prompt: code.Prompt, Answer: code.Answer, Model: code.Model, Form: code.Form}
	}
	rejected, said := rejectionOf(vet)
	if rejected != nil {
		done.Verdict = said
	}
	c.Record.Programs = append(c.Record.Programs, done)
	c.Diff = vet.Diff
	if rejected == nil {
		return program{name: c.Plan.TraitName, model: code.Model, vet: vet}, nil, nil
	}
	return program{}, rejected, s.Tell(Note{
		Agent: genesis.AgentPatcher, Action: "code_refused",
		Message: fmt.Sprintf("Program %d was refused: %s", c.Record.Attempts, said),
		Data:    map[string]string{"plan_id": c.Plan.PlanID},
	})
}

// rejectionOf translates vet's result. It returns nil for a new program without faults, and the words for the record.
func rejectionOf(vet genesis.VetResult) (rejected *rejection, said string) {
	switch {
	case vet.Duplicate != "":
		rejected = &rejection{stage: "validation", reason: "the same program as " + vet.Duplicate, known: true}
		rejected.next.previous = vet.Source
		rejected.next.feedback = "That program is already known as " + vet.Duplicate + ". Write one that acts differently."
		return rejected, rejected.reason
	case vet.Similar != "":
		rejected = &rejection{stage: "validation", known: true, reason: fmt.Sprintf(
			"it acts like %s in %.0f %% of the situations in which one of them acts", vet.Similar, 100*(1-vet.Distance))}
		rejected.next.previous = vet.Source
		rejected.next.feedback = "That program " + strings.TrimPrefix(rejected.reason,
			"it ") + ". Write one that acts differently."
		return rejected, rejected.reason
	case !vet.OK:
		said = problemWords(vet.Problems)
		return &rejection{stage: "validation", reason: "vet refused it: " + said,
			next: draft{previous: vet.Source, problems: vet.Problems}}, said
	}
	return nil, ""
}

func (c *Cycle) code(s Steps, from draft) (genesis.CodeResult, error) {
	if err := s.Enter(genesis.StageCode, Note{
		Agent: genesis.AgentCoder, Action: "code_started", Message: c.writing(from),
		Data: map[string]string{"plan_id": c.Plan.PlanID},
	}); err != nil {
		return genesis.CodeResult{}, err
	}
	c.Record.Attempts++
	in := genesis.CodeInput{
		WorldRef: c.ref(), Plan: c.Plan, Problem: c.In.Trigger.ProblemType, Observation: c.Observed,
		Attempt:  c.Record.Attempts,
		Previous: from.previous, Problems: from.problems, Feedback: from.feedback,
		Model: c.In.Model, Asked: c.criteria(), Tries: c.tries(),
	}
	if c.In.Trigger.Origin != genesis.OriginWatcher {
		in.UserRequest = c.In.Trigger.Reason
	}
	out, err := s.Code(in)
	if err == nil {
		c.Record.Model = out.Model
	}
	return out, err
}

// tries lists the last programs of this cycle with their verdicts, for the coder's prompt.
func (c *Cycle) tries() (told []string) {
	for _, p := range c.Record.Programs[max(0, len(c.Record.Programs)-policy.MaxTriesShown):] {
		verdict := []rune(p.Verdict)
		told = append(told, fmt.Sprintf("program %d: %s", p.Attempt, string(verdict[:min(len(verdict), policy.TryChars)])))
	}
	return told
}

func (c *Cycle) check(s Steps, code genesis.CodeResult) (genesis.VetResult, error) {
	if err := s.Enter(genesis.StageVet, Note{
		Agent: genesis.AgentCoder, Action: "code_written",
		Message: fmt.Sprintf("%s wrote program %d for %s (%d bytes).", code.Model, c.Record.Attempts, c.Plan.TraitName,
			code.Source.Size),
		Data: map[string]string{"plan_id": c.Plan.PlanID, "source": code.Source.SHA256},
	}); err != nil {
		return genesis.VetResult{}, err
	}
	in := genesis.VetInput{
		WorldRef: c.ref(), Source: code.Source, TraitName: c.Plan.TraitName, Problem: c.In.Trigger.ProblemType,
	}
	if t := c.newest(c.Plan.TraitName); t != nil {
		in.Before = t.MutationID
	}
	if code.Model == byHand {
		in.ByHand = &c.Plan
	}
	if c.In.ByHand != nil {
		in.Text = c.In.ByHand.Text
	}
	return s.Vet(in)
}
