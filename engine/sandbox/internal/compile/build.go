package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
)

// builder turns the core into instructions.
type builder struct {
	info      *types.Info
	prog      *Program
	layouts   map[types.Type]*layout
	constants map[any]reg
	texts     map[string]int64
	functions map[types.Object]*function
	staged    int
	emitted   int
	places    int

	fn    *function
	block *block
	loops []loop
}

// loop is what break and continue can leave.
type loop struct {
	label       string
	head, after *block
}

// place is where a value is: in slots from float and word on; among the slots of arrays, moved by dynamic indexes; or in
// memory at address+offset.
type place struct {
	*layout
	float, word  int // first slots
	moved        bool
	moveF, moveW reg // added to the first slots
	arrayF       [2]int
	arrayW       [2]int // the slots of the outermost array: first, count
	memory       bool
	address      reg
	offset       int
}

func newBuilder(info *types.Info) *builder {
	b := &builder{
		info: info, prog: &Program{depth: none},
		layouts: map[types.Type]*layout{}, constants: map[any]reg{}, texts: map[string]int64{},
		functions: map[types.Object]*function{},
	}
	for i := range b.prog.senses {
		b.prog.senses[i] = none
	}
	b.prog.depth = b.word()
	return b
}

func (b *builder) float() reg {
	b.reserve(1, 0)
	return floatReg(b.prog.floats - 1)
}

func (b *builder) word() reg {
	b.reserve(0, 1)
	return wordReg(b.prog.words - 1)
}

// temp is a new slot for a leaf.
func (b *builder) temp(k kind) reg {
	if k == kindFloat64 {
		return b.float()
	}
	return b.word()
}

// room is new slots for a value.
func (b *builder) room(l *layout) place {
	p := place{layout: l, float: b.prog.floats, word: b.prog.words}
	b.reserve(l.floats, l.words)
	return p
}

// reserve takes slots, of which a program has so many.
func (b *builder) reserve(floats, words int) {
	b.prog.floats += floats
	b.prog.words += words
	if b.prog.floats+b.prog.words > maxSlots {
		refuse("the program has more than %d variables", maxSlots)
	}
}

// slot is the i-th leaf of a place in slots.
func (p place) slots() []reg {
	slots := make([]reg, 0, len(p.leaves))
	f, w := p.float, p.word
	for _, k := range p.leaves {
		if k == kindFloat64 {
			slots = append(slots, floatReg(f))
			f++
		} else {
			slots = append(slots, wordReg(w))
			w++
		}
	}
	return slots
}

// reg is the slot of a value of one leaf.
func (p place) reg() reg {
	if len(p.leaves) != 1 || p.memory || p.moved {
		refuse("a value in one slot is needed")
	}
	if p.leaves[0] == kindFloat64 {
		return floatReg(p.float)
	}
	return wordReg(p.word)
}

// at is the place of a leaf in slot r.
func at(l *layout, r reg) place {
	if r.isFloat() {
		return place{layout: l, float: r.index()}
	}
	return place{layout: l, word: r.index()}
}

// emit adds an instruction.
func (b *builder) emit(in instr) {
	if b.emitted++; b.emitted > maxInstructions {
		refuse("the program has more than %d instructions", maxInstructions)
	}
	b.block.code = append(b.block.code, in)
}

// instruction is an instruction without slots.
func instruction(o op) instr { return instr{op: o, d: none, a: none, b: none, c: none} }

func (b *builder) emit2(o op, k kind, d, x, y reg) {
	in := instruction(o)
	in.k, in.d, in.a, in.b = k, d, x, y
	b.emit(in)
}

// enter goes on with a block, which takes its place in the order of the source.
func (b *builder) enter(next *block) {
	b.places++
	next.place = b.places
	b.block = next
}

// jump ends the block.
func (b *builder) jump(to *block) {
	b.block.then = to
	b.block = &block{} // unreachable
}

func (b *builder) constFloat(v float64) reg {
	key := math.Float64bits(v)
	r, ok := b.constants[key]
	if !ok {
		r = b.float()
		b.constants[key] = r
		b.prog.constants = append(b.prog.constants, constantSlot{slot: r, float: v})
	}
	return r
}

func (b *builder) constWord(v int64) reg {
	r, ok := b.constants[v]
	if !ok {
		r = b.word()
		b.constants[v] = r
		b.prog.constants = append(b.prog.constants, constantSlot{slot: r, word: v})
	}
	return r
}

// constant is the slot of a constant.
func (b *builder) constant(v constant.Value, k kind) reg {
	switch k {
	case kindFloat64:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		return b.constFloat(f)
	case kindFloat32:
		f, _ := constant.Float32Val(constant.ToFloat(v))
		return b.constWord(int64(math.Float32bits(f)))
	case kindBool:
		if constant.BoolVal(v) {
			return b.constWord(1)
		}
		return b.constWord(0)
	case kindString:
		return b.constWord(b.text(constant.StringVal(v)))
	}
	if i, ok := constant.Int64Val(constant.ToInt(v)); ok {
		return b.constWord(i)
	}
	u, ok := constant.Uint64Val(constant.ToInt(v))
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

// file builds every function, then the body of the batch loop.
func (b *builder) file(file *ast.File) {
	var decls []*ast.FuncDecl
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name == "init" || f.Name.Name == "Fuel" {
			continue
		}
		fn := &function{name: f.Name.Name, calls: map[*function]bool{}, slots: map[types.Object]place{}}
		b.functions[b.info.Defs[f.Name]] = fn
		decls = append(decls, f)
		sig := b.info.Defs[f.Name].(*types.Func).Signature()
		for v := range sig.Results().Variables() {
			fn.resultTypes = append(fn.resultTypes, b.layout(v.Type()))
			fn.results = append(fn.results, b.room(b.layout(v.Type())).slots()...)
		}
		b.staged = max(b.staged, len(fn.results))
	}
	for _, d := range decls {
		b.function(d)
	}
	if b.prog.body == nil {
		refuse("there is no batch loop")
	}
	for _, f := range b.prog.functions {
		f.recursive = f.reaches(f, map[*function]bool{})
	}
	b.prog.stage = b.staged
}

func (f *function) reaches(to *function, seen map[*function]bool) bool {
	for next := range f.calls {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if next.reaches(to, seen) {
				return true
			}
		}
	}
	return false
}

func (b *builder) function(d *ast.FuncDecl) {
	fn := b.functions[b.info.Defs[d.Name]]
	b.fn, b.loops = fn, nil
	fn.lowF, fn.lowW = b.prog.floats, b.prog.words
	fn.entry = &block{}
	b.enter(fn.entry)
	for _, field := range d.Type.Params.List {
		for _, id := range field.Names {
			p := b.room(b.layout(b.info.TypeOf(field.Type)))
			fn.slots[b.info.Defs[id]] = p
			fn.params = append(fn.params, p.slots()...)
		}
	}
	b.staged = max(b.staged, len(fn.params))
	if d.Name.Name == "Run" {
		b.prog.body = fn
		b.batch(d.Body.List)
	} else {
		b.prog.functions = append(b.prog.functions, fn)
		b.stmts(d.Body.List)
	}
	fn.highF, fn.highW = b.prog.floats, b.prog.words
}

// batch takes the body of the batch loop out of it: the machine itself goes from molbot to molbot.
func (b *builder) batch(list []ast.Stmt) {
	for _, s := range list {
		labeled, ok := s.(*ast.LabeledStmt)
		if !ok {
			b.stmt(s)
			continue
		}
		body := labeled.Stmt.(*ast.ForStmt).Body.List
		if len(body) < 2 || !b.isHost(body[0], "Next") {
			refuse("the batch loop does not begin with Next")
		}
		b.loops = append(b.loops, loop{label: labeled.Label.Name})
		b.stmts(body[2:])
	}
}

// isHost reports whether s is fuel = host.name(…).
func (b *builder) isHost(s ast.Stmt, name string) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.ASSIGN {
		return false
	}
	call, ok := a.Rhs[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == name
}
