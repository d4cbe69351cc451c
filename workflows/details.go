package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// show sets the workflow's current details, in Markdown, for the Temporal UI. They are computed on request and cost no
// event.
func (c *cycle) show(ctx workflow.Context) {
	workflow.SetCurrentDetails(ctx, details(c.Record, c.Diff))
}

// memoOfEnd is a change of behaviour: a cycle writes its details into its memo. The current details that show sets can
// be read only while a worker of the same build runs.
const memoOfEnd = "memo-of-the-end"

// maxMemo bounds the memo [bytes], because Temporal returns it with every listing of cycles.
const maxMemo = 16 << 10

// writeMemo writes the cycle's final details into its memo, where Temporal keeps them with the closed workflow.
func (c *cycle) writeMemo(ctx workflow.Context) error {
	if workflow.GetVersion(ctx, memoOfEnd, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	text := details(c.Record, c.Diff)
	if len(text) > maxMemo {
		text = strings.ToValidUTF8(text[:maxMemo], "") + " …"
	}
	return workflow.UpsertMemo(ctx, map[string]any{genesis.MemoDetails: text})
}

// asked describes in Markdown what a cycle is to do, as far as it is known before the cycle begins.
func asked(in genesis.CycleInput) string {
	var b strings.Builder
	t := in.Trigger
	fmt.Fprintf(&b, "**%s** of world `%s`", in.CycleID, in.World)
	if t.ProblemType != "" {
		fmt.Fprintf(&b, " against `%s`", t.ProblemType)
	}
	if t.By != "" {
		fmt.Fprintf(&b, ", requested by %s", plain(t.By))
	} else if t.Origin != "" {
		fmt.Fprintf(&b, ", requested by the %s", t.Origin)
	}
	if t.Reason != "" {
		fmt.Fprintf(&b, "\n\n> %s", plain(t.Reason))
	}
	if in.ByHand != nil {
		fmt.Fprintf(&b, "\n\nThe trait %s is written by hand: `%.12s`, %d bytes.", code(in.ByHand.TraitName),
			in.ByHand.Source.SHA256, in.ByHand.Source.Size)
	}
	if r := in.Rerun; r != nil {
		fmt.Fprintf(&b, "\n\nIt reruns %s from `%s`.", code(r.CycleID), r.From)
	}
	p := in.Policy
	fmt.Fprintf(&b, "\n\nTrial: %d to %d pairs of %d ticks. Canary: %d ticks, %.0f %% of newborns.", p.TrialPairs,
		max(p.TrialPairs, p.TrialMaxPairs), p.TrialTicks, p.CanaryTicks, 100*p.CanaryAdoption)
	if p.Approval {
		b.WriteString(" A person must approve it.")
	}
	return b.String()
}

// details describes a cycle in Markdown: its plan, programs, trial and canary, what it waits for, how it ended, and how
// its last program differs from the previous version, if there is one.
func details(r genesis.Cycle, diff string) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n\n", args...) }
	say("**%s** · stage `%s`", r.ID, r.Stage)
	if r.Waiting != "" {
		say("⏳ waits for **%s** %s", r.Waiting, plain(r.WaitingWhy))
	}
	if r.Outcome != "" {
		say("**%s**: %s", r.Outcome, plain(r.Reason))
	}
	if p := r.Plan; p != nil {
		say("### Plan\n`%s` %s\n\n%s", p.ActionType, code(p.TraitName), plain(p.Description))
		for _, name := range workflow.DeterministicKeys(p.Params) {
			say("- `%s` %g → %g", name, r.ParamsBefore[name], p.Params[name])
		}
	}
	if len(r.Programs) > 0 {
		say("### Programs")
		for _, p := range r.Programs {
			say("%d. `%.12s` (%d bytes) %s", p.Attempt, p.Source.SHA256, p.Source.Size, plain(p.Verdict))
		}
	}
	if t := r.Trial; t != nil {
		say("### Trial\n%d pairs of %d ticks: %s", t.Pairs, t.Ticks, plain(t.Words))
		say("%s", table(t.Measures))
	}
	if k := r.Canary; k != nil {
		say("### Canary\n`%s`, tick %d of %d to %d: %d with it, %d without; e-value of benefit %s, of harm %s. %s",
			k.MutationID, k.Tick, k.LoadedAt, k.LoadedAt+uint64(k.Window), k.Treated.Members, k.Control.Members,
			gate.Evidence(k.Benefit), gate.Evidence(k.Harm), plain(k.Verdict))
	}
	if diff != "" {
		say(
			"### Changes since the previous version\n```diff\n%s\n```",
			strings.TrimRight(strings.ReplaceAll(diff, "```", "'''"), "\n"),
		)
	}
	return strings.TrimSpace(b.String())
}

func table(measures []genesis.Measure) string {
	if len(measures) == 0 {
		return ""
	}
	rows := []string{"| figure | mean | 95 % interval | required |", "| --- | --- | --- | --- |"}
	for _, m := range measures {
		asked := m.Gate
		if asked != "" && !m.Pass {
			asked += " ✗"
		}
		rows = append(rows, fmt.Sprintf("| %s | %.3g | %.3g … %.3g | %s |", m.Name, m.Mean, m.Low, m.High, asked))
	}
	return strings.Join(rows, "\n")
}

// plain turns text written by models or people into one line without Markdown syntax.
func plain(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer(
		"`",
		"'",
		"*",
		"·",
		"_",
		`\_`,
		"<",
		"‹",
		">",
		"›",
		"[",
		"(",
		"]",
		")",
		"|",
		"/",
		"#",
		"♯",
	).Replace(s)
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(s, "`", "'") + "`"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
