package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// cycleReport prints everything known about a cycle.
type cycleReport struct {
	io.Writer
	store *redisstore.Store
	genesis.Cycle
}

// summary prints the cycle's task and result.
func (s cycleReport) summary() {
	s.printf("%s  %s %s  %s\n", s.ID, s.Trigger.ProblemType, s.Trigger.Severity, s.status())
	if s.Reason != "" {
		s.printf("%s\n", s.Reason)
	}
	if s.WaitsFor != nil && s.Outcome == "" {
		s.printf("%s\n", s.WaitsFor.Text)
	}
	s.printf("requested by %s", cmp.Or(s.Trigger.By, "the "+string(s.Trigger.Origin)))
	if s.Trigger.Reason != "" {
		s.printf(": %s", s.Trigger.Reason)
	}
	s.printf("\n")
	if r := s.Rerun; r != nil {
		s.printf("%s again from %s\n", r.CycleID, r.From)
	}
	if p := s.Plan; p != nil {
		s.printf("plan: %s %s: %s\n", p.ActionType, p.TraitName, p.Description)
		for _, name := range slices.Sorted(maps.Keys(p.Params)) {
			s.printf("  %s = %g%s\n", name, p.Params[name], s.previousValue(name))
		}
	}
	s.printf("model %s, %d programs, mutations %v\n", s.Model, s.Attempts, s.MutationIDs)
	if s.TemporalURL != "" {
		s.printf("%s\n", s.TemporalURL)
	}
}

// previousValue returns a parameter's value before the change, if the cycle got that far.
func (s cycleReport) previousValue(name string) string {
	if was, ok := s.ParamsBefore[name]; ok {
		return fmt.Sprintf(" (before: %g)", was)
	}
	return ""
}

func (s cycleReport) status() string {
	if s.Outcome != "" {
		return string(s.Outcome)
	}
	return "… " + string(s.Stage)
}

// programs lists the cycle's programs, each with vet's complete verdict.
func (s cycleReport) programs(vetted map[string]genesis.VetResult) {
	for _, p := range s.Programs {
		what := fmt.Sprintf("program %d", p.Attempt)
		if p.Mends > 0 {
			what += fmt.Sprintf(", mends %d", p.Mends)
		}
		if p.Asked != nil && p.Asked.Model != "" {
			what += fmt.Sprintf(", by %s in %s", p.Asked.Model, cmp.Or(p.Asked.Form, "Go"))
		}
		s.printf("\n%s, %d bytes, %.12s: %s\n", what, p.Source.Size, p.Source.SHA256, p.Verdict)
		vet := vetted[p.Source.SHA256]
		for _, mend := range vet.Mends {
			s.printf("  mended: %s\n", mend)
		}
		for _, e := range vet.Problems {
			s.printf("  %d:%d %s: %s\n", e.Line, e.Col, e.Code, e.Message)
			if e.Excerpt != "" {
				s.printf("      | %s\n", strings.TrimSpace(e.Excerpt))
			}
			if e.Advice != "" {
				s.printf("      %s\n", e.Advice)
			}
		}
	}
}

// trial prints the figures of the trial with their intervals.
func (s cycleReport) trial() {
	t := s.Trial
	if t == nil {
		return
	}
	s.printf("\ntrial of %d pairs, %d ticks each: %s\n", t.Pairs, t.Ticks, t.Words)
	w := tabwriter.NewWriter(s, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  figure\tmean\t95 %% interval\tasked\t\tunit\n")
	for _, m := range t.Measures {
		fmt.Fprintf(w, "  %s\t%.4g\t%.4g … %.4g\t%s\t%s\t%s\n", m.Name, m.Mean, m.Low, m.High, m.Gate, verdictText(m), m.Unit)
	}
	w.Flush()
}

func verdictText(m genesis.Measure) string {
	switch {
	case m.Gate == "":
		return ""
	case m.Pass:
		return "passed"
	}
	return "refused"
}

// canary prints the latest reading of the canary.
func (s cycleReport) canary() {
	c := s.Canary
	if c == nil {
		return
	}
	s.printf("\ncanary of %s, tick %d of %d to %d: %s\n", c.MutationID, c.Tick, c.LoadedAt, c.LoadedAt+uint64(c.Window),
		cmp.Or(c.Verdict, "not decided"))
	s.printf("  %d with it, production %+.1f; %d without, %+.1f; %d molbots in all, %g at least without it\n",
		c.Treated.Members,
		c.Treated.Production(), c.Control.Members, c.Control.Production(), c.Entities, c.Shadow)
	w := tabwriter.NewWriter(s, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  test\tbetter\tworse\tnewborns\n")
	for _, e := range c.Tests {
		fmt.Fprintf(w, "  %s\t%.3g\t%.3g\t%d\n", e.Name, e.Better, e.Worse, e.Births)
	}
	w.Flush()
}

// steps prints the timeline.
func (s cycleReport) steps(h *history.History) {
	s.printf("\n")
	printSteps(s, supervisor.Timeline(h))
}

// questions prints what the model was asked and what it answered.
func (s cycleReport) questions(ctx context.Context) error {
	err := s.question(ctx, "plan", s.Asked)
	for _, p := range s.Programs {
		if err == nil {
			err = s.question(ctx, fmt.Sprintf("program %d", p.Attempt), p.Asked)
		}
	}
	return err
}

func (s cycleReport) question(ctx context.Context, what string, a *genesis.ModelExchange) error {
	if a == nil {
		return nil
	}
	prompt, err := s.text(ctx, a.Prompt)
	if err != nil {
		return err
	}
	answer, err := s.text(ctx, a.Answer)
	s.printf("\n──── %s: what %s was asked ────\n%s\n──── %s: what it answered ────\n%s\n", what, a.Model, prompt, what,
		answer)
	return err
}

// text returns a blob, which may have expired.
func (s cycleReport) text(ctx context.Context, ref genesis.Ref) (string, error) {
	if ref.Empty() {
		return "(nothing)", nil
	}
	data, err := s.store.Blob(ctx, ref)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return "(no longer kept)", nil
	}
	return strings.TrimSpace(string(data)), err
}

// printf ignores write errors: nothing depends on this output.
func (s cycleReport) printf(format string, args ...any) { fmt.Fprintf(s, format, args...) }
