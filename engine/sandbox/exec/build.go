package exec

import (
	"go/constant"
	"math"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// builder translates a program into instructions.
type builder struct {
	prog      *Program
	constants map[int64]reg
	texts     map[string]int64
	functions map[*ir.Function]*function
	slots     map[*ir.Var]place
	loops     map[*ir.Stmt]ends
	limit     int  // of nested calls of recursive functions
	counts    bool // the program has recursive functions
	emitted   int
	places    int

	fn    *function
	block *block
}

// ends holds the blocks that continue and break of a loop jump to.
type ends struct{ head, after *block }

func newBuilder(p *ir.Program) *builder {
	b := &builder{
		prog: &Program{senses: make([]reg, trait.FreeSenses), constants: map[reg]int64{}}, constants: map[int64]reg{},
		texts: map[string]int64{}, functions: map[*ir.Function]*function{}, slots: map[*ir.Var]place{},
		loops: map[*ir.Stmt]ends{}, limit: p.Depth,
	}
	for i := range b.prog.senses {
		b.prog.senses[i] = none
	}
	b.prog.depth = b.word()
	return b
}

// word reserves a new slot.
func (b *builder) word() reg { return b.reserve(1) }

// room reserves new slots for a value.
func (b *builder) room(t *ir.Type) place { return at(t, b.reserve(t.Words)) }

// reserve takes the next n slots and returns the first. The number of slots of a program is bounded.
func (b *builder) reserve(n int) reg {
	b.prog.slots += n
	if b.prog.slots > maxSlots {
		refuse("the program's variables and intermediate values take more than %d words", maxSlots)
	}
	return reg(b.prog.slots - n)
}

// emit appends an instruction to the current block.
func (b *builder) emit(in instr) {
	if b.emitted++; b.emitted > maxInstructions {
		refuse("the program has more than %d instructions", maxInstructions)
	}
	b.block.code = append(b.block.code, in)
}

// instruction returns an instruction that uses no slots yet.
func instruction(o op) instr { return instr{op: o, d: none, a: none, b: none, c: none} }

func operation(o op, k ir.Kind, d, x, y reg) instr {
	in := instruction(o)
	in.k, in.d, in.a, in.b = k, d, x, y
	return in
}

func (b *builder) emit2(o op, k ir.Kind, d, x, y reg) { b.emit(operation(o, k, d, x, y)) }

// enter makes next the current block and gives it the next place in source order.
func (b *builder) enter(next *block) {
	b.places++
	next.place = b.places
	b.block = next
}

// jump ends the current block with a jump.
func (b *builder) jump(to *block) {
	b.block.then = to
	b.block = &block{} // unreachable
}

// fork ends the current block with a branch to then. The block where the condition does not hold becomes the current
// one.
func (b *builder) fork(cond instr, then *block) {
	head, after := b.block, &block{}
	head.branch, head.cond, head.then, head.els = true, cond, then, after
	b.enter(after)
}

func (b *builder) constWord(v int64) reg {
	r, ok := b.constants[v]
	if !ok {
		r = b.word()
		b.constants[v] = r
		b.prog.constants[r] = v
	}
	return r
}

// constant returns the slot of a constant.
func (b *builder) constant(v constant.Value, k ir.Kind) reg {
	switch k {
	case ir.Float64:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		return b.constWord(int64(math.Float64bits(f)))
	case ir.Float32:
		f, _ := constant.Float32Val(constant.ToFloat(v))
		return b.constWord(int64(math.Float32bits(f)))
	case ir.Bool:
		return b.constWord(truth(constant.BoolVal(v)))
	case ir.String:
		return b.constWord(b.text(constant.StringVal(v)))
	}
	if i, ok := constant.Int64Val(v); ok {
		return b.constWord(i)
	}
	u, ok := constant.Uint64Val(v)
	if !ok {
		refuse("constant %s is out of range", v)
	}
	return b.constWord(int64(u))
}

func (b *builder) text(s string) int64 {
	w, ok := b.texts[s]
	if !ok {
		w = packText(len(b.prog.texts), len(s))
		b.prog.texts = append(b.prog.texts, s...)
		b.texts[s] = w
	}
	return w
}

// program builds all functions, the body last.
func (b *builder) program(p *ir.Program) {
	all := append(p.Functions[:len(p.Functions):len(p.Functions)], p.Body)
	for _, f := range all {
		fn := &function{Function: f}
		for _, t := range f.Results {
			r := b.room(t)
			fn.returns, fn.results = append(fn.returns, r), append(fn.results, r.slots()...)
		}
		b.functions[f] = fn
		b.prog.functions = append(b.prog.functions, fn)
		b.prog.body, b.counts = fn, b.counts || f.Recursive
	}
	for _, fn := range b.prog.functions {
		b.function(fn)
		b.prog.stage = max(b.prog.stage, len(fn.results), len(fn.params))
	}
}

func (b *builder) function(fn *function) {
	b.fn = fn
	fn.low = b.prog.slots
	fn.entry = &block{charge: fn.Charge, line: fn.Line}
	b.enter(fn.entry)
	for _, v := range fn.Params {
		fn.params = append(fn.params, b.variable(v).slots()...)
	}
	if fn == b.prog.body && b.counts {
		b.emit2(opMove, ir.Int64, b.prog.depth, b.constWord(0), none)
	}
	b.stmts(fn.Body)
	fn.high = b.prog.slots
}

// variable returns the slots of a variable and reserves them at its first use.
func (b *builder) variable(v *ir.Var) place {
	if v.Sense > 0 {
		r := &b.prog.senses[v.Sense-1]
		if *r == none {
			*r = b.word()
		}
		return at(v.Type, *r)
	}
	p, ok := b.slots[v]
	if !ok {
		p = b.room(v.Type)
		b.slots[v] = p
	}
	return p
}

func (b *builder) stmts(list []*ir.Stmt) {
	for _, s := range list {
		b.stmt(s)
	}
}

func (b *builder) stmt(s *ir.Stmt) {
	switch s.Kind {
	case ir.Do:
		b.do(&s.Instr, s.Line)
	case ir.If:
		b.ifStmt(s)
	case ir.Loop, ir.Once:
		b.loop(s)
	case ir.Trap:
		stop := &block{}
		b.fork(b.condition(&s.Instr), stop)
		after := b.block
		b.enter(stop)
		b.question(s.Ask, s.Line, s.Values)
		b.jump(nil)
		b.enter(after)
	case ir.Ask:
		b.question(s.Ask, s.Line, s.Values)
		b.fork(instruction(opSpent), nil)
	case ir.Break:
		b.jump(b.loops[s.Target].after)
	case ir.Continue:
		b.jump(b.loops[s.Target].head)
	case ir.Return:
		for i, v := range s.Values {
			b.store(b.fn.returns[i], b.value(v))
		}
		b.jump(nil)
	}
}

func (b *builder) ifStmt(s *ir.Stmt) {
	cond := b.condition(&s.Instr)
	head, body, after := b.block, &block{}, &block{}
	head.branch, head.cond, head.then, head.els = true, cond, body, after
	b.enter(body)
	b.stmts(s.Body)
	b.jump(after)
	if len(s.Else) > 0 {
		head.els = &block{}
		b.enter(head.els)
		b.stmts(s.Else)
		b.jump(after)
	}
	b.enter(after)
}

func (b *builder) loop(s *ir.Stmt) {
	head, after := &block{charge: s.Charge, line: s.Line}, &block{}
	b.loops[s] = ends{head, after}
	b.jump(head)
	b.enter(head)
	b.stmts(s.Body)
	if s.Kind == ir.Once {
		b.jump(after)
	} else {
		b.jump(head)
	}
	b.enter(after)
}

// condition translates the condition of a branch.
func (b *builder) condition(in *ir.Instr) instr {
	switch in.Op {
	case ir.Move, ir.Not:
		o := opTrue
		if in.Op == ir.Not {
			o = opNot
		}
		return operation(o, ir.Bool, none, b.value(in.Args[0]).reg(), none)
	}
	k, x, y := b.operands(in)
	return operation(machineOp(in.Op), k, none, x, y)
}

func (b *builder) question(q ir.Question, line int, values []ir.Operand) {
	in := instruction(opAsk)
	in.ask, in.line, in.list = q, line, b.list(values)
	b.emit(in)
}

// list evaluates operands into single slots.
func (b *builder) list(values []ir.Operand) (slots []reg) {
	for _, v := range values {
		slots = append(slots, b.value(v).slots()...)
	}
	return slots
}
