package synth

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Options configure a synth.
type Options struct {
	Seed   uint64       // the same seed and the same request produce the same answer
	Effort float64      // of the search; 1 is about five seconds of one core, 0 means 1, below 0 skips the trials
	Log    *slog.Logger // nil disables logging
}

// synth answers requests. It runs one search at a time.
type synth struct {
	Options
	turn   chan struct{}     // held by the search that is running
	starts map[string][]byte // checkpoints of trial worlds, by the traits that live in them
}

func newSynth(o Options) *synth {
	if o.Effort == 0 {
		o.Effort = 1
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &synth{Options: o, starts: map[string][]byte{}, turn: make(chan struct{}, 1)}
}

// answer returns the text that the request asks for, or the error of ctx if it ends first.
func (s *synth) answer(ctx context.Context, r request) (string, error) {
	if r.plan {
		return answerPlan(r), nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	found, err := s.search(ctx, r)
	if err != nil {
		return "", fmt.Errorf("search for a program: %w", err)
	}
	t := themeOf(r.trait, r.about, found.genome)
	s.Log.Info("wrote a program", "trait", r.trait, "theme", t.name, "rules", len(found.genome.Rules),
		"parents", len(r.parents()), "gain", found.gain, "tried", found.tried)
	if r.rules() {
		return found.genome.JSON(), nil
	}
	text := found.genome.Source(t.about)
	if r.fenced {
		text = "```go\n" + strings.TrimSpace(text) + "\n```\n"
	}
	return text, nil
}

// searchGoal is what a search aims for.
type searchGoal struct {
	theme   theme
	problem genesis.Problem
	parents []Genome
	avoid   []signature.Signature // signatures of kept and of already tried programs
}

func searchGoalOf(r request) searchGoal {
	p := searchGoal{theme: themeOf(r.trait, r.about, Genome{}), problem: r.problem, parents: r.parents()}
	for _, s := range r.kept {
		p.avoid = append(p.avoid, s.gene.Signature())
		if r.action == genesis.ActionModifyTrait && s.of(r.trait) {
			p.parents = []Genome{s.gene, s.gene, s.gene} // versions of this trait weigh more
			p.theme = themeOf("", "", s.gene)
		}
	}
	for _, s := range r.tried {
		p.avoid = append(p.avoid, s.gene.Signature())
	}
	return p
}

// novel reports whether the signature differs enough from all that the search must avoid.
func (p searchGoal) novel(s signature.Signature) bool {
	at, _ := s.Nearest(p.avoid, policy.TooSimilar)
	return at < 0
}
