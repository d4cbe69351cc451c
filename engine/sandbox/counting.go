package sandbox

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/coverage"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/exec"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// countingHost is a compiledHost that also reports each line that a run reaches.
type countingHost struct {
	compiledHost
	ran func(line int)
}

// Ask implements exec.Host.
func (h countingHost) Ask(q ir.Question, lane, fuel, line int, v [4]int) int {
	if q == ir.Ran {
		h.ran(line)
		return fuel
	}
	return h.compiledHost.Ask(q, lane, fuel, line, v)
}

// Counting implements trait.Counting. It compiles a second, instrumented copy of the program, so the copy that runs in
// the world pays nothing for the counting.
func (p *program) Counting(ran func(line int)) (trait.Program, []int, error) {
	compiled, err := exec.Compile(coverage.Counting(p.lowered))
	if err != nil {
		return nil, nil, fmt.Errorf("count the lines of trait %s: %w", p.name, err)
	}
	in := newInstance(p.limits)
	m, err := compiled.New(countingHost{compiledHost{in}, ran})
	if err != nil {
		return nil, nil, fmt.Errorf("count the lines of trait %s: %w", p.name, err)
	}
	in.runs = make([]running, exec.Width)
	in.run, in.fuel, in.size = func() { in.runCompiled(m) }, func() int { return m.Fuel(0) }, m.Size
	return in, coverage.Lines(p.lowered), nil
}
