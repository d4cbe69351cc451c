package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const (
	maxHeatMaps = 4  // traits counted at once
	heatEvery   = 16 // one of this many bearers is counted in each tick, different ones in each tick
)

// heat counts how often the lines of a trait run, over a sample of its bearers.
type heat struct {
	name    string
	version int
	hash    string
	asked   uint64 // tick of the last question
	since   uint64
	lines   []int
	parts   []heatPart // one for each worker
}

// heatPart holds the counts of one worker.
type heatPart struct {
	program trait.Program
	runs    int64
	lines   map[int]int64
	verdict [1]trait.Verdict
	hits    []grid.Hit
}

func (h *heat) close() {
	for i := range h.parts {
		if p := h.parts[i].program; p != nil {
			p.Close()
		}
	}
}

// bit is the trait's place in the registry, -1 if the program has been unloaded or replaced.
func (h *heat) bit(e *Engine) int {
	if bit, ok := e.registry.find(h.name, h.version); ok && e.registry.entries[bit].codeHash == h.hash {
		return bit
	}
	return -1
}

func (h *heat) sampled(e *Engine, slot int32) bool {
	return (e.w.Bots.Serial[slot]+e.w.Tick)%heatEvery == 0
}

func (h *heat) run(e *Engine, worker int, m *trait.Molbot) {
	p := &h.parts[worker]
	p.hits = p.hits[:0]
	m.Begin(&perceptionCache{senses: e.senses, hits: &p.hits, food: notCached, molbots: notCached}, e.options.CallFuel)
	p.program.Run([]*trait.Molbot{m}, p.verdict[:])
	p.runs++
}

// watchTrait starts or extends the counting of a trait's lines. missing lists traits that must be loaded first.
func (e *Engine) watchTrait(id string) (h *heat, missing []*entry, err error) {
	bit := -1
	for _, b := range e.registry.order {
		if t := e.registry.entries[b]; genesis.TraitID(t.name, t.version) == id && !t.mute() {
			bit = b
		}
	}
	if bit < 0 {
		return nil, nil, genesis.Errorf(genesis.CodeNotFound, "%s is not loaded", id)
	}
	l, t := e.watching(), e.registry.entries[bit]
	if at := slices.IndexFunc(l.heats, func(h *heat) bool { return h.bit(e) == bit }); at >= 0 {
		l.heats[at].asked = e.w.Tick
		return l.heats[at], nil, nil
	}
	form, ok := e.form(t)
	switch {
	case !ok:
		return nil, []*entry{t}, nil
	case form.factory == nil:
		return nil, nil, genesis.Errorf(genesis.CodeInvalid, "the lines of %s can't be counted: %s", id, form.refusal)
	}
	h = &heat{name: t.name, version: t.version, hash: t.codeHash, asked: e.w.Tick, since: e.w.Tick}
	for range e.workers {
		part := heatPart{lines: map[int]int64{}}
		if part.program, h.lines, err = form.factory.Counting(func(line int) { part.lines[line]++ }); err != nil {
			h.close()
			return nil, nil, err
		}
		h.parts = append(h.parts, part)
	}
	if len(l.heats) == maxHeatMaps {
		l.heats[0].close()
		l.heats = slices.Delete(l.heats, 0, 1)
	}
	l.heats = append(l.heats, h)
	return h, nil, nil
}

// report returns the counts so far.
func (h *heat) report(e *Engine) genesis.TraitLines {
	out := genesis.TraitLines{
		Trait: genesis.TraitID(h.name, h.version), Since: h.since, Tick: e.w.Tick, Lines: []genesis.LineHeat{},
	}
	if bit := h.bit(e); bit >= 0 {
		out.Bearers, _ = e.w.Bearers(bit)
	}
	for _, line := range h.lines {
		runs := int64(0)
		for i := range h.parts {
			runs += h.parts[i].lines[line]
		}
		out.Lines = append(out.Lines, genesis.LineHeat{Line: line, Runs: runs})
	}
	for i := range h.parts {
		out.Runs += h.parts[i].runs
	}
	return out
}

// idleRuns is the number of runs that must be counted before a line that never ran is reported as idle.
const idleRuns = 200

// maxIdleLines limits the number of line ranges in a report.
const maxIdleLines = 12

// countLines starts counting the lines of a trial's trait for the whole trial. It returns nil if that was not requested
// or is not possible.
func countLines(e *Engine, o TrialOptions) *heat {
	if !o.Count || len(o.Source) == 0 {
		return nil
	}
	h, _, err := e.watchTrait(genesis.TraitID(o.Name, o.Version))
	if err != nil || h == nil {
		return nil
	}
	h.asked = e.w.Tick + uint64(o.Ticks)
	return h
}

// idle lists the lines that never ran.
func (h *heat) idle(e *Engine) string {
	if h == nil {
		return ""
	}
	var lines []int
	report := h.report(e)
	for _, line := range report.Lines {
		if report.Runs >= idleRuns && line.Runs == 0 {
			lines = append(lines, line.Line)
		}
	}
	return lineRanges(lines)
}

// lineRanges formats ascending line numbers as "3, 7–9".
func lineRanges(lines []int) string {
	var report []string
	for from := 0; from < len(lines) && len(report) < maxIdleLines; {
		to := from
		for to+1 < len(lines) && lines[to+1] == lines[to]+1 {
			to++
		}
		text := fmt.Sprint(lines[from])
		if to > from {
			text += fmt.Sprintf("–%d", lines[to])
		}
		report = append(report, text)
		from = to + 1
	}
	return strings.Join(report, ", ")
}
