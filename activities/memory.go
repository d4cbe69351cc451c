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
	remembered         = 60  // earlier cycles that are considered
	maxTriesShown      = 8   // of these, shown individually
	maxFailuresShown   = 3   // most common reasons of failure
	maxRejectionsShown = 2   // rejected programs of one earlier cycle
	maxRejectionChars  = 100 // characters of each rejection
)

// memory reads the results of earlier cycles.
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

// recent selects the cycles that the prompt shows individually, newest first. Half of the places go to the newest
// cycles and the rest first to cycles against the same problem, so that cycles against other problems do not displace
// what was learnt about this one.
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

// subject returns the trait or the action that a cycle was about.
func subject(c genesis.Cycle) string { return cmp.Or(c.Plan.TraitName, string(c.Plan.ActionType)) }

// distil summarises the cycles against a problem in a few lines: how many were kept, which ones, and why the others
// failed.
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

// cause returns the beginning of a reason without its figures, so that equal causes are counted together.
func cause(reason string) string {
	first, _, _ := strings.Cut(afterPrograms.ReplaceAllString(reason, ""), ";")
	return line(figure.ReplaceAllString(first, "…"), 80)
}

// counts lists the most common entries.
func counts[K ~string](of map[K]int, most int) string {
	names := slices.SortedFunc(maps.Keys(of),
		func(a, b K) int { return cmp.Or(of[b]-of[a], strings.Compare(string(a), string(b))) })
	var said []string
	for _, name := range names[:min(most, len(names))] {
		said = append(said, fmt.Sprintf("%d × %s", of[name], name))
	}
	return strings.Join(said, ", ")
}

// lesson summarises the result of an earlier cycle and its reason, with the figures of its trial and canary and the
// verdicts on its programs. It never mentions the seeds of the trials that decide, so that no program can be fitted to
// them.
func lesson(c genesis.Cycle) string {
	reason := c.Reason
	if c.Outcome == genesis.OutcomeApplied {
		reason = "" // the reason repeats the outcome
	} else if c.Trial != nil {
		reason, _, _ = strings.Cut(reason, "; bearers netted") // the figures follow below
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

// measures lists the measures of a trial that had to meet a criterion.
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
