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

// story prints all that is known of a cycle.
type story struct {
	io.Writer
	store *redisstore.Store
	genesis.Cycle
}

// summary is what the cycle was to do and what came of it.
func (s story) summary() {
	s.say("%s  %s %s  %s\n", s.ID, s.Trigger.ProblemType, s.Trigger.Severity, s.stands())
	if s.Reason != "" {
		s.say("%s\n", s.Reason)
	}
	if s.WaitsFor != nil && s.Outcome == "" {
		s.say("%s\n", s.WaitsFor.Text)
	}
	s.say("asked for by %s", cmp.Or(s.Trigger.By, "the "+string(s.Trigger.Origin)))
	if s.Trigger.Reason != "" {
		s.say(": %s", s.Trigger.Reason)
	}
	s.say("\n")
	if r := s.Rerun; r != nil {
		s.say("%s again from %s\n", r.CycleID, r.From)
	}
	if p := s.Plan; p != nil {
		s.say("plan: %s %s: %s\n", p.ActionType, p.TraitName, p.Description)
		for _, name := range slices.Sorted(maps.Keys(p.Params)) {
			s.say("  %s = %g%s\n", name, p.Params[name], s.before(name))
		}
	}
	s.say("model %s, %d programs, mutations %v\n", s.Model, s.Attempts, s.MutationIDs)
	if s.TemporalURL != "" {
		s.say("%s\n", s.TemporalURL)
	}
}

// before tells a parameter's value from before the change, if the cycle came so far.
func (s story) before(name string) string {
	if was, ok := s.ParamsBefore[name]; ok {
		return fmt.Sprintf(" (before: %g)", was)
	}
	return ""
}

func (s story) stands() string {
	if s.Outcome != "" {
		return string(s.Outcome)
	}
	return "… " + string(s.Stage)
}

// programs lists the cycle's programs, each with all that vet said of it.
func (s story) programs(vetted map[string]genesis.VetResult) {
	for _, p := range s.Programs {
		what := fmt.Sprintf("program %d", p.Attempt)
		if p.Mends > 0 {
			what += fmt.Sprintf(", mends %d", p.Mends)
		}
		if p.Asked != nil && p.Asked.Model != "" {
			what += fmt.Sprintf(", by %s in %s", p.Asked.Model, cmp.Or(p.Asked.Form, "Go"))
		}
		s.say("\n%s, %d bytes, %.12s: %s\n", what, p.Source.Size, p.Source.SHA256, p.Verdict)
		vet := vetted[p.Source.SHA256]
		for _, mend := range vet.Mends {
			s.say("  mended: %s\n", mend)
		}
		for _, e := range vet.Problems {
			s.say("  %d:%d %s: %s\n", e.Line, e.Col, e.Code, e.Message)
			if e.Excerpt != "" {
				s.say("      | %s\n", strings.TrimSpace(e.Excerpt))
			}
			if e.Advice != "" {
				s.say("      %s\n", e.Advice)
			}
		}
	}
}

// trial prints the figures of the trial with their intervals.
func (s story) trial() {
	t := s.Trial
	if t == nil {
		return
	}
	s.say("\ntrial of %d pairs, %d ticks each: %s\n", t.Pairs, t.Ticks, t.Words)
	w := tabwriter.NewWriter(s, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  figure\tmean\t95 %% interval\tasked\t\tunit\n")
	for _, m := range t.Measures {
		fmt.Fprintf(w, "  %s\t%.4g\t%.4g … %.4g\t%s\t%s\t%s\n", m.Name, m.Mean, m.Low, m.High, m.Gate, judged(m), m.Unit)
	}
	w.Flush()
}

func judged(m genesis.Measure) string {
	switch {
	case m.Gate == "":
		return ""
	case m.Pass:
		return "passed"
	}
	return "refused"
}

// canary prints its latest reading.
func (s story) canary() {
	c := s.Canary
	if c == nil {
		return
	}
	s.say("\ncanary of %s, tick %d of %d to %d: %s\n", c.MutationID, c.Tick, c.LoadedAt, c.LoadedAt+uint64(c.Window),
		cmp.Or(c.Verdict, "not decided"))
	s.say("  %d with it, production %+.1f; %d without, %+.1f; %d molbots in all, %g at least without it\n", c.Treated.Members,
		c.Treated.Production(), c.Control.Members, c.Control.Production(), c.Entities, c.Shadow)
	w := tabwriter.NewWriter(s, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  test\tbetter\tworse\tnewborns\n")
	for _, e := range c.Tests {
		fmt.Fprintf(w, "  %s\t%.3g\t%.3g\t%d\n", e.Name, e.Better, e.Worse, e.Births)
	}
	w.Flush()
}

// steps is the timeline.
func (s story) steps(h *history.History) {
	s.say("\n")
	printSteps(s, supervisor.Timeline(h))
}

// questions are what the model was asked, and what it answered.
func (s story) questions(ctx context.Context) error {
	err := s.question(ctx, "plan", s.Asked)
	for _, p := range s.Programs {
		if err == nil {
			err = s.question(ctx, fmt.Sprintf("program %d", p.Attempt), p.Asked)
		}
	}
	return err
}

func (s story) question(ctx context.Context, what string, a *genesis.Asked) error {
	if a == nil {
		return nil
	}
	prompt, err := s.text(ctx, a.Prompt)
	if err != nil {
		return err
	}
	answer, err := s.text(ctx, a.Answer)
	s.say("\n──── %s: what %s was asked ────\n%s\n──── %s: what it answered ────\n%s\n", what, a.Model, prompt, what, answer)
	return err
}

// text is a blob, which may be gone after its time.
func (s story) text(ctx context.Context, ref genesis.Ref) (string, error) {
	if ref.Empty() {
		return "(nothing)", nil
	}
	data, err := s.store.Blob(ctx, ref)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return "(not kept any more)", nil
	}
	return strings.TrimSpace(string(data)), err
}

// say writes; a terminal that is gone is no concern of the cycle.
func (s story) say(format string, args ...any) { fmt.Fprintf(s, format, args...) }
