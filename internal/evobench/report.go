package evobench

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/ai-genesis/ai-genesis"
)

// Report is the result of a run.
type Report struct {
	Options  Options       `json:"options"`
	Complete bool          `json:"complete"` // all seeds were completed
	Worlds   []WorldReport `json:"worlds"`
}

// WorldReport summarises one kind of world over its seeds.
type WorldReport struct {
	World   string          `json:"world"`
	Problem genesis.Problem `json:"problem"`
	Metric  string          `json:"metric"`
	Lower   bool            `json:"lower_is_better"`
	Before  Interval        `json:"before"`
	Arms    []ArmReport     `json:"arms"`
	Beats   []Comparison    `json:"beats"` // selection against each baseline
	Seeds   []SeedReport    `json:"seeds"`
}

// ArmReport summarises one arm.
type ArmReport struct {
	Arm        string   `json:"arm"`
	After      Interval `json:"after"`  // in the living world, over the last third of the life
	Garden     Interval `json:"garden"` // in the common garden
	Molbots    Interval `json:"molbots"`
	Production Interval `json:"production"`
	Kept       Interval `json:"kept"`      // share of cycles
	KeptLate   Interval `json:"kept_late"` // share of the cycles after the 20th
	// of kept traits on held-out seeds, up to cycle 20 [energy per 1,000 molbot-ticks]
	GainEarly  Interval `json:"gain_early"`
	GainLate   Interval `json:"gain_late"`  // after cycle 20
	Innovation []Bucket `json:"innovation"` // over time
}

// Bucket summarises the evolutionary activity of traits introduced within a range of cycles.
type Bucket struct {
	From     int      `json:"from"`
	To       int      `json:"to"`
	Traits   float64  `json:"traits"`   // kept per seed
	Gain     Interval `json:"gain"`     // of kept traits on held-out seeds [energy per 1,000 molbot-ticks]
	Adaptive float64  `json:"adaptive"` // traits with more activity than 95 % of their neutral twins
	Excess   float64  `json:"excess"`   // mean activity relative to that of the twins
}

// Comparison is the difference between selection and a baseline, seed by seed.
type Comparison struct {
	Baseline   string   `json:"baseline"`
	Figure     string   `json:"figure"` // garden or after
	Difference Interval `json:"difference"`
	Apart      bool     `json:"apart"`  // the arms' intervals do not overlap
	Better     bool     `json:"better"` // the interval of the differences is on selection's side
}

// SeedReport holds the lives of one seed.
type SeedReport struct {
	Seed  uint64       `json:"seed"`
	Lives []LifeReport `json:"lives"`
}

// LifeReport is the result of one life.
type LifeReport struct {
	Arm        string        `json:"arm"`
	Before     float64       `json:"before"`
	After      float64       `json:"after"`
	Garden     float64       `json:"garden"`
	Molbots    float64       `json:"molbots"`
	Starved    float64       `json:"starved"`
	Production float64       `json:"production"`
	Kept       int           `json:"kept"`
	Cycles     []CycleReport `json:"cycles,omitempty"`
	Activity   []Component   `json:"activity,omitempty"`
}

func (l *LifeReport) add(c CycleReport) {
	l.Cycles = append(l.Cycles, c)
	if c.Outcome == genesis.OutcomeApplied {
		l.Kept++
	}
}

// CycleReport is the result of one cycle.
type CycleReport struct {
	Number   int                `json:"number"`
	Action   genesis.ActionType `json:"action"`
	Trait    string             `json:"trait"`
	Programs int                `json:"programs"`
	Outcome  genesis.Outcome    `json:"outcome"`
	Reason   string             `json:"reason"`
	Effect   float64            `json:"effect"` // in its trial
	Low      float64            `json:"low"`
	HeldOut  *Interval          `json:"held_out,omitempty"` // of a kept trait, on seeds that no gate has seen
}

// Component is a trait's evolutionary activity: the share of molbots that bore it, summed over snapshots.
type Component struct {
	Trait    string  `json:"trait"`
	Activity float64 `json:"activity"`
	Neutral  float64 `json:"neutral"` // mean of its twins
	Adaptive bool    `json:"adaptive"`
}

// WriteJSON writes the complete report.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// WriteText writes the report as tables.
func (r Report) WriteText(w io.Writer) error {
	p := &printer{w: w}
	for _, world := range r.Worlds {
		world.write(p)
	}
	if !r.Complete {
		p.f("\nStopped early: only whole lives are counted.\n")
	}
	return p.err
}

// printer keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (w WorldReport) write(p *printer) {
	p.f("\n%s world, %d seeds: %s (%s is better), before %s\n", w.World, len(w.Seeds), w.Metric,
		map[bool]string{true: "lower", false: "higher"}[w.Lower], w.Before)
	if len(w.Seeds) == 0 {
		return
	}
	p.f("  %-10s %-22s %-22s %-21s %s\n", "", "in the common garden", "in the living world", "molbots", "net production")
	for _, a := range w.Arms {
		p.f("  %-10s %-22s %-22s %-21s %s\n", a.Arm, a.Garden, a.After, a.Molbots, a.Production)
	}
	for _, c := range w.Beats {
		p.f("  selection − %-8s %-6s %s; intervals apart: %v\n", c.Baseline, c.Figure, c.Difference, c.Apart && c.Better)
	}
	p.f("  %-10s %-8s %-12s %-24s %s\n", "", "kept", "kept after 20", "gain of kept to cycle 20",
		"gain of kept after cycle 20")
	for _, a := range w.Arms[1:] {
		p.f("  %-10s %4.0f %%   %4.0f %%         %-24s %s\n", a.Arm, 100*a.Kept.Mean, 100*a.KeptLate.Mean, a.GainEarly,
			a.GainLate)
	}
	for _, a := range w.Arms {
		for _, b := range a.Innovation {
			p.f("  %-10s cycles %2d–%-2d: %.1f traits kept, %.1f of them more active than their neutral twins (×%.2f)\n", a.Arm,
				b.From, b.To, b.Traits, b.Adaptive, b.Excess)
		}
	}
}

// String formats the mean and its interval.
func (i Interval) String() string {
	if i.N == 0 {
		return "–"
	}
	digits := 1
	if abs := max(i.Mean, -i.Mean); abs < 10 {
		digits = 3
	}
	return fmt.Sprintf("%.*f [%.*f, %.*f]", digits, i.Mean, digits, i.Low, digits, i.High)
}
