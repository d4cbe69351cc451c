package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// reg is the number of a slot.
type reg int32

const none reg = -1

// op is the operation of an instruction.
type op uint8

const (
	opMove       op = iota // d = a
	opAdd                  // d = a op b, both of kind k
	opSub                  //
	opMul                  //
	opQuo                  //
	opRem                  //
	opAnd                  //
	opOr                   //
	opXor                  //
	opAndNot               //
	opShl                  // b is an unsigned count
	opShr                  //
	opEq                   // d = a op b, operands of kind k
	opNe                   //
	opLt                   //
	opLe                   //
	opGt                   //
	opGe                   //
	opOutside              // d = !(0 <= a && a < b)
	opNot                  // d = !a
	opTrue                 // a itself, as a condition
	opSpent                // fuel < 0, as a condition
	opMin                  // d = min(a, b) of floats
	opMax                  //
	opConvert              // d of kind k2 = a of kind k
	opMoveN                // slots[to:to+n] = slots[from:from+n]
	opZeroN                // slots[to:to+n] = 0
	opIndexed              // outs = slots[to+a+m:], within the n slots at to
	opSetIndexed           // slots[to+a+m:] = list, within the n slots at to
	opScale                // d = a*n + m
	opElement              // d = a + b*n; 0 <= b < c
	opLoad                 // d = memory[a+n]
	opStore                // memory[a+n] = b
	opLoadN                // the slots outs = memory[a+n:]
	opStoreN               // memory[a+n:] = list
	opTextLen              // d = len(a)
	opTextAt               // d = a[b]
	opTextSlice            // d = a[b:c]
	opSlice                // outs = address, length, capacity of a slice: see builder.cut
	opMake                 // d = the address of a*n new words
	opAppend               // outs = append(list...): see builder.appendTo
	opCopy                 // d = copy(list...)
	opCall                 // outs = fn(list)
	opMath                 // outs = math.name(list)
	opMethod               // outs = molbot.name(list)
	opAsk                  // ask the host, with the numbers in list
)

type instr struct {
	op         op
	k, k2      ir.Kind
	d, a, b, c reg
	to, from   reg // starts of ranges, which the optimiser never renames
	n, m       int
	list, outs []reg
	fn         *function
	name       string
	ask        ir.Question
	line       int // of the question, and of an operation that may ask one
	elem       *ir.Type
}

// block is a basic block. It ends with a branch on cond to then or els, or with a jump to then. A nil successor ends
// the function.
type block struct {
	charge, line int // fuel charged on entry
	code         []instr
	branch       bool
	cond         instr
	then, els    *block

	place int // position in the source
	index int
	preds int
	live  set // slots that may be read after the block
}

// uses calls f for each slot that the instruction reads.
func (in *instr) uses(f func(*reg)) {
	for _, r := range []*reg{&in.a, &in.b, &in.c} {
		if *r != none {
			f(r)
		}
	}
	for i := range in.list {
		f(&in.list[i])
	}
}

// span is a range of slots. It is handled as a whole, because an instruction on a large array must not cost the
// compiler a step for each slot.
type span struct {
	from reg
	n    int
}

func (s span) has(r reg) bool { return r >= s.from && int(r-s.from) < s.n }

// reads and writes return the range of slots that the instruction reads or may write.
func (in *instr) reads() span {
	switch in.op {
	case opMoveN:
		return span{in.from, in.n}
	case opIndexed, opSetIndexed: // opSetIndexed keeps the other elements
		return span{in.to, in.n}
	}
	return span{}
}

func (in *instr) writes() span {
	switch in.op {
	case opMoveN, opZeroN, opSetIndexed:
		return span{in.to, in.n}
	}
	return span{}
}

// defs calls f for each single slot that the instruction writes.
func (in *instr) defs(f func(*reg)) {
	if in.d != none {
		f(&in.d)
	}
	for i := range in.outs {
		if in.outs[i] != none {
			f(&in.outs[i])
		}
	}
}

// pure reports whether an instruction can be removed when its results are never read.
func (in *instr) pure() bool {
	switch in.op {
	case opElement, opTextAt, opTextSlice, opSlice:
		return true // their operands have been checked before
	case opMove, opTrue, opNot, opMin, opMax, opConvert, opIndexed, opScale, opLoad, opLoadN, opTextLen, opMoveN, opZeroN:
		return true
	}
	return in.op >= opAdd && in.op <= opOutside && !in.subnormal()
}

// subnormal mirrors ir.Instr.Subnormal.
func (in *instr) subnormal() bool {
	return in.op >= opAdd && in.op <= opQuo && (in.k == ir.Float64 || in.k == ir.Float32)
}
