package sandbox

import (
	"github.com/ai-genesis/ai-genesis/engine/sandbox/exec"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// runCompiled runs the batch on m, at most exec.Width molbots at a time.
func (in *instance) runCompiled(m *exec.Machine) {
	for in.next < len(in.batch) {
		n := min(exec.Width, len(in.batch)-in.next)
		if !in.runBatch(m, n) {
			in.rerunEach(m, n)
		}
		in.next += n
	}
}

// runBatch runs the next n molbots together and reports whether none of them panicked. Compiled code checks every
// operation that can panic before it runs it, so a panic shows a defect of the sandbox.
func (in *instance) runBatch(m *exec.Machine, n int) (ok bool) {
	defer func() { ok = recover() == nil }()
	in.lockstep(m, n)
	return
}

// rerunEach runs the next n molbots again, one at a time, so that only the runs that panic themselves are faulted.
func (in *instance) rerunEach(m *exec.Machine, n int) {
	first, hosted := in.next, make([]int64, n)
	for lane := range hosted {
		hosted[lane] = in.runs[lane].hosted
	}
	for lane, fuel := range hosted {
		in.next = first + lane
		in.batch[in.next].Restart(fuel)
		in.runOne(m)
	}
	in.next = first
}

func (in *instance) runOne(m *exec.Machine) {
	defer func() {
		if r := recover(); r != nil {
			in.enter(0)
			in.current = in.next
			in.fail(r)
		}
	}()
	in.lockstep(m, 1)
}

// lockstep runs the next n molbots together and writes their verdicts. Resetting a meter costs time in every run, so a
// run that never called the host leaves its meter for the next one.
func (in *instance) lockstep(m *exec.Machine, n int) {
	batch, runs, verdicts := in.batch[in.next:in.next+n], in.runs[:n], in.verdicts[in.next:in.next+n]
	in.lanes = n
	first := int(min(slice, in.limits.Fuel))
	for lane, molbot := range batch {
		r := &runs[lane]
		if r.calledHost || r.granted != first {
			*r = running{granted: first}
		}
		r.hosted = molbot.FuelLeft()
	}
	m.Run(batch, first)
	for lane, molbot := range batch {
		r, v, hosted := &runs[lane], &verdicts[lane], molbot.FuelLeft()
		if r.calledHost || hosted < 0 {
			in.enter(lane)
			in.current = in.next + lane
			in.end(m.Fuel(lane))
			continue
		}
		if v.Fault != trait.FaultNone || v.Line != 0 || v.Reason != "" {
			*v = trait.Verdict{}
		}
		v.Fuel = int64(first-m.Fuel(lane)) + r.hosted - hosted
	}
}
