package ir

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Canonical returns a hash of the program in its normal form, the form that lowering produces. Two sources have the
// same hash if they differ only in
//
//   - names, comments, layout, parentheses and blocks,
//   - how a constant is written, or a constant and its value,
//   - named types and their definitions, or structs of the same fields in the same order,
//   - x++, x += 1 and x = x + 1; var x T and x := 0; else if and an if within else,
//   - a call of a small function, a method or a closure and its body in place of the call, if the arguments are
//     variables,
//   - a switch without a value and the equivalent ifs,
//   - code that never runs: functions that are never called, statements after a return, branches of constant
//     conditions, and a bare return at the end.
//
// Everything else changes the hash, also where two programs behave the same: a switch on a value and the equivalent
// ifs, a range and the equivalent for, the order of statements, int and int64, an unused variable. So two programs with
// the same hash are copies of each other.
//
// The hash covers the tree of the typed form without lines and prices. Each node is written with its kind and the
// number of its parts, and each text with its length, so different trees never produce the same bytes.
func (p *Program) Canonical() string {
	h := &hasher{functions: map[*Function]int{}, loops: map[*Stmt]int{}, vars: map[*Var]int{}}
	for i, f := range p.Functions {
		h.functions[f] = i
	}
	h.number(p.Depth, len(p.Functions))
	for _, f := range p.Functions {
		h.function(f)
	}
	h.function(p.Body)
	h.number(len(p.Types.Defined))
	for _, t := range p.Types.Defined {
		h.text(t.Name)
		h.number(len(t.Fields))
		for _, f := range t.Fields {
			h.typ(f.Type)
		}
	}
	sum := sha256.Sum256(h.data)
	return hex.EncodeToString(sum[:])
}

type hasher struct {
	data      []byte
	functions map[*Function]int
	loops     map[*Stmt]int
	vars      map[*Var]int // numbered in the order of their first use
}

func (h *hasher) number(list ...int) {
	for _, n := range list {
		h.data = binary.AppendVarint(h.data, int64(n))
	}
}

func (h *hasher) text(s string) {
	h.number(len(s))
	h.data = append(h.data, s...)
}

func (h *hasher) typ(t *Type) {
	if t == nil {
		h.number(0)
		return
	}
	h.text(t.Name)
}

func (h *hasher) function(f *Function) {
	h.number(len(f.Params))
	for _, v := range f.Params {
		h.variable(v)
	}
	h.number(len(f.Results))
	for _, t := range f.Results {
		h.typ(t)
	}
	h.list(f.Body)
}

func (h *hasher) variable(v *Var) {
	if v == nil {
		h.number(-1)
		return
	}
	n, known := h.vars[v]
	if !known {
		n = len(h.vars)
		h.vars[v] = n
	}
	h.number(n, v.Sense)
	h.typ(v.Type)
}

func (h *hasher) list(list []*Stmt) {
	h.number(len(list))
	for _, s := range list {
		h.stmt(s)
	}
}

func (h *hasher) stmt(s *Stmt) {
	h.number(int(s.Kind), int(s.Ask))
	if s.Kind == Loop || s.Kind == Once {
		h.loops[s] = len(h.loops)
	}
	if s.Target != nil {
		h.number(h.loops[s.Target])
	}
	h.instr(&s.Instr)
	h.operands(s.Values)
	h.list(s.Body)
	h.list(s.Else)
}

func (h *hasher) instr(in *Instr) {
	h.number(int(in.Op))
	h.typ(in.Type)
	h.text(in.Name)
	if in.Fn != nil {
		h.number(h.functions[in.Fn])
	}
	h.operands(in.Dst)
	h.operands(in.Args)
}

func (h *hasher) operands(list []Operand) {
	h.number(len(list))
	for _, o := range list {
		h.operand(o)
	}
}

func (h *hasher) operand(o Operand) {
	h.typ(o.Type)
	h.variable(o.Var)
	if o.Const != nil {
		h.text(o.Const.ExactString())
	} else {
		h.text("")
	}
	h.number(len(o.Path))
	for _, s := range o.Path {
		h.number(int(s.Kind), s.N)
		h.variable(s.Index)
	}
}
