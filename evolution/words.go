package evolution

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// Texts about a cycle that people read.

func (c *Cycle) whoTriggered() string {
	if c.In.Trigger.Origin == genesis.OriginWatcher {
		return genesis.AgentWatcher
	}
	return genesis.AgentUser
}

func (c *Cycle) startMessage() string {
	what := map[genesis.Problem]string{
		genesis.ProblemStarvation:     "The population starves",
		genesis.ProblemOverpopulation: "The population explodes",
		genesis.ProblemLowDiversity:   "The molbots have become too much alike",
		genesis.ProblemStagnation:     "Nothing new has come up for long",
		genesis.ProblemManual:         "Somebody asked for a change",
	}[c.In.Trigger.ProblemType]
	if by := c.In.Trigger.By; by != "" {
		what = "A change was requested by " + by
		if p := c.In.Trigger.ProblemType; p != genesis.ProblemManual {
			what += " against " + strings.ReplaceAll(string(p), "_", " ")
		}
	}
	if c.In.Trigger.Reason != "" {
		what += " (" + c.In.Trigger.Reason + ")"
	}
	if r := c.In.Rerun; r != nil {
		return fmt.Sprintf("%s runs %s again from %s: evolution cycle %d starts.", cmp.Or(r.By, "somebody"), r.CycleID,
			r.From, c.In.Number)
	}
	return fmt.Sprintf("%s: evolution cycle %d starts.", what, c.In.Number)
}

func (c *Cycle) writing(from draft) string {
	n := c.Record.Attempts + 1
	switch {
	case len(from.problems) > 0:
		return fmt.Sprintf("Mending %s as program %d.", c.Plan.TraitName, n)
	case from.feedback != "":
		return fmt.Sprintf("Writing %s anew as program %d, knowing what was wrong with the last one.", c.Plan.TraitName, n)
	}
	return fmt.Sprintf("Writing program %d for %s.", n, c.Plan.TraitName)
}

// problemWords is the first problem that vet found, and the number of the others.
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

func trialNote(name string, v gate.Verdict) Note {
	action, verdict := "trial_failed", "against"
	if v.Pass {
		action, verdict = "trial_passed", "for"
	}
	message := fmt.Sprintf("The trial speaks %s %s: %s", verdict, name, v.Words)
	return Note{Agent: genesis.AgentPatcher, Action: action, Message: message}
}

// ParamWords lists parameters and their values, ordered by name.
func ParamWords(params map[string]float64) string {
	var words []string
	for _, name := range paramNames(params) {
		words = append(words, fmt.Sprintf("%s = %g", name, params[name]))
	}
	return strings.Join(words, ", ")
}

// keptMessages explain why a trait was kept.
var keptMessages = map[string]string{
	genesis.KeptHelps:    "it helps, by its canary",
	genesis.KeptHarmless: "it is harmless and new, and was not seen to help",
}

// paramNames are the names of parameters in alphabetical order.
//
//workflowcheck:ignore
func paramNames(params map[string]float64) []string { return slices.Sorted(maps.Keys(params)) }
