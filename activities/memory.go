package activities

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	remembered         = 60  // earlier cycles that are looked back on
	maxTriesShown      = 8   // of them one by one
	maxFailuresShown   = 3   // commonest ways to fail
	maxRejectionsShown = 2   // of the programs of an earlier cycle
	maxRejectionChars  = 100 // of each
)

// memory reads what earlier cycles came to.
func memory(ctx context.Context, store *redisstore.Store, except string, problem genesis.Problem) (
	tried []prompts.Try, sums []string, err error) {
	cycles, _, err := store.Cycles(ctx, remembered+1, "")
	if err != nil {
		return nil, nil, err
	}
	cycles = slices.DeleteFunc(cycles,
		func(c genesis.Cycle) bool { return c.ID == except || c.Outcome == "" || c.Plan == nil })
	return recent(cycles, problem), distil(cycles, problem), nil
}

// recent are the cycles that are told one by one: half of the places go to the newest, the others first to those
// against the same problem, so that other troubles do not wash away what was learnt of this one. Newest first.
func recent(cycles []genesis.Cycle, problem genesis.Problem) (tried []prompts.Try) {
	told := map[string]bool{}
	choose := func(most int, fits func(genesis.Cycle) bool) {
		for _, c := range cycles {
			if len(told) < most && fits(c) {
				told[c.ID] = true
			}
		}
	}
	each := func(genesis.Cycle) bool { return true }
	choose(maxTriesShown/2, each)
	choose(maxTriesShown, func(c genesis.Cycle) bool { return c.Trigger.ProblemType == problem })
	choose(maxTriesShown, each)
	for _, c := range cycles {
		if told[c.ID] {
			tried = append(tried, prompts.Try{
				Outcome: c.Outcome, Trait: subject(c), Description: line(c.Plan.Description, 160), Reason: line(lesson(c), 360),
			})
		}
	}
	return tried
}

// subject is what a cycle was about.
func subject(c genesis.Cycle) string { return cmp.Or(c.Plan.TraitName, string(c.Plan.ActionType)) }

// distil sums the cycles against a problem up in a few lines: how many were kept, which, and what the others failed by.
func distil(cycles []genesis.Cycle, problem genesis.Problem) (sums []string) {
	outcomes, failures := map[genesis.Outcome]int{}, map[string]int{}
	var kept []string
	all := 0
	for _, c := range cycles {
		if c.Trigger.ProblemType != problem {
			continue
		}
		all++
		outcomes[c.Outcome]++
		if c.Outcome == genesis.OutcomeApplied {
			if name := subject(c); !slices.Contains(kept, name) {
				kept = append(kept, name)
			}
		} else if why := cause(c.Reason); why != "" {
			failures[why]++
		}
	}
	if all == 0 {
		return nil
	}
	sums = append(sums, fmt.Sprintf("of %d cycles against %s: %s", all, problem, counts(outcomes, len(outcomes))))
	if len(kept) > 0 {
		sums = append(sums, "kept: "+line(strings.Join(kept, ", "), 300))
	}
	if len(failures) > 0 {
		sums = append(sums, "commonest reasons to fail: "+counts(failures, maxFailuresShown))
	}
	return sums
}

var (
	afterPrograms = regexp.MustCompile(`^after \d+ programs?: `)
	figure        = regexp.MustCompile(`\(?e-value [^)]*\)?|[-+]?\d+(\.\d+)?`)
)

// cause is what a reason begins with, without the figures, so that equal causes count together.
func cause(reason string) string {
	first, _, _ := strings.Cut(afterPrograms.ReplaceAllString(reason, ""), ";")
	return line(figure.ReplaceAllString(first, "…"), 80)
}

// counts lists the commonest few.
func counts[K ~string](of map[K]int, most int) string {
	names := slices.SortedFunc(maps.Keys(of),
		func(a, b K) int { return cmp.Or(of[b]-of[a], strings.Compare(string(a), string(b))) })
	var said []string
	for _, name := range names[:min(most, len(names))] {
		said = append(said, fmt.Sprintf("%d × %s", of[name], name))
	}
	return strings.Join(said, ", ")
}

// lesson is what an earlier cycle came to and why, with the figures of its trial and its canary and what vet said of
// its programs. Seeds that gate are never part of it.
func lesson(c genesis.Cycle) string {
	reason := c.Reason
	if c.Outcome == genesis.OutcomeApplied {
		reason = "" // it only says so
	} else if c.Trial != nil {
		reason, _, _ = strings.Cut(reason, "; bearers netted") // the figures follow
	}
	parts := []string{line(reason, 160)}
	if c.Trial != nil {
		parts = append(parts, measures(*c.Trial))
	}
	if c.Canary != nil {
		parts = append(parts, fmt.Sprintf("canary: evidence of benefit %.2g, of harm %.2g", c.Canary.Benefit, c.Canary.Harm))
	}
	told := 0
	for _, p := range c.Programs {
		if !p.Passed && p.Verdict != "" && told < maxRejectionsShown && !strings.Contains(c.Reason, p.Verdict) {
			parts = append(parts, "refused: "+line(p.Verdict, maxRejectionChars))
			told++
		}
	}
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "; ")
}

// measures are the figures of a trial that something was asked of.
func measures(t genesis.TrialSummary) string {
	var said []string
	for _, m := range t.Measures {
		if m.Gate != "" {
			said = append(said, fmt.Sprintf("%s %.3g (%.3g to %.3g)", m.Name, m.Mean, m.Low, m.High))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "trial: " + strings.Join(said, ", ")
}
