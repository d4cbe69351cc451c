package workflows

import (
	"fmt"
	"hash/fnv"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// program is a trait that vet let pass.
type program struct {
	name  string
	model string
	vet   genesis.VetResult
}

// draft is what the coder is to start from; empty for a fresh program.
type draft struct {
	previous genesis.Ref
	problems []genesis.VetProblem
	feedback string
}

// refusal says why a sample came to nothing, in words for people and for the next sample.
type refusal struct {
	reason string
	stage  string
	next   draft
	known  bool // the program is one that is known, or acts like one
}

// evolve writes and tries programs until one is good enough, and brings that one into the world.
func (c *cycle) evolve(ctx workflow.Context) error {
	var no *refusal
	for n, tries, free := 0, 0, policy.FreeRejections; tries <= c.in.Policy.Samples; n++ {
		var from draft
		if no != nil {
			from = no.next
		}
		var p program
		var v gate.Verdict
		var err error
		if p, no, err = c.sample(ctx, n, from); err != nil {
			return err
		} else if no != nil {
			if no.known && free > 0 && costsNoTry(ctx) {
				free--
			} else {
				tries++
			}
			continue
		}
		tries++
		if v, no, err = c.try(ctx, p); err != nil {
			return err
		} else if no == nil {
			return c.deploy(ctx, p, v)
		}
	}
	return &ending{outcome: genesis.OutcomeRejected, stage: no.stage,
		reason: fmt.Sprintf("after %d programs: %s", c.rec.Attempts, no.reason)}
}

// costsNoTry reports whether a program that is known already costs no try. In cycles that began before this was asked it does.
func costsNoTry(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "known-programs-cost-no-try", workflow.DefaultVersion, 1) != workflow.DefaultVersion
}

// sample is the next program to try: the one that a rerun takes over, then the coder's.
func (c *cycle) sample(ctx workflow.Context, n int, from draft) (program, *refusal, error) {
	if n > 0 || c.in.Taken == nil || c.in.Taken.Program == nil {
		return c.write(ctx, from)
	}
	old := c.in.Taken.Program
	c.rec.Model = c.in.Taken.Model
	if c.in.Rerun.From == genesis.StageVet {
		return c.take(ctx, genesis.CodeResult{Source: old.Source, Model: c.in.Taken.Model})
	}
	c.rec.Attempts++
	vet := genesis.VetResult{
		OK: true, Source: old.Source, CodeHash: old.Source.SHA256, CanonicalHash: old.Canon, Runtime: old.Runtime,
	}
	return c.vetted(ctx, genesis.CodeResult{Model: c.in.Taken.Model}, vet, 0)
}

// write has the coder write one program, and mend it with vet's words as often as the policy allows.
func (c *cycle) write(ctx workflow.Context, from draft) (program, *refusal, error) {
	var no *refusal
	mends := 0
	for range c.in.Policy.Repairs + 1 {
		code, err := c.code(ctx, from)
		if err != nil {
			return program{}, nil, err
		}
		vet, err := c.check(ctx, code)
		if err != nil {
			return program{}, nil, err
		}
		var p program
		p, no, err = c.vetted(ctx, code, vet, mends)
		if err != nil || no == nil || vet.OK {
			return p, no, err
		}
		from, mends = no.next, c.rec.Attempts
	}
	no.next = draft{} // three tries did not mend it: the next sample starts afresh
	return program{}, no, nil
}

// vetted notes a program and what vet said of it; mends is the number of the program that it mends, if any.
func (c *cycle) vetted(
	ctx workflow.Context, code genesis.CodeResult, vet genesis.VetResult, mends int,
) (program, *refusal, error) {
	done := genesis.Program{
		Attempt: c.rec.Attempts, Source: vet.Source, Canon: vet.CanonicalHash, Runtime: vet.Runtime, Verdict: "passed vet",
		Passed: vet.OK && vet.Duplicate == "" && vet.Similar == "", Vetted: vet.OK, Mends: mends,
	}
	if !code.Prompt.Empty() {
		done.Asked = &genesis.Asked{Prompt: code.Prompt, Answer: code.Answer, Model: code.Model, Form: code.Form}
	}
	var no *refusal
	switch {
	case vet.Duplicate != "":
		no = &refusal{stage: "validation", reason: "the same program as " + vet.Duplicate, known: true}
		no.next.previous = vet.Source
		no.next.feedback = "That program is already known as " + vet.Duplicate + ". Write one that acts differently."
		done.Verdict = no.reason
	case vet.Similar != "":
		no = &refusal{stage: "validation", known: true, reason: fmt.Sprintf(
			"it acts like %s in %.0f %% of the situations in which one of them acts", vet.Similar, 100*(1-vet.Distance))}
		no.next.previous = vet.Source
		no.next.feedback = "That program " + strings.TrimPrefix(no.reason, "it ") + ". Write one that acts differently."
		done.Verdict = no.reason
	case !vet.OK:
		said := problemWords(vet.Problems)
		no = &refusal{stage: "validation", reason: "vet refused it: " + said,
			next: draft{previous: vet.Source, problems: vet.Problems}}
		done.Verdict = said
	}
	c.rec.Programs = append(c.rec.Programs, done)
	c.diff = vet.Diff
	if no != nil {
		return program{}, no, c.refused(ctx, done.Verdict)
	}
	return program{name: c.plan.TraitName, model: code.Model, vet: vet}, nil, nil
}

func (c *cycle) code(ctx workflow.Context, from draft) (genesis.CodeResult, error) {
	if err := c.enter(ctx, genesis.StageCode, note{
		agent: genesis.AgentCoder, action: "code_started", message: c.writing(from),
		data: map[string]string{"plan_id": c.plan.PlanID},
	}); err != nil {
		return genesis.CodeResult{}, err
	}
	c.rec.Attempts++
	feedback := strings.TrimSpace(strings.Join(append([]string{from.feedback}, c.hints...), "\n"))
	in := genesis.CodeInput{
		WorldRef: c.ref(), Plan: c.plan, Problem: c.in.Trigger.ProblemType, Observation: c.obs, Attempt: c.rec.Attempts,
		Previous: from.previous, Problems: from.problems, Feedback: feedback,
		Model: c.in.Model, Asked: gate.Criteria(c.in.Trigger.ProblemType, c.in.Policy.MinTrialSupport), Tries: c.tries(),
	}
	if c.in.Trigger.Origin != genesis.OriginWatcher {
		in.Wish = c.in.Trigger.Reason
	}
	summary := fmt.Sprintf("write %s, program %d", c.plan.TraitName, c.rec.Attempts)
	var out genesis.CodeResult
	err := c.withModel(ctx, func() error {
		return c.do(ctx, llmOptions(c.in.Policy, summary), genesis.ActCode, in, &out)
	})
	if err == nil {
		c.rec.Model = out.Model
	}
	return out, err
}

// tries are the cycle's programs so far and what became of them.
func (c *cycle) tries() (told []string) {
	for _, p := range c.rec.Programs[max(0, len(c.rec.Programs)-policy.TriesTold):] {
		verdict := []rune(p.Verdict)
		told = append(told, fmt.Sprintf("program %d: %s", p.Attempt, string(verdict[:min(len(verdict), policy.TryChars)])))
	}
	return told
}

func (c *cycle) writing(from draft) string {
	n := c.rec.Attempts + 1
	switch {
	case len(from.problems) > 0:
		return fmt.Sprintf("Mending %s as program %d.", c.plan.TraitName, n)
	case from.feedback != "":
		return fmt.Sprintf("Writing %s anew as program %d, knowing what was wrong with the last one.", c.plan.TraitName, n)
	}
	return fmt.Sprintf("Writing program %d for %s.", n, c.plan.TraitName)
}

func (c *cycle) check(ctx workflow.Context, code genesis.CodeResult) (genesis.VetResult, error) {
	var out genesis.VetResult
	if err := c.enter(ctx, genesis.StageVet, note{
		agent: genesis.AgentCoder, action: "code_written",
		message: fmt.Sprintf("%s wrote program %d for %s (%d bytes).", code.Model, c.rec.Attempts, c.plan.TraitName,
			code.Source.Size),
		data: map[string]string{"plan_id": c.plan.PlanID, "source": code.Source.SHA256},
	}); err != nil {
		return out, err
	}
	in := genesis.VetInput{WorldRef: c.ref(), Source: code.Source, TraitName: c.plan.TraitName, Problem: c.in.Trigger.ProblemType}
	if t := c.newest(c.plan.TraitName); t != nil {
		in.Before = t.MutationID
	}
	if code.Model == byHand {
		in.ByHand = &c.plan
	}
	return out, c.do(ctx, vetOptions("vet "+c.plan.TraitName), genesis.ActVet, in, &out)
}

func (c *cycle) refused(ctx workflow.Context, why string) error {
	return c.tell(ctx, note{
		agent: genesis.AgentPatcher, action: "code_refused",
		message: fmt.Sprintf("Program %d was refused: %s", c.rec.Attempts, why),
		data:    map[string]string{"plan_id": c.plan.PlanID},
	})
}

// problemWords is the first of vet's complaints, and how many more there are.
func problemWords(problems []genesis.VetProblem) string {
	if len(problems) == 0 {
		return "no reason given"
	}
	first := fmt.Sprintf("line %d: %s", problems[0].Line, problems[0].Message)
	if more := len(problems) - 1; more > 0 {
		first += fmt.Sprintf(" (and %d more)", more)
	}
	return first
}

// try puts a program into paired forks of the world and weighs what it did there.
func (c *cycle) try(ctx workflow.Context, p program) (gate.Verdict, *refusal, error) {
	if err := c.enter(ctx, genesis.StageTrial, note{
		agent: genesis.AgentPatcher, action: "trial_started",
		message: fmt.Sprintf("%s passed vet. Trying it in %d pairs of forks of the world.", p.name, c.in.Policy.TrialPairs),
		data:    map[string]string{"plan_id": c.plan.PlanID},
	}); err != nil {
		return gate.Verdict{}, nil, err
	}
	version, replaces := c.versions(p.name)
	v, err := c.weigh(ctx, genesis.TrialInput{
		Source: p.vet.Source, TraitName: p.name, Version: version, Replaces: replaces,
		Adoption: policy.TrialAdoption,
	})
	if err != nil {
		return gate.Verdict{}, nil, err
	}
	c.rec.Programs[len(c.rec.Programs)-1].Verdict = v.Words
	if err := c.tell(ctx, trialNote(p.name, v)); err != nil || v.Pass {
		return v, nil, err
	}
	return v, &refusal{stage: "trial", reason: v.Words, next: draft{previous: p.vet.Source, feedback: c.lessons(p, v)}}, nil
}

// lessons are what a trial that failed tells the coder: how it failed, what was lost, and what vet thought odd.
func (c *cycle) lessons(p program, v gate.Verdict) string {
	told := v.Words
	if c.idle != "" {
		told += ". " + c.idle
	}
	if c.losses != "" {
		told += ". What it lost: " + c.losses
	}
	for _, w := range p.vet.Warnings {
		told += fmt.Sprintf(". Line %d: %s (%s)", w.Line, w.Message, w.Advice)
	}
	return told
}

// weigh tries a program in more and more pairs of forks until they tell, or there are as many as the policy allows.
func (c *cycle) weigh(ctx workflow.Context, in genesis.TrialInput) (gate.Verdict, error) {
	var pairs []genesis.TrialResult
	n, most := max(c.in.Policy.TrialPairs, 1), max(c.in.Policy.TrialPairs, c.in.Policy.TrialMaxPairs, 1)
	for {
		more, err := c.pairs(ctx, in, len(pairs), n)
		if err != nil {
			return gate.Verdict{}, err
		}
		pairs = append(pairs, more...)
		c.losses, c.idle = gate.Losses(pairs), gate.Idle(pairs)
		v := gate.Weigh(c.in.Trigger.ProblemType, c.in.Policy.MinTrialSupport, pairs, gate.LooksAt(c.in.Policy.TrialPairs, most))
		c.rec.Trial = c.trialSummary(v, pairs)
		if v.Sure || n >= most || futile(ctx, v, n, most) {
			return v, nil
		}
		if err := c.tell(ctx, note{
			agent: genesis.AgentPatcher, action: "trial_extended",
			message: fmt.Sprintf("%d pairs of forks can't tell yet (%s). Adding as many.", n, v.Words),
		}); err != nil {
			return v, err
		}
		n = min(2*n, most)
	}
}

// futile reports whether a trial in doubt is not worth more pairs. Cycles that began before this was asked go on without.
func futile(ctx workflow.Context, v gate.Verdict, n, most int) bool {
	return workflow.GetVersion(ctx, "futile-trials-end", workflow.DefaultVersion, 1) != workflow.DefaultVersion && v.Futile(n, most)
}

func (c *cycle) trialSummary(v gate.Verdict, pairs []genesis.TrialResult) *genesis.TrialSummary {
	s := &genesis.TrialSummary{
		Attempt: c.rec.Attempts, Pairs: len(pairs), Ticks: c.in.Policy.TrialTicks, Pass: v.Pass, Words: v.Words, Measures: v.Measures,
	}
	if len(pairs) > 0 {
		s.Film = pairs[0].Film
	}
	return s
}

func trialNote(name string, v gate.Verdict) note {
	action, speaks := "trial_failed", "against"
	if v.Pass {
		action, speaks = "trial_passed", "for"
	}
	message := fmt.Sprintf("The trial speaks %s %s: %s", speaks, name, v.Words)
	return note{agent: genesis.AgentPatcher, action: action, message: message}
}

// versions guesses the version that the trial runs as; Save assigns the real one.
func (c *cycle) versions(name string) (version, replaces int) {
	if t := c.newest(name); t != nil {
		replaces = t.Version
	}
	return replaces + 1, replaces
}

// newest is the newest version of a trait that the world has, or nil.
func (c *cycle) newest(name string) (newest *genesis.TraitRef) {
	for i, t := range c.obs.Traits {
		if t.Name == name && (newest == nil || t.Version > newest.Version) {
			newest = &c.obs.Traits[i]
		}
	}
	return newest
}

// pairs runs the pairs of one trial from a number on side by side.
func (c *cycle) pairs(ctx workflow.Context, in genesis.TrialInput, from, until int) ([]genesis.TrialResult, error) {
	in.WorldRef, in.Fork, in.Ticks = c.ref(), c.obs.Fork, c.in.Policy.TrialTicks
	results := make([]genesis.TrialResult, until-from)
	tries := make([]workflow.Future, len(results))
	for i := range tries {
		in.Seed, in.Film = trialSeed(c.in.CycleID, c.rec.Attempts, from+i), from+i == 0
		summary := fmt.Sprintf("pair %d of %d", from+i+1, until)
		tries[i] = c.start(ctx, trialOptions(in.Ticks, summary), genesis.ActTrial, in).future(ctx, &results[i])
	}
	for _, f := range tries {
		if err := f.Get(ctx, nil); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// trialSeed gives every pair of every trial of every cycle its own randomness, the same one in a replay.
func trialSeed(cycleID string, attempt, pair int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d/%d", cycleID, attempt, pair)
	return h.Sum64()
}
