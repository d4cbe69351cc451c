package evobench

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// Plan implements evolution.Steps: it asks the architect what to do.
func (s *steps) Plan(in genesis.PlanInput) (genesis.PlanResult, error) {
	p := prompts.Plan{
		CycleID: in.CycleID, Problem: in.Trigger.ProblemType, Area: in.Trigger.ProblemType.Area(),
		Severity: in.Trigger.Severity,
		Tick:     in.Observation.Tick, Vitals: in.Observation.Vitals, Traits: in.Observation.Traits, Asked: in.Asked,
	}
	for _, name := range prompts.Tunable {
		p.Params = append(p.Params, prompts.Value{Name: name, Value: in.Observation.Params[name]})
	}
	for _, t := range slices.Backward(s.l.tried[max(0, len(s.l.tried)-triedShown):]) {
		p.Tried = append(p.Tried, t.Try)
	}
	plan, err := s.l.writer.plan(s.ctx, p)
	return genesis.PlanResult{Plan: plan, Model: synth.Model}, err
}

func (l *life) vitals() genesis.Vitals {
	if n := len(l.snaps); n > 0 {
		return l.snaps[n-1].Vitals()
	}
	return l.engine.Snapshot().Vitals()
}

// Code implements evolution.Steps: it asks the coder. It shows the coder the kept traits, best first, or the worked
// examples if there are few. A random program must have no parents.
func (s *steps) Code(in genesis.CodeInput) (genesis.CodeResult, error) {
	c := prompts.Code{
		CycleID: in.CycleID, Attempt: in.Attempt, Problem: in.Problem, Asked: in.Asked, Tries: in.Tries,
		Problems: in.Problems,
		Feedback: in.Feedback,
	}
	if !in.Previous.Empty() {
		c.Numbered = prompts.Number(string(s.blobs[in.Previous]))
	}
	if s.l.arm != ArmRandom {
		s.l.learn(in.Plan, &c)
	}
	source, err := s.l.writer.code(s.ctx, in.Plan, c)
	return genesis.CodeResult{Source: s.put(source), Model: synth.Model}, err
}

// learn adds the sources from which the coder is to learn.
func (l *life) learn(plan genesis.EvolutionPlan, c *prompts.Code) {
	best := slices.DeleteFunc(slices.Clone(l.mutations), func(m *mutation) bool { return m.kept == "" })
	slices.SortStableFunc(best, func(a, b *mutation) int { return cmp.Compare(b.score, a.score) })
	var kept []prompts.Example
	for _, m := range best {
		e := prompts.Example{ID: genesis.TraitID(m.name, m.version), About: "kept", Source: body(string(m.text))}
		if plan.ActionType == genesis.ActionModifyTrait && m.name == plan.TraitName {
			c.Change = &e
		}
		kept = append(kept, e)
	}
	c.Kept, c.Examples = prompts.Shown(kept)
}

// body returns a file without its head.
func body(source string) string { return source[strings.Index(source, "func "):] }

// Vet implements evolution.Steps: it checks a program and whether it is new.
func (s *steps) Vet(in genesis.VetInput) (genesis.VetResult, error) {
	source, mends := sandbox.Mend(s.blobs[in.Source])
	r, err := sandbox.VetContext(s.ctx, source, sandbox.Options{})
	if err != nil {
		return genesis.VetResult{}, err
	}
	out := genesis.VetResult{
		OK: r.OK, Source: s.put(source), CodeHash: r.Hash, CanonicalHash: r.CanonicalHash, Problems: r.Problems, Mends: mends,
		Warnings: r.Warnings, Runtime: r.Runtime,
	}
	if !r.OK {
		return out, nil
	}
	for _, m := range s.l.mutations {
		if m.canon == r.CanonicalHash {
			out.Duplicate = m.id
			return out, nil
		}
	}
	acts, err := s.l.acts(source)
	if err != nil {
		return out, err
	}
	out.Signature = acts.String()
	ids, known := s.l.similar(in.TraitName)
	if at, distance := acts.Nearest(known, gate.Alike(in.Problem)); at >= 0 {
		out.Similar, out.Distance = ids[at], distance
	}
	return out, nil
}

// acts returns the behavioral signature of a vetted program.
func (l *life) acts(source []byte) (signature.Signature, error) {
	factory, err := l.loader.Load(source)
	if err != nil {
		return signature.Signature{}, err
	}
	program, err := factory.New()
	if err != nil {
		return signature.Signature{}, err
	}
	defer program.Close()
	return signature.Of(program), nil
}
