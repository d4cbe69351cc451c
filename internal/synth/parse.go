package synth

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"strconv"
	"strings"
)

// maxSource is the size limit of a source that is read as a parent.
const maxSource = 16 << 10

// Parse reads the source of a trait, either a whole file or only the function. whole reports whether the genome means
// everything that the source does; otherwise some statements could not be read. If nothing can be read, the genome has
// no rules.
func Parse(source string) (g Genome, whole bool) {
	if len(source) > maxSource || nesting(source) > 60 {
		return Genome{}, false
	}
	file, err := parseFile(source)
	if err != nil {
		return Genome{}, false
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != "Execute" || f.Recv != nil || f.Body == nil || !takesMolbot(f) {
			continue
		}
		r := reader{whole: true}
		r.block(f.Body.List, scope{things: map[string]Thing{}, oks: map[string]Thing{}, values: map[string]Sense{}}, nil)
		g = Genome{Reach: r.reach, Rules: r.rules}
		n := g.normal()
		return n, r.whole && len(n.Rules) == len(r.rules)
	}
	return Genome{}, false
}

// nesting returns the depth of nested brackets, which must be bounded because the parser recurses.
func nesting(source string) int {
	depth, most := 0, 0
	for _, c := range source {
		switch c {
		case '(', '{', '[':
			depth++
			most = max(most, depth)
		case ')', '}', ']':
			depth--
		}
	}
	return most
}

func parseFile(source string) (*ast.File, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err == nil {
		return file, nil
	}
	return parser.ParseFile(token.NewFileSet(), "", "package p\n"+source, parser.SkipObjectResolution)
}

func takesMolbot(f *ast.FuncDecl) bool {
	params := f.Type.Params.List
	return len(params) == 1 && len(params[0].Names) == 1 && params[0].Names[0].Name == "m" &&
		types.ExprString(params[0].Type) == "*trait.Molbot" && f.Type.Results == nil
}

// scope maps local names to what they stand for.
type scope struct {
	things, oks map[string]Thing
	values      map[string]Sense
	gradient    string
	climb       Action // the action that a thrust along gradient stands for
}

func (s scope) inner() scope {
	return scope{things: maps.Clone(s.things), oks: maps.Clone(s.oks), values: maps.Clone(s.values)}
}

// reader collects rules; whole becomes false at the first construct that it cannot read.
type reader struct {
	reach [reachSlots]float64
	rules []Rule
	whole bool
}

// block reads statements that run if the conditions of when hold.
func (r *reader) block(list []ast.Stmt, in scope, when []Cond) {
	var then []Action
	flush := func(stop bool) {
		if len(then) > 0 || stop {
			r.add(Rule{When: when, Then: then, Stop: stop})
		}
		then = nil
	}
	for _, stmt := range list {
		switch s := stmt.(type) {
		case *ast.AssignStmt:
			r.declare(s, &in)
		case *ast.ExprStmt:
			if a, ok := r.action(s.X, in); ok {
				then = append(then, a)
			} else {
				r.whole = false
			}
		case *ast.IfStmt:
			flush(false)
			r.branch(s, in, when)
		case *ast.ReturnStmt:
			flush(true)
			return
		default:
			r.whole = false
		}
	}
	flush(false)
}

// add appends a rule if it fits. Otherwise, the genome does not mean the whole source.
func (r *reader) add(rule Rule) {
	if len(rule.When) > maxConds || len(rule.Then) > maxActions || len(r.rules) == maxRules {
		r.whole = false
	}
	if len(r.rules) < maxRules && len(rule.When) <= maxConds {
		r.rules = append(r.rules, rule)
	}
}

func (r *reader) branch(s *ast.IfStmt, in scope, when []Cond) {
	inner := in.inner()
	var all []Cond
	all = append(all, when...)
	if s.Else != nil {
		r.whole = false
	}
	if init, ok := s.Init.(*ast.AssignStmt); ok {
		r.declare(init, &inner)
	} else if s.Init != nil {
		r.whole = false
	}
	conds, ok := r.conds(s.Cond, inner)
	if !ok {
		r.whole = false
		return
	}
	all = append(all, conds...)
	r.block(s.Body.List, inner, inner.plain(all, s.Body))
}

// plain drops the flags of things that the body or another condition uses, because those must be present anyway.
func (s scope) plain(conds []Cond, body *ast.BlockStmt) []Cond {
	var out []Cond
	for _, c := range conds {
		t := c.Flag.thing()
		if t != NoThing && !c.Not {
			needed := s.usedIn(body, t)
			for _, d := range conds {
				needed = needed || d.Left.thing() == t || d.Right.thing() == t
			}
			if needed {
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// usedIn reports whether the body uses t.
func (s scope) usedIn(body ast.Node, t Thing) bool {
	used := false
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && s.things[id.Name] == t && s.things[id.Name] != NoThing {
			used = true
		}
		return !used
	})
	return used
}

func (r *reader) declare(s *ast.AssignStmt, in *scope) {
	if s.Tok != token.DEFINE || len(s.Rhs) != 1 {
		r.whole = false
		return
	}
	var names []string
	for _, e := range s.Lhs {
		id, ok := e.(*ast.Ident)
		if !ok {
			r.whole = false
			return
		}
		names = append(names, id.Name)
		delete(in.values, id.Name)
		delete(in.things, id.Name)
		delete(in.oks, id.Name)
	}
	switch len(names) {
	case 1:
		r.declareValue(names[0], s.Rhs[0], in)
	case 2:
		if t, ok := r.lookCall(s.Rhs[0]); ok {
			in.things[names[0]], in.oks[names[1]] = t, t
			return
		}
		r.whole = false
	default:
		r.whole = false
	}
}

func (r *reader) declareValue(name string, e ast.Expr, in *scope) {
	if sense, ok := r.sense(e, *in); ok {
		in.values[name] = sense
		return
	}
	call, ok := e.(*ast.CallExpr)
	if !ok {
		r.whole = false
		return
	}
	in.gradient = name
	switch method(call) {
	case "FertilityGradient":
		in.climb = Action{Verb: DoClimb}
	case "Comfort":
		in.climb = Action{Verb: DoComfort}
	case "ScentGradient":
		index, fine := whole(call.Args)
		in.climb = Action{Verb: DoFollow, Index: index}
		r.whole = r.whole && fine
	default:
		in.gradient, r.whole = "", false
	}
}

// lookCall reads the call of a finding sense, such as m.NearestFood(60).
func (r *reader) lookCall(e ast.Expr) (Thing, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return NoThing, false
	}
	name := method(call)
	for t := NearFood; t < thingCount; t++ {
		if thingTable[t].method != name {
			continue
		}
		if !thingTable[t].ranged {
			return t, len(call.Args) == 0
		}
		px, fine := constant(call.Args, 0)
		r.setReach(int(t), px, fine)
		return t, true
	}
	return NoThing, false
}

// setReach records the first radius of each sense, because a genome has only one for each.
func (r *reader) setReach(slot int, px float64, known bool) {
	if !known || radius(px) != px || r.reach[slot] != 0 && r.reach[slot] != px {
		r.whole = false
	}
	if r.reach[slot] == 0 && known {
		r.reach[slot] = px
	}
}

// method returns the name of the method if it is called on m.
func method(call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if id, ok := sel.X.(*ast.Ident); !ok || id.Name != "m" {
		return ""
	}
	return sel.Sel.Name
}

// constant reads argument i if it is a number.
func constant(args []ast.Expr, i int) (float64, bool) {
	if i >= len(args) {
		return 0, false
	}
	return constantOf(args[i])
}

func constantOf(e ast.Expr) (float64, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(strings.ReplaceAll(e.Value, "_", ""), 64)
		return v, err == nil && round(v) == v
	case *ast.UnaryExpr:
		v, ok := constantOf(e.X)
		return -v, ok && e.Op == token.SUB
	case *ast.ParenExpr:
		return constantOf(e.X)
	}
	return 0, false
}

// whole reads the first argument if it is an integer from 0 to 7.
func whole(args []ast.Expr) (int, bool) {
	v, ok := constant(args, 0)
	if !ok || v < 0 || v > 7 || v != float64(int(v)) {
		return 0, false
	}
	return int(v), true
}
