package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// reg names a slot.
type reg int32

const none reg = -1

// op is what an instruction does.
type op uint8

const (
	opMove       op = iota // d = a
	opAdd                  // d = a op b, of kind k
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
	opOutside              // d = not 0 <= a < b
	opNot                  // d = !a
	opTrue                 // a itself, as a condition
	opSpent                // the fuel is below 0, as a condition
	opMin                  // d = min(a, b) of floats
	opMax                  //
	opConvert              // d of kind k2 = a of kind k
	opMoveN                // n slots from to = n slots from from
	opZeroN                // n slots from to = 0
	opIndexed              // outs = the slots from a+m on of the n slots from to
	opSetIndexed           // the slots from a+m on of the n slots from to = list
	opScale                // d = a*n + m
	opElement              // d = a + b*n, 0 <= b < c
	opLoad                 // d = memory[a+n]
	opStore                // memory[a+n] = b
	opLoadN                // the slots in list = memory[a+n:]
	opStoreN               // memory[a+n:] = the slots in list
	opTextLen              // d = len(a)
	opTextAt               // d = a[b]
	opTextSlice            // d = a[b:c]
	opSlice                // outs = pointer, length, capacity of a slice: see builder.cut
	opMake                 // d = the address of a*n new words
	opAppend               // outs = append(list…): see builder.appendTo
	opCopy                 // d = copy(list…)
	opCall                 // fn(list) gives outs
	opMath                 // math.name(list) gives outs
	opMethod               // name(list) of the molbot gives outs
	opAsk                  // the host, with the numbers in list
)

// instr is an instruction.
type instr struct {
	op         op
	k, k2      ir.Kind
	d, a, b, c reg
	to, from   reg // starts of ranges, which are never renamed
	n, m       int
	list, outs []reg
	fn         *function
	name       string
	ask        ir.Question
	line       int // of the question, and of what may ask one
	elem       *ir.Type
}

// block is a straight line of instructions. It ends with a branch on cond to then or els, or a jump to then; a nil
// block ends the function.
type block struct {
	charge, line int // fuel taken at the head
	code         []instr
	branch       bool
	cond         instr
	then, els    *block

	place int // in the source
	index int
	preds int
	live  set // at the end
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

// span is a range of slots. It is handled as a whole: a row of a large array must not cost a step for each slot of all.
type span struct {
	from reg
	n    int
}

func (s span) has(r reg) bool { return r >= s.from && int(r-s.from) < s.n }

// reads and writes are the range of slots that the instruction reads or may write.
func (in *instr) reads() span {
	switch in.op {
	case opMoveN:
		return span{in.from, in.n}
	case opIndexed, opSetIndexed: // the others stay
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

// pure reports whether an instruction whose results nobody reads can go.
func (in *instr) pure() bool {
	switch in.op {
	case opElement, opTextAt, opTextSlice, opSlice:
		return true // what they need has been checked before
	case opMove, opTrue, opNot, opMin, opMax, opConvert, opIndexed, opScale, opLoad, opLoadN, opTextLen, opMoveN, opZeroN:
		return true
	}
	return in.op >= opAdd && in.op <= opOutside && !in.subnormal()
}

// subnormal is ir.Instr.Subnormal.
func (in *instr) subnormal() bool {
	return in.op >= opAdd && in.op <= opQuo && (in.k == ir.Float64 || in.k == ir.Float32)
}
