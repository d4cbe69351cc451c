package synth

import (
	"go/ast"
	"go/token"
	"go/types"
)

// action reads a call that acts.
func (r *reader) action(e ast.Expr, in scope) (Action, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return Action{}, false
	}
	a, ok := Action{}, true
	switch method(call) {
	case "ThrustToward":
		a, ok = r.thrust(call.Args, in)
	case "Turn":
		a, ok = turn(call.Args)
	case "Brake":
		a.Verb = DoBrake
	case "Rest":
		a.Verb = DoRest
	case "Eat":
		a.Verb = DoEat
	case "Fast":
		a.Verb = DoFast
	case "MarkHere":
		a.Verb = DoMark
	case "Reproduce":
		a.Verb = DoBreed
		a.A, ok = constant(call.Args, 0)
	case "HoldBirth":
		a.Verb = DoHold
	case "Attack":
		a.Verb = DoAttack
		a.Thing, ok = in.thing(call.Args, 0)
	case "Share":
		a.Verb = DoShare
		a.Thing, ok = in.thing(call.Args, 0)
		if ok {
			a.A, ok = constant(call.Args, 1)
		}
	case "LeaveScent":
		a.Verb = DoScent
		if a.Index, ok = whole(call.Args); ok {
			a.A, ok = constant(call.Args, 1)
		}
	case "SetMem":
		a, ok = r.memory(call.Args, in)
	default:
		ok = false
	}
	return a, ok && a.valid()
}

// thing returns the thing that argument i names.
func (s scope) thing(args []ast.Expr, i int) (Thing, bool) {
	if i >= len(args) {
		return NoThing, false
	}
	id, ok := args[i].(*ast.Ident)
	if !ok {
		return NoThing, false
	}
	t, ok := s.things[id.Name]
	return t, ok
}

// thrust reads (x.DX, x.DY, effort) and (-x.DX, -x.DY, effort).
func (r *reader) thrust(args []ast.Expr, in scope) (Action, bool) {
	if len(args) != 3 {
		return Action{}, false
	}
	effort, ok := constantOf(args[2])
	dx, negX := component(args[0], "DX")
	dy, negY := component(args[1], "DY")
	if !ok || dx == "" || dx != dy || negX != negY {
		return Action{}, false
	}
	if t, ok := in.things[dx]; ok {
		if negX {
			return Action{Verb: DoThrustFrom, Thing: t, A: effort}, true
		}
		return Action{Verb: DoThrustTo, Thing: t, A: effort}, true
	}
	a := in.climb
	a.A = effort
	if negX {
		a.Verb, ok = DoAvoid, a.Verb == DoFollow
	}
	return a, ok && dx == in.gradient
}

// component reads x.DX or -x.DX and returns the name x.
func component(e ast.Expr, field string) (name string, negative bool) {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.SUB {
		e, negative = u.X, true
	}
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != field {
		return "", false
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, negative
}

// turn reads (angle, effort) and ((m.Rand()-0.5)*spread, effort).
func turn(args []ast.Expr) (Action, bool) {
	if len(args) != 2 {
		return Action{}, false
	}
	effort, ok := constantOf(args[1])
	if angle, fixed := constantOf(args[0]); fixed {
		return Action{Verb: DoTurn, A: effort, B: angle}, ok
	}
	product, fine := args[0].(*ast.BinaryExpr)
	if !fine || product.Op != token.MUL || types.ExprString(product.X) != "(m.Rand() - 0.5)" {
		return Action{}, false
	}
	spread, fine := constantOf(product.Y)
	return Action{Verb: DoWander, A: effort, B: spread}, ok && fine
}

// memory reads (slot, value), (slot, m.Mem(slot)+step) and (slot, sense).
func (r *reader) memory(args []ast.Expr, in scope) (Action, bool) {
	slot, ok := whole(args)
	if !ok || len(args) != 2 {
		return Action{}, false
	}
	if v, ok := constantOf(args[1]); ok {
		return Action{Verb: DoSetMem, Index: slot, A: v}, true
	}
	if s, ok := r.sense(args[1], in); ok {
		return Action{Verb: DoKeepMem, Index: slot, Sense: s}, true
	}
	sum, ok := args[1].(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD {
		return Action{}, false
	}
	call, ok := sum.X.(*ast.CallExpr)
	if !ok || method(call) != "Mem" {
		return Action{}, false
	}
	from, ok := whole(call.Args)
	add, known := constantOf(sum.Y)
	return Action{Verb: DoAddMem, Index: slot, A: add}, ok && known && from == slot
}
