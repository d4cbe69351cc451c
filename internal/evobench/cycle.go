package evobench

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Numbers of a cycle, as the system's.
const (
	triedShown  = 8 // earlier cycles in the architect's
	adoption    = .5
	heldOut     = 12 // pairs that measure a kept trait anew, on seeds that no gate has seen
	canaryShare = .3 // of a cycle's ticks
	pairStep    = 0x9e3779b97f4a7c15
)

// keptTrait is one that the life has kept.
type keptTrait struct {
	name    string
	version int
	source  string
	gain    float64
}

// tried is what an earlier cycle came to.
type tried struct{ prompts.Try }

// program is a vetted source.
type program struct {
	source  []byte
	version int
}

// cycle carries out one evolution cycle and tells what came of it.
func (l *life) cycle(ctx context.Context, n int) (CycleReport, error) {
	fork, err := l.engine.Checkpoint()
	if err != nil {
		return CycleReport{}, err
	}
	id := genesis.CycleID(l.name, n)
	plan, err := l.plan(ctx, id)
	if err != nil {
		return CycleReport{}, err
	}
	r := CycleReport{Number: n, Trait: plan.TraitName, Action: plan.ActionType}
	chosen, verdict, err := l.choose(ctx, id, plan, fork, &r)
	if err != nil || chosen.source == nil {
		l.remember(plan, genesis.OutcomeRejected, r.Reason)
		return r, err
	}
	if r.Outcome, r.Reason, err = l.deploy(ctx, plan.TraitName, chosen); err != nil {
		return r, err
	}
	l.remember(plan, r.Outcome, r.Reason)
	if r.Outcome != genesis.OutcomeApplied {
		return r, nil
	}
	l.kept = slices.DeleteFunc(l.kept, func(k keptTrait) bool { return k.name == plan.TraitName })
	l.kept = append(l.kept, keptTrait{plan.TraitName, chosen.version, string(chosen.source), verdict.Effect})
	return r, l.measure(ctx, plan.TraitName, chosen, fork, &r)
}

// plan asks the architect what to do.
func (l *life) plan(ctx context.Context, id string) (genesis.EvolutionPlan, error) {
	p := prompts.Plan{CycleID: id, Problem: l.problem, Area: l.problem.Area(), Severity: genesis.SeverityMedium, Tick: l.engine.Now(),
		Vitals: l.vitals()}
	for _, name := range prompts.Tunable {
		p.Params = append(p.Params, prompts.Value{Name: name, Value: l.engine.Param(name)})
	}
	for _, t := range l.engine.Registry().Traits {
		if t.Generated {
			p.Traits = append(p.Traits, genesis.TraitRef{Name: t.Name, Version: t.Version, Bearers: t.Bearers})
		}
	}
	for _, t := range slices.Backward(l.tried[max(0, len(l.tried)-triedShown):]) {
		p.Tried = append(p.Tried, t.Try)
	}
	return l.writer.plan(ctx, p)
}

func (l *life) vitals() genesis.Vitals {
	if n := len(l.snaps); n > 0 {
		return l.snaps[n-1].Vitals()
	}
	return l.engine.Snapshot().Vitals()
}

func (l *life) remember(p genesis.EvolutionPlan, o genesis.Outcome, reason string) {
	l.tried = append(l.tried, tried{prompts.Try{Outcome: o, Trait: p.TraitName, Description: p.Description, Reason: reason}})
}

// choose has programs written until one passes vet and trial; for the arm without selection, vet alone. An empty
// program means that none did.
func (l *life) choose(ctx context.Context, id string, plan genesis.EvolutionPlan, fork []byte, r *CycleReport) (
	best program, v gate.Verdict, err error) {
	feedback, last := "", ""
	for attempt := 1; attempt <= l.Samples+1; attempt++ {
		c := l.ask(id, plan, attempt)
		c.Feedback, c.Numbered = feedback, last
		source, err := l.writer.code(ctx, plan, c)
		if err != nil {
			return best, v, err
		}
		r.Programs++
		checked := sandbox.Vet(source, sandbox.Options{})
		switch {
		case !checked.OK:
			return best, v, fmt.Errorf("synth's program was refused: %w\n%s", checked.Err(), source)
		case l.known[checked.CanonicalHash]:
			r.Outcome, r.Reason, feedback = genesis.OutcomeRejected, "known already", "That program is already known."
			continue
		}
		p := program{source: source, version: l.version(plan.TraitName)}
		if l.arm == ArmRandom {
			l.known[checked.CanonicalHash] = true
			return p, v, nil
		}
		if v, err = l.weigh(ctx, plan.TraitName, p, fork, seedOf(id, l.seed, attempt)); err != nil {
			return best, v, err
		}
		if v.Pass {
			l.known[checked.CanonicalHash] = true
			r.Effect, r.Low = v.Effect, v.Low
			return p, v, nil
		}
		r.Outcome, r.Reason, feedback, last = genesis.OutcomeRejected, v.Words, v.Words, prompts.Number(string(source))
	}
	return best, v, nil
}

// weigh tries a program in pairs of forks, and in as many again while they can't tell.
func (l *life) weigh(ctx context.Context, name string, p program, fork []byte, seed uint64) (v gate.Verdict, err error) {
	var pairs []genesis.TrialResult
	most := max(l.TrialPairs, l.TrialMaxPairs)
	for n := l.TrialPairs; ; n = min(2*n, most) {
		more, err := l.pairs(ctx, name, p, fork, seed+uint64(len(pairs))*pairStep, n-len(pairs))
		if err != nil {
			return v, err
		}
		pairs = append(pairs, more...)
		if v = gate.Weigh(l.problem, policy.MinSupport, pairs, gate.LooksAt(l.TrialPairs, most)); v.Sure || n == most || v.Futile(n, most) {
			return v, nil
		}
	}
}

// ask is the coder's prompt: what was kept, the best first, or the worked examples where little was. A random program
// is to have no parents.
func (l *life) ask(id string, plan genesis.EvolutionPlan, attempt int) prompts.Code {
	c := prompts.Code{CycleID: id, Attempt: attempt, Problem: l.problem}
	if l.arm == ArmRandom {
		return c
	}
	best := slices.Clone(l.kept)
	slices.SortStableFunc(best, func(a, b keptTrait) int { return cmp.Compare(b.gain, a.gain) })
	var kept []prompts.Example
	for _, k := range best {
		e := prompts.Example{ID: genesis.TraitID(k.name, k.version), About: "kept", Source: body(k.source)}
		if plan.ActionType == genesis.ActionModifyTrait && k.name == plan.TraitName {
			c.Change = &e
		}
		kept = append(kept, e)
	}
	c.Kept, c.Examples = prompts.Shown(kept)
	return c
}

// body is a file without its head.
func body(source string) string { return source[strings.Index(source, "func "):] }

func (l *life) version(name string) int {
	version := 1
	for _, t := range l.engine.Registry().Traits {
		if t.Name == name {
			version = max(version, t.Version+1)
		}
	}
	return version
}

// pairs runs paired forks of the world, as a trial does.
func (l *life) pairs(ctx context.Context, name string, p program, fork []byte, seed uint64, n int) (
	results []genesis.TrialResult, err error) {
	for i := range n {
		r, err := engine.Trial(fork, engine.TrialOptions{
			Loader: l.loader, Source: p.source, Name: name, Version: p.version, Seed: seed + uint64(i)*pairStep,
			Ticks: l.TrialTicks, Adoption: adoption, Progress: func(int) error { return ctx.Err() },
		})
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// deploy loads a program, watches its canary and keeps it, or takes it out again.
func (l *life) deploy(ctx context.Context, name string, p program) (genesis.Outcome, string, error) {
	load := &genesis.TraitLoad{Name: name, Version: p.version, Source: string(p.source), Adoption: adoption}
	if err := do(l.engine, genesis.Command{Kind: genesis.CmdLoad, Trait: load}); err != nil {
		return "", "", err
	}
	from, window := l.engine.Now(), int(canaryShare*float64(l.LifeTicks))
	l.shadow.load(name, p.version, adoption, l.engine.Registry())
	var j gate.Judgement
	for !j.Keep && !j.Revert { // a second time if the window has not told
		if err := l.pass(ctx, window); err != nil {
			return "", "", err
		}
		j = gate.JudgeCanary(l.problem, l.engine.Canary(name, p.version), from, window)
	}
	if l.arm == ArmRandom && l.loaded(name, p.version) {
		j = gate.Judgement{Keep: true, Words: "nobody judges"}
	}
	which := &genesis.TraitLoad{Name: name, Version: p.version}
	defer func() { l.shadow.sync(l.engine.Registry()) }()
	if j.Keep {
		return genesis.OutcomeApplied, j.Words, do(l.engine, genesis.Command{Kind: genesis.CmdKeep, Trait: which})
	}
	if !l.loaded(name, p.version) {
		return genesis.OutcomeRolledBack, j.Words, nil
	}
	return genesis.OutcomeRolledBack, j.Words, do(l.engine, genesis.Command{Kind: genesis.CmdUnload, Trait: which})
}

func (l *life) loaded(name string, version int) bool {
	return slices.ContainsFunc(l.engine.Registry().Traits, func(t engine.LoadedTrait) bool {
		return t.Name == name && t.Version == version
	})
}

// measure tries a kept trait on seeds that no gate has seen, in the world that it came into.
func (l *life) measure(ctx context.Context, name string, p program, fork []byte, r *CycleReport) error {
	pairs, err := l.pairs(ctx, name, p, fork, seedOf("held out", l.seed, r.Number), heldOut)
	if err != nil {
		return err
	}
	var gains []float64
	for _, pair := range pairs {
		gains = append(gains, pair.Treated.Production()-pair.Control.Production())
	}
	i := interval(gains)
	r.HeldOut = &i
	return nil
}

func seedOf(what string, seed uint64, n int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d/%d", what, seed, n)
	return h.Sum64()
}
