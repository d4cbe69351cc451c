package sandbox

import (
	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// compiledHost adapts an instance to exec.Host.
type compiledHost struct{ *instance }

// Ask implements exec.Host.
func (h compiledHost) Ask(q ir.Question, lane, fuel, line int, v [4]int) int {
	h.enter(lane)
	return h.ask(q, fuel, line, v)
}

// interpretedHost adapts an instance to yaegi.Host.
type interpretedHost struct{ *instance }

// Next implements yaegi.Host.
func (h interpretedHost) Next(left int) int {
	if h.current >= 0 {
		h.end(left)
	}
	return h.begin()
}

// Ask implements yaegi.Host.
func (h interpretedHost) Ask(q ir.Question, fuel, line int, v [4]int) int {
	return h.ask(q, fuel, line, v)
}

// Molbot implements yaegi.Host.
func (h interpretedHost) Molbot() *trait.Molbot { return h.m }

// enter makes the run in a lane the current one.
func (in *instance) enter(lane int) {
	in.running, in.m = &in.runs[lane], in.batch[in.next+lane]
	in.calledHost = true
}

// ask answers a question of the running program. The result is the fuel that the run has left; a negative result ends
// it.
func (in *instance) ask(q ir.Question, fuel, line int, v [4]int) int {
	switch q {
	case ir.Refill:
		return in.refill(fuel, line)
	case ir.Subnormal:
		if in.rehearsal {
			return fuel
		}
	case ir.Deep:
		return in.stop(fuel, line, trait.FaultDepth, "functions call each other deeper than %d", in.limits.Depth)
	case ir.Shift:
		return in.stop(fuel, line, trait.FaultPanic, "negative shift amount")
	case ir.Divide:
		return in.stop(fuel, line, trait.FaultPanic, "integer divide by zero")
	case ir.Nil:
		return in.stop(fuel, line, trait.FaultPanic, "nil pointer dereference")
	case ir.Index:
		return in.stop(fuel, line, trait.FaultPanic, "index out of range [%d] with length %d", v[0], v[1])
	case ir.Bounds:
		return in.stop(fuel, line, trait.FaultPanic, "slice bounds out of range [%d:%d] with capacity %d", v[0], v[1], v[2])
	case ir.Room:
		if v[0] > v[1] {
			return in.stop(fuel, line, trait.FaultPanic, "the length of a slice is over its capacity")
		} else if v[0] < 0 {
			return in.stop(fuel, line, trait.FaultPanic, "the length of a slice is negative")
		}
	}
	return in.charge(q, fuel, line, v)
}

// charge takes the fuel and the bytes that the program is about to use.
func (in *instance) charge(q ir.Question, fuel, line int, v [4]int) int {
	for _, n := range v {
		if int64(n) > in.limits.Bytes && q != ir.Text {
			return in.outOfBytes(fuel, line)
		}
	}
	cost, bytes := q.Asked(v)
	if in.bytes+int64(bytes) > in.limits.Bytes {
		return in.outOfBytes(fuel, line)
	}
	in.bytes += int64(bytes)
	if fuel -= cost; fuel < 0 {
		return in.refill(fuel, line)
	}
	return fuel
}

func (in *instance) outOfBytes(fuel, line int) int {
	return in.stop(fuel, line, trait.FaultMemory, "it allocated more than %d bytes, 8 for each number, bool or pointer",
		in.limits.Bytes)
}
