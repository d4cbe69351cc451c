package modelbench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ai-genesis/ai-genesis/activities"
)

// Report is the result of a run.
type Report struct {
	Version  int     `json:"version"` // of the format
	Complete bool    `json:"complete"`
	Rounds   int     `json:"rounds"`
	Pairs    int     `json:"trial_pairs"`
	Ticks    int     `json:"trial_ticks"`
	Seed     uint64  `json:"seed"`
	Models   []Model `json:"models"`
}

// Model is the result of one model.
type Model struct {
	Name      string   `json:"name"`
	Plans     int      `json:"plans"`      // number of plans asked for
	PlansRead int      `json:"plans_read"` // number of valid plans
	Tokens    int      `json:"tokens"`     // in all answers
	Rate      float64  `json:"tokens_per_second"`
	Seconds   float64  `json:"seconds"` // total time of all answers
	Forms     []Form   `json:"forms"`
	Trouble   []string `json:"trouble,omitempty"`

	writing float64 // time spent writing tokens [s]
}

// Form is the result of a model in one form: Go or rules.
type Form struct {
	Form      string `json:"form"`
	Programs  int    `json:"programs"`   // number of programs asked for
	FirstPass int    `json:"first_pass"` // accepted as written
	Mended    int    `json:"mended"`     // accepted after mechanical repairs
	Repaired  int    `json:"repaired"`   // accepted after the model had seen the errors
	New       int    `json:"new"`        // accepted, and not like any known one
	Tried     int    `json:"tried"`      // in forks of the world
	Passed    int    `json:"passed"`     // passed all criteria of their problem
	// mean net energy of bearers compared with other molbots in trials [per 1,000 molbot-ticks]
	Gain    float64  `json:"gain"`
	Trouble []string `json:"trouble,omitempty"`
}

// maxTroubles bounds the number of failures that are listed.
const maxTroubles = 6

func noted(list []string, what string) []string {
	what, _, _ = strings.Cut(what, "\n")
	if runes := []rune(what); len(runes) > 160 {
		what = string(runes[:159]) + "…"
	}
	if len(list) >= maxTroubles || slices.Contains(list, what) {
		return list
	}
	return append(list, what)
}

func (m *Model) note(what string) { m.Trouble = noted(m.Trouble, what) }
func (f *Form) note(what string)  { f.Trouble = noted(f.Trouble, what) }

func (m *Model) countAnswer(s activities.CallStats) {
	m.Tokens += s.Tokens
	m.Seconds += s.Took.Seconds()
	if s.Rate > 0 {
		m.writing += float64(s.Tokens) / s.Rate
		m.Rate = float64(m.Tokens) / m.writing
	}
}

// countVetted counts a program that was accepted at the given attempt.
func (f *Form) countVetted(attempt int, mended bool) {
	switch {
	case attempt > 1:
		f.Repaired++
	case mended:
		f.Mended++
	default:
		f.FirstPass++
	}
}

func (f *Form) countTried(passed bool, gain float64) {
	f.Gain = (f.Gain*float64(f.Tried) + gain) / float64(f.Tried+1)
	if f.Tried++; passed {
		f.Passed++
	}
}

// line summarises the results so far.
func (m *Model) line() string {
	parts := []string{fmt.Sprintf("%d of %d plans read", m.PlansRead, m.Plans)}
	for _, f := range m.Forms {
		parts = append(parts, fmt.Sprintf("%s: %d of %d vet, %d of %d passed their trial", f.Form, f.FirstPass+f.Mended+
			f.Repaired, f.Programs, f.Passed, f.Tried))
	}
	return strings.Join(parts, "; ")
}

// WriteJSON writes the report as JSON.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// WriteText writes a table with one line for each model and form.
func (r Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "model\tform\tplans read\tprograms\tfirst pass\twith mends\trepaired\tnew\tpassed trial\tmean "+
		"gain\ttokens/s\ts/answer")
	for _, m := range r.Models {
		for _, f := range m.Forms {
			vet := f.FirstPass + f.Mended + f.Repaired
			fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%+.1f\t%.1f\t%.0f\n", m.Name, f.Form,
				share(m.PlansRead, m.Plans), f.Programs,
				share(f.FirstPass, f.Programs), share(f.FirstPass+f.Mended, f.Programs), share(vet, f.Programs), share(f.New, vet),
				share(f.Passed, f.Tried), f.Gain, m.Rate, m.Seconds/float64(max(1, m.asked())))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%d rounds, trials of %d pairs of %d ticks. First pass: vet took it as it was written; "+
		"repaired: as written, mended or\n"+
		"after the model heard the errors. Gain: net energy of bearers against the others, per 1,000 molbot-ticks.\n",
		r.Rounds, r.Pairs, r.Ticks)
	return err
}

// asked estimates the number of answers: repairs are not counted.
func (m Model) asked() int {
	n := m.Plans
	for _, f := range m.Forms {
		n += f.Programs
	}
	return n
}

func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", part, whole)
}
