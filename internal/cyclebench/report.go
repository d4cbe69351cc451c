package cyclebench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// Report is the result of a measurement.
type Report struct {
	Version  string              `json:"version"`        // version of this program
	Server   string              `json:"server_version"` // version of the Temporal server
	Temporal string              `json:"temporal"`       // address of a given Temporal; "" for its own
	Policy   genesis.CyclePolicy `json:"policy"`
	Complete bool                `json:"complete"` // all cycles were run
	Cycles   []Cycle             `json:"cycles"`
}

// Cycle is the time that one cycle took, and that no-op workflows of as many steps took. Times are in nanoseconds.
type Cycle struct {
	ID      string          `json:"id"`
	Outcome genesis.Outcome `json:"outcome"`
	Took    time.Duration   `json:"took"`
	Model   time.Duration   `json:"model"`  // waiting for the model
	Trial   time.Duration   `json:"trial"`  // while pairs of forks ran or waited for each other
	Timers  time.Duration   `json:"timers"` // between two readings of a canary
	Rest    time.Duration   `json:"rest"`   // everything else
	Steps   int             `json:"steps"`  // activities in Rest: all except pairs and shadow forks
	Runs    []int           `json:"runs"`   // lengths of the runs of steps, one after each wait
	Pairs   int             `json:"pairs"`
	Looks   int             `json:"looks"` // readings of the canary
	Events  int             `json:"events"`
	Bytes   int64           `json:"bytes"` // size of the history
	NoOps   []time.Duration `json:"no_ops"`
}

// Ratio returns the cycle's rest relative to the median duration of the no-op workflows.
func (c Cycle) Ratio() float64 {
	noOp := median(c.NoOps)
	if noOp == 0 {
		return 0
	}
	return float64(c.Rest) / float64(noOp)
}

// String formats the cycle as one line.
func (c Cycle) String() string {
	return fmt.Sprintf("%s %s in %s: %s for %d steps, %s doing nothing (×%.2f); %d pairs, %d looks, %d events, %d bytes",
		c.ID, c.Outcome,
		short(c.Took), short(c.Rest), c.Steps, short(median(c.NoOps)), c.Ratio(), c.Pairs, c.Looks, c.Events, c.Bytes)
}

func short(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// median returns the median of x.
func median[T time.Duration | float64](x []T) T {
	if len(x) == 0 {
		return 0
	}
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// WriteJSON writes the complete report.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// WriteText writes the report as a table.
func (r Report) WriteText(w io.Writer) error {
	server := "a Temporal dev server of its own"
	if r.Temporal != "" {
		server = "the Temporal at " + r.Temporal
	}
	fmt.Fprintf(w, "%d cycles of genesis %s on %s (server %s), the model answering at once\n", len(r.Cycles), r.Version,
		server, r.Server)
	fmt.Fprintf(w, "trials of %d to %d pairs of %d ticks, canaries of %d ticks of %d ms\n\n", r.Policy.TrialPairs,
		r.Policy.TrialMaxPairs,
		r.Policy.TrialTicks, r.Policy.CanaryTicks, r.Policy.TickRateMs)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tmedian\tleast\tmost\t")
	all := r.Cycles
	row(t, "a cycle [s]", "%.2f", all, func(c Cycle) float64 { return c.Took.Seconds() })
	row(t, "the model [s]", "%.3f", all, func(c Cycle) float64 { return c.Model.Seconds() })
	row(t, "trials [s]", "%.2f", all, func(c Cycle) float64 { return c.Trial.Seconds() })
	row(t, "a canary's timers [s]", "%.2f", all, func(c Cycle) float64 { return c.Timers.Seconds() })
	row(t, "all else [s]", "%.3f", all, func(c Cycle) float64 { return c.Rest.Seconds() })
	row(t, "steps of it", "%.0f", all, func(c Cycle) float64 { return float64(c.Steps) })
	row(t, "as many that do nothing [s]", "%.3f", all, func(c Cycle) float64 { return median(c.NoOps).Seconds() })
	row(t, "all else / doing nothing", "×%.2f", all, Cycle.Ratio)
	watched := slices.DeleteFunc(slices.Clone(all), func(c Cycle) bool { return c.Looks == 0 })
	for _, group := range []struct {
		of     string
		cycles []Cycle
	}{{"", all}, {", with a canary", watched}} {
		row(t, "events"+group.of, "%.0f", group.cycles, func(c Cycle) float64 { return float64(c.Events) })
		row(t, "KiB of history"+group.of, "%.1f", group.cycles, func(c Cycle) float64 { return float64(c.Bytes) / 1024 })
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return r.writeEndings(w, len(watched))
}

func row(w io.Writer, name, form string, cycles []Cycle, of func(Cycle) float64) {
	if len(cycles) == 0 {
		return
	}
	var x []float64
	for _, c := range cycles {
		x = append(x, of(c))
	}
	fmt.Fprintf(w, "%s\t"+form+"\t"+form+"\t"+form+"\t\n", name, median(x), slices.Min(x), slices.Max(x))
}

func (r Report) writeEndings(w io.Writer, watched int) error {
	_, err := fmt.Fprintf(w, "\n%d of the cycles had a canary;", watched)
	for _, outcome := range genesis.Outcomes {
		n := 0
		for _, c := range r.Cycles {
			if c.Outcome == outcome {
				n++
			}
		}
		if n > 0 && err == nil {
			_, err = fmt.Fprintf(w, " %s: %d", outcome, n)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(w)
	}
	if err == nil && !r.Complete {
		_, err = fmt.Fprintln(w, "Stopped early: only cycles that have ended are counted.")
	}
	return err
}
