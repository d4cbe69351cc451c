package evobench

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/evolution"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Scale of a cycle, smaller than in the system so that a life of many cycles takes minutes. Everything else is that of
// evolution.Cycle, as in the system.
const (
	adoption    = .5 // share of newborns that get the trait in a canary
	canaryShare = .3 // share of a cycle's ticks
	tickRate    = 16 // of a world that keeps its rate [ms per tick]
	heldOut     = 12 // pairs that measure a kept trait again, on seeds that no gate has seen
	triedShown  = 8  // earlier cycles shown to the architect
)

// tried is the result of an earlier cycle, as shown to the architect.
type tried struct{ prompts.Try }

// policy returns the policy of the life's cycles.
func (l *life) policy() genesis.CyclePolicy {
	return genesis.CyclePolicy{
		TrialPairs: l.TrialPairs, TrialMaxPairs: l.TrialMaxPairs, TrialTicks: l.TrialTicks,
		MinTrialSupport: policy.MinSupport,
		CanaryTicks:     l.window(), CanaryAdoption: adoption, TickRateMs: tickRate, Repairs: policy.Repairs,
		Samples: l.Samples,
	}
}

// window returns the length of a canary's window [ticks].
func (l *life) window() int { return max(1, int(canaryShare*float64(l.LifeTicks))) }

// world names the life's world, from which the seeds of its trials are derived.
func (l *life) world() string { return fmt.Sprintf("%s-%d", l.name, l.seed) }

// trigger returns a trigger as a person would send it.
func (l *life) trigger() genesis.EvolutionTrigger {
	return genesis.EvolutionTrigger{ProblemType: l.problem, Severity: genesis.SeverityMedium, Origin: genesis.OriginUser}
}

// cycle runs one evolution cycle, the same one that the system runs, and reports its result.
func (l *life) cycle(ctx context.Context, n int) (CycleReport, error) {
	s := newSteps(ctx, l)
	c := &evolution.Cycle{In: genesis.CycleInput{
		World: l.world(), CycleID: genesis.CycleID(l.world(), n), Number: n, Trigger: l.trigger(), Policy: l.policy(),
	}}
	e := &evolution.Ending{Outcome: genesis.OutcomeApplied}
	if err := c.Run(s); err != nil && !errors.As(err, &e) {
		return CycleReport{}, err
	}
	if err := errors.Join(c.Undo(s, e), c.End(s, e)); err != nil {
		return CycleReport{}, err
	}
	r := CycleReport{
		Number: n, Trait: c.Plan.TraitName, Action: c.Plan.ActionType, Programs: c.Record.Attempts,
		Outcome: c.Record.Outcome, Reason: c.Record.Reason, Effect: c.Verdict.Effect, Low: c.Verdict.Low,
	}
	l.remember(c.Plan, r)
	if r.Outcome != genesis.OutcomeApplied {
		return r, nil
	}
	return r, l.measure(s, &r)
}

func (l *life) remember(p genesis.EvolutionPlan, r CycleReport) {
	l.tried = append(l.tried, tried{prompts.Try{Outcome: r.Outcome, Trait: p.TraitName, Description: p.Description,
		Reason: r.Reason}})
}

// random loads a program that has passed vet, without any further judgement.
func (l *life) random(ctx context.Context, n int) (CycleReport, error) {
	s := newSteps(ctx, l)
	ref := genesis.WorldRef{World: l.world(), CycleID: genesis.CycleID(l.world(), n)}
	seen, err := s.Observe(ref)
	if err != nil {
		return CycleReport{}, err
	}
	out, err := s.Plan(genesis.PlanInput{WorldRef: ref, Number: n, Trigger: l.trigger(), Observation: seen})
	if err != nil {
		return CycleReport{}, err
	}
	r := CycleReport{Number: n, Trait: out.Plan.TraitName, Action: out.Plan.ActionType, Outcome: genesis.OutcomeRejected}
	for r.Programs <= l.Samples && r.Outcome == genesis.OutcomeRejected {
		r.Programs++
		if err := l.addRandomTrait(s, ref, out.Plan, &r); err != nil {
			return r, err
		}
	}
	l.remember(out.Plan, r)
	if r.Outcome != genesis.OutcomeApplied {
		return r, nil
	}
	return r, l.measure(s, &r)
}

// addRandomTrait has a random program written and loads it into the world if it is new.
func (l *life) addRandomTrait(s *steps, ref genesis.WorldRef, plan genesis.EvolutionPlan, r *CycleReport) error {
	code, err := s.Code(genesis.CodeInput{WorldRef: ref, Plan: plan, Problem: l.problem, Attempt: r.Programs})
	if err != nil {
		return err
	}
	vet, err := s.Vet(genesis.VetInput{WorldRef: ref, Source: code.Source, TraitName: plan.TraitName, Problem: l.problem})
	if err != nil {
		return err
	}
	if !vet.OK || vet.Duplicate != "" {
		r.Reason = "known already or refused"
		return nil
	}
	saved, err := s.Save(genesis.SaveInput{WorldRef: ref, Source: vet.Source, TraitName: plan.TraitName,
		CanonicalHash: vet.CanonicalHash})
	if err != nil {
		return err
	}
	if _, _, err := s.Load(genesis.LoadInput{WorldRef: ref, MutationID: saved.MutationID,
		Adoption: adoption}); err != nil {
		return err
	}
	if err := s.Rest(time.Duration(l.window()*tickRate)*time.Millisecond, ""); err != nil {
		return err
	}
	// harmless, because nothing shows that it helps
	in := genesis.MutationRef{WorldRef: ref, MutationID: saved.MutationID, Kept: genesis.KeptHarmless}
	if r.Outcome, r.Reason = genesis.OutcomeRolledBack, "the engine switched it off"; !l.loaded(s.saved) {
		return s.Rollback(in)
	}
	r.Outcome, r.Reason = genesis.OutcomeApplied, "nobody judges"
	return s.Keep(in)
}

// measure tries a kept trait on seeds that no gate has seen, in the world into which it was loaded.
func (l *life) measure(s *steps, r *CycleReport) error {
	asked := make([]genesis.TrialInput, heldOut)
	for i := range asked {
		asked[i] = genesis.TrialInput{
			Fork: s.first, Source: s.saved.source, TraitName: s.saved.name, Version: s.saved.version,
			Seed: seedOf(fmt.Sprintf("held out/%d", r.Number), l.seed, i), Ticks: l.TrialTicks, Adoption: policy.TrialAdoption,
		}
	}
	pairs, err := s.Trial(asked, 0)
	if err != nil {
		return err
	}
	var gains []float64
	for _, pair := range pairs {
		gains = append(gains, pair.Treated.Production()-pair.Control.Production())
	}
	i := IntervalOf(gains)
	r.HeldOut = &i
	return nil
}

func seedOf(what string, seed uint64, n int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d/%d", what, seed, n)
	return h.Sum64()
}
