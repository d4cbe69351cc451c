package synth

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// senseByExpr maps the Go expression of a sense, in the format of types.ExprString, to the sense.
var senseByExpr = func() map[string]Sense {
	m := map[string]Sense{}
	for s := NoSense + 1; s < senseCount; s++ {
		if senseTable[s].thing == NoThing && s != SenseCrowd {
			m[senseTable[s].expr] = s
		}
	}
	return m
}()

// senseByField maps the fields of each thing to senses.
var senseByField = func() map[Thing]map[string]Sense {
	m := map[Thing]map[string]Sense{}
	for s := NoSense + 1; s < senseCount; s++ {
		t := senseTable[s].thing
		if t == NoThing || t == MarkPlace {
			continue
		}
		if m[t] == nil {
			m[t] = map[string]Sense{}
		}
		m[t][senseTable[s].expr[len(thingTable[t].name)+1:]] = s
	}
	return m
}()

// sense reads an expression that is a single sense.
func (r *reader) sense(e ast.Expr, in scope) (Sense, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return r.sense(e.X, in)
	case *ast.Ident:
		s, ok := in.values[e.Name]
		return s, ok
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			s, ok := senseByField[in.things[id.Name]][e.Sel.Name]
			return s, ok
		}
	case *ast.CallExpr:
		if method(e) == "Crowd" {
			px, ok := constant(e.Args, 0)
			r.setReach(0, px, ok)
			return SenseCrowd, ok
		}
	case *ast.BinaryExpr:
		if in.squares(e) {
			return SenseMarkDistance, true
		}
	}
	s, ok := senseByExpr[types.ExprString(e)]
	return s, ok
}

// squares reads mark.DX*mark.DX + mark.DY*mark.DY.
func (s scope) squares(e *ast.BinaryExpr) bool {
	text := types.ExprString(e)
	for name, t := range maps.All(s.things) {
		if t == MarkPlace && text == name+".DX * "+name+".DX + "+name+".DY * "+name+".DY" {
			return true
		}
	}
	return false
}

// conds reads conditions joined by &&.
func (r *reader) conds(e ast.Expr, in scope) ([]Cond, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return r.conds(e.X, in)
	case *ast.BinaryExpr:
		if e.Op == token.LAND {
			left, fine := r.conds(e.X, in)
			right, also := r.conds(e.Y, in)
			return append(left, right...), fine && also
		}
		c, ok := r.comparison(e, in)
		return []Cond{c}, ok
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			conds, ok := r.conds(e.X, in)
			if ok = ok && len(conds) == 1 && conds[0].Flag != NoFlag; ok {
				conds[0].Not = !conds[0].Not
			}
			return conds, ok
		}
	case *ast.Ident:
		t, ok := in.oks[e.Name]
		return []Cond{{Flag: flagOf(t)}}, ok
	case *ast.CallExpr:
		return []Cond{{Flag: FlagCanBreed}}, method(e) == "CanBreed" && len(e.Args) == 0
	}
	return nil, false
}

func (r *reader) comparison(e *ast.BinaryExpr, in scope) (Cond, bool) {
	c := Cond{}
	switch e.Op {
	case token.LSS:
		c.Less = true
	case token.LEQ: // almost the same, but synth never prints it
		c.Less, r.whole = true, false
	case token.GEQ:
		r.whole = false
	case token.GTR:
	default:
		return c, false
	}
	if share, ok := energyShare(e.X, e.Y); ok { // m.Energy() < 0.3*m.MaxEnergy()
		c.Left, c.Const = SenseEnergy, share
		return c, true
	}
	left, ok := r.sense(e.X, in)
	if !ok {
		return c, false
	}
	c.Left = left
	if c.Const, ok = constantOf(e.Y); ok {
		return c, true
	}
	c.Right, ok = r.sense(e.Y, in)
	c.Const = 0
	return c, ok
}

// energyShare reads a comparison of the energy with a share of the maximum, as people write it.
func energyShare(x, y ast.Expr) (float64, bool) {
	product, ok := y.(*ast.BinaryExpr)
	if !ok || product.Op != token.MUL || types.ExprString(x) != "m.Energy()" {
		return 0, false
	}
	a, b := product.X, product.Y
	if types.ExprString(a) == "m.MaxEnergy()" {
		a, b = b, a
	}
	share, ok := constantOf(a)
	return share, ok && types.ExprString(b) == "m.MaxEnergy()"
}
