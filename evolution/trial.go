package evolution

import (
	"fmt"
	"hash/fnv"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// try runs a program in paired forks of the world and judges its effect.
func (c *Cycle) try(s Steps, p program) (*rejection, error) {
	if err := s.Enter(genesis.StageTrial, Note{
		Agent: genesis.AgentPatcher, Action: "trial_started",
		Message: fmt.Sprintf("%s passed vet. Trying it in %d pairs of forks of the world.", p.name, c.In.Policy.TrialPairs),
		Data:    map[string]string{"plan_id": c.Plan.PlanID},
	}); err != nil {
		return nil, err
	}
	version, replaces := c.versions(p.name)
	v, err := c.weigh(s, genesis.TrialInput{
		Source: p.vet.Source, TraitName: p.name, Version: version, Replaces: replaces,
		Adoption: policy.TrialAdoption,
	})
	if err != nil {
		return nil, err
	}
	c.Record.Programs[len(c.Record.Programs)-1].Verdict = v.Words
	if err := s.Tell(trialNote(p.name, v)); err != nil || v.Pass {
		return nil, err
	}
	return &rejection{stage: "trial", reason: v.Words, next: draft{previous: p.vet.Source, feedback: c.lessons(p, v)}}, nil
}

// lessons are the feedback that the coder gets after a failed trial: the verdict, the lines that never ran, the losses,
// and vet's warnings.
func (c *Cycle) lessons(p program, v gate.Verdict) string {
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

// weigh runs pairs of forks until the verdict is certain, more pairs would hardly change it, or the policy's limit is
// reached. The number of pairs doubles each time. Because the data is evaluated several times, gate.LooksAt tells
// gate.Weigh how many looks to correct for.
func (c *Cycle) weigh(s Steps, in genesis.TrialInput) (gate.Verdict, error) {
	var pairs []genesis.TrialResult
	n, most := max(c.In.Policy.TrialPairs, 1), max(c.In.Policy.TrialPairs, c.In.Policy.TrialMaxPairs, 1)
	for {
		more, err := c.pairs(s, in, len(pairs), n)
		if err != nil {
			return gate.Verdict{}, err
		}
		pairs = append(pairs, more...)
		c.losses, c.idle = gate.Losses(pairs), gate.Idle(pairs)
		v := gate.Weigh(c.In.Trigger.ProblemType, c.In.Policy.MinTrialSupport, pairs,
			gate.LooksAt(c.In.Policy.TrialPairs, most))
		c.weighed(v, pairs)
		if v.Sure || n >= most || s.Does(FutileTrialsEnd) && v.Futile(n, most) {
			return v, nil
		}
		if err := s.Tell(Note{
			Agent: genesis.AgentPatcher, Action: "trial_extended",
			Message: fmt.Sprintf("%d pairs of forks can't tell yet (%s). Adding as many.", n, v.Words),
		}); err != nil {
			return v, err
		}
		n = min(2*n, most)
	}
}

// weighed notes the current verdict of a trial in the record.
func (c *Cycle) weighed(v gate.Verdict, pairs []genesis.TrialResult) {
	c.Verdict = v
	c.Record.Trial = &genesis.TrialSummary{
		Attempt: c.Record.Attempts, Pairs: len(pairs), Ticks: c.In.Policy.TrialTicks, Pass: v.Pass, Words: v.Words,
		Measures: v.Measures,
	}
	if len(pairs) > 0 {
		c.Record.Trial.Film = pairs[0].Film
	}
}

// pairs runs the pairs [from, until) of a trial. Only pair 0 is filmed. If Redis has lost the fork, the world is
// observed again and the pairs run on the new fork.
func (c *Cycle) pairs(s Steps, in genesis.TrialInput, from, until int) ([]genesis.TrialResult, error) {
	in.WorldRef, in.Fork, in.Ticks = c.ref(), c.Observed.Fork, c.In.Policy.TrialTicks
	asked := make([]genesis.TrialInput, until-from)
	for i := range asked {
		in.Seed, in.Film = trialSeed(c.In.CycleID, c.Record.Attempts, from+i), from+i == 0
		asked[i] = in
	}
	for {
		results, err := s.Trial(asked, from)
		again, err := c.again(s, err, genesis.LostFork)
		if !again {
			return results, err
		}
		if err := c.snapshotWorld(s); err != nil {
			return nil, err
		}
		for i := range asked {
			asked[i].Fork = c.Observed.Fork
		}
	}
}

// trialSeed derives a seed for one pair of one trial. It depends only on its arguments, so a replay of the workflow
// gets the same one.
func trialSeed(cycleID string, attempt, pair int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d/%d", cycleID, attempt, pair)
	return h.Sum64()
}

// versions predicts the version that the trial runs as; Save assigns the real one.
func (c *Cycle) versions(name string) (version, replaces int) {
	if t := c.newest(name); t != nil {
		replaces = t.Version
	}
	return replaces + 1, replaces
}

// newest is the newest version of a trait that is loaded in the world, or nil.
func (c *Cycle) newest(name string) (newest *genesis.TraitRef) {
	for i, t := range c.Observed.Traits {
		if t.Name == name && (newest == nil || t.Version > newest.Version) {
			newest = &c.Observed.Traits[i]
		}
	}
	return newest
}
