package yaegi

import (
	"fmt"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Print writes a program as Go that the interpreter runs correctly. Each function declares its local variables first
// and consists of statements that do one thing each, such as v3 = v1 + v2.
func Print(p *ir.Program, paid Paid) string {
	w := &printer{Program: p, paid: paid}
	w.line("package p\nimport \"trait\"\nimport \"host\"\nimport \"math\"")
	w.line("var fuel, depth int\nvar f64 float64\nvar f32 float32\nvar s []float64")
	w.line("func init() { s = host.Senses }\nvar _ trait.Vector\nvar _ = math.Abs")
	for _, t := range p.Types.Defined {
		w.b.WriteString("type " + t.Name + " struct { ")
		for _, f := range t.Fields {
			w.b.WriteString(f.Name + " " + f.Type.Name + "; ")
		}
		w.line("}")
	}
	for _, f := range p.Functions {
		w.function(f)
	}
	w.line("func Fuel() int { return fuel }")
	w.batch(p.Body)
	return w.b.String()
}

// Paid selects what a printed program counts fuel for.
type Paid uint8

// Kinds of meters.
const (
	All        Paid = iota
	Statements      // all but subnormal numbers: checking each result makes the interpreter five times as slow
	Nothing         // for benchmarks
)

// printer writes a program as Go.
type printer struct {
	*ir.Program
	b     strings.Builder
	paid  Paid
	leave string // the statement that ends the run at the current position
}

func (w *printer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
}

// batch writes the loop that runs the body for each molbot; host.Next ends one run and begins the next. One call runs
// the whole batch, because entering the interpreter is expensive.
func (w *printer) batch(body *ir.Function) {
	w.leave = "continue B"
	w.line("func Run() {")
	w.locals(body)
	w.line("B:\nfor {\nfuel = host.Next(fuel)\nif fuel < 0 {\nbreak\n}\ndepth = 0")
	w.charge(body.Charge, body.Line)
	w.stmts(body.Body)
	if !ir.Terminated(body.Body) {
		w.line("continue B")
	}
	w.line("}\n}")
}

func (w *printer) function(f *ir.Function) {
	params, results, zeros := []string{}, []string{}, []string{}
	for _, v := range f.Params {
		params = append(params, name(v)+disguised(v.Type))
	}
	for _, t := range f.Results {
		results, zeros = append(results, t.Name), append(zeros, w.zero(t))
	}
	w.line("func %s(%s) (%s) {", f.Name, strings.Join(params, ", "), strings.Join(results, ", "))
	w.locals(f)
	for _, v := range f.Params {
		if _, off := disguise(v.Type); off != "" {
			w.line("var %s %s\n%s = "+off, name(v), v.Type.Name, name(v), name(v)+"d")
		}
	}
	w.leave = "return " + strings.Join(zeros, ", ")
	w.charge(f.Charge, f.Line)
	w.stmts(f.Body)
	if !ir.Terminated(f.Body) {
		w.line("%s", w.leave)
	}
	w.line("}")
}

// disguise returns the formats that convert an argument before a call and back in the function. The interpreter drops
// arguments that package reflect considers zero, and that includes -0. The bits of -0 and a slice with -0 are not zero.
func disguise(t *ir.Type) (on, off string) {
	switch {
	case t.Kind == ir.Float64:
		return "math.Float64bits(%s)", "math.Float64frombits(%s)"
	case t.Kind == ir.Float32:
		return "math.Float32bits(%s)", "math.Float32frombits(%s)"
	case t.Holds((*ir.Type).Float):
		return "[]" + t.Name + "{%s}", "%s[0]"
	}
	return "", ""
}

// disguised returns what follows the name of a parameter in its declaration: a suffix of the name and the type.
func disguised(t *ir.Type) string {
	switch {
	case t.Kind == ir.Float64:
		return "d uint64"
	case t.Kind == ir.Float32:
		return "d uint32"
	case t.Holds((*ir.Type).Float):
		return "d []" + t.Name
	}
	return " " + t.Name
}

func name(v *ir.Var) string {
	if v.Sense > 0 {
		return fmt.Sprintf("s[%d]", v.Sense-1)
	}
	return fmt.Sprintf("v%d", v.ID)
}

// locals declares the variables of a function, grouped by type because that is faster in the interpreter.
func (w *printer) locals(f *ir.Function) {
	names, types := map[string][]string{}, []string{}
	for _, v := range f.Locals {
		t := v.Type.Name
		if names[t] == nil {
			types = append(types, t)
		}
		names[t] = append(names[t], name(v))
	}
	for _, t := range types {
		w.line("var %s %s", strings.Join(names[t], ", "), t)
	}
}

func (w *printer) stmts(list []*ir.Stmt) {
	for _, s := range list {
		w.stmt(s)
	}
}

func (w *printer) stmt(s *ir.Stmt) {
	switch s.Kind {
	case ir.Do:
		w.do(&s.Instr, s.Line)
	case ir.If:
		w.line("if %s {", w.expr(&s.Instr))
		w.stmts(s.Body)
		if len(s.Else) > 0 {
			w.line("} else {")
			w.stmts(s.Else)
		}
		w.line("}")
	case ir.Loop, ir.Once:
		w.loop(s)
	case ir.Trap:
		w.trap(s)
	case ir.Ask:
		w.ask(s.Ask, s.Line, s.Values)
		w.stopped()
	case ir.Break, ir.Continue:
		verb := "break"
		if s.Kind == ir.Continue {
			verb = "continue"
		}
		if s.Target.Label != 0 { // also from within the innermost loop
			verb += fmt.Sprintf(" L%d", s.Target.Label)
		}
		w.line("%s", verb)
	case ir.Return:
		if w.leave == "continue B" {
			w.line("continue B")
		} else {
			w.line("return %s", w.list(s.Values))
		}
	}
}

func (w *printer) loop(s *ir.Stmt) {
	if s.Label != 0 {
		w.line("L%d:", s.Label)
	}
	w.line("for {")
	if s.Kind == ir.Loop {
		w.charge(s.Charge, s.Line)
	}
	w.stmts(s.Body)
	if s.Kind == ir.Once && !ir.Terminated(s.Body) {
		w.line("break")
	}
	w.line("}")
}

// trap writes a check. An index is tested against both of its bounds.
func (w *printer) trap(s *ir.Stmt) {
	var conds []string
	if i := w.operand(s.Args[0]); s.Op != ir.Outside {
		conds = []string{w.expr(&s.Instr)}
	} else if conds = []string{i + " >= " + w.operand(s.Args[1])}; s.Args[0].Const == nil {
		conds = append(conds, i+" < 0")
	}
	for _, cond := range conds {
		w.line("if %s {", cond)
		w.ask(s.Ask, s.Line, s.Values)
		w.line("%s\n}", w.leave)
	}
}

func (w *printer) ask(q ir.Question, line int, values []ir.Operand) {
	args := ""
	for i := range 4 {
		if i < len(values) {
			args += ", " + w.operand(values[i])
		} else {
			args += ", 0"
		}
	}
	w.line("fuel = host.Ask(%d, fuel, %d%s)", q, line, args)
}

// charge writes a charge of fuel.
func (w *printer) charge(fuel, line int) {
	if w.paid == Nothing {
		return
	}
	w.line("fuel -= %d\nif fuel < 0 {", fuel)
	w.ask(ir.Refill, line, nil)
	w.stopped()
	w.line("}")
}

// stopped writes a check that leaves if the host has ended the run.
func (w *printer) stopped() { w.line("if fuel < 0 {\n%s\n}", w.leave) }

func (w *printer) do(in *ir.Instr, line int) {
	switch {
	case in.Op == ir.Call:
		w.call(in, line)
	case len(in.Dst) == 0:
		w.line("%s", w.expr(in))
	case in.Subnormal() && w.paid == All:
		w.looked(in, line)
	default:
		w.line("%s = %s", w.list(in.Dst), w.expr(in))
	}
}

// looked computes a float and passes it to the host, together with the operands of a product or a quotient, to check
// for subnormal numbers.
func (w *printer) looked(in *ir.Instr, line int) {
	result, look, of := "f64", "Look", w.list(in.Args)
	if in.Type.Kind == ir.Float32 {
		result, look = "f32", "Look32"
	}
	if in.Op == ir.Add || in.Op == ir.Sub {
		of = result + ", " + result
	}
	w.line("%s = %s", result, w.expr(in))
	w.line("fuel = host.%s(%s, %s, fuel, %d)", look, result, of, line)
	w.line("%s = %s", w.operand(in.Dst[0]), result)
}

// call writes a call. Calls of recursive functions are counted to bound their depth.
func (w *printer) call(in *ir.Instr, line int) {
	args := make([]string, len(in.Args))
	for i, a := range in.Args {
		args[i] = w.operand(a)
		if on, _ := disguise(a.Type); on != "" {
			args[i] = fmt.Sprintf(on, args[i])
		}
	}
	if in.Fn.Recursive {
		w.line("depth = depth + 1\nif depth > %d {", w.Depth)
		w.ask(ir.Deep, line, nil)
		w.line("%s\n}", w.leave)
	}
	call := in.Fn.Name + "(" + strings.Join(args, ", ") + ")"
	if len(in.Dst) > 0 {
		call = w.list(in.Dst) + " = " + call
	}
	w.line("%s", call)
	w.stopped()
	if in.Fn.Recursive {
		w.line("depth = depth - 1")
	}
}
