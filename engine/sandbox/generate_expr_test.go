package sandbox

import (
	"fmt"
	"strings"
)

// expr generates an expression of a type.
func (g *generator) expr(typ string, depth int) string {
	if depth <= 0 || g.IntN(5) == 0 {
		return g.leaf(typ)
	}
	d := depth - 1
	switch typ {
	case "float64":
		return g.floatExpr(d)
	case "int":
		return g.intExpr(d)
	case "bool":
		return g.boolExpr(d)
	case "uint8", "int32", "uint64", "int8", "uint":
		return g.sizedExpr(typ, d)
	case "float32":
		return g.pick("("+g.expr(typ, d)+g.pick(" + ", " * ", " / ", " - ")+g.expr(typ, d)+")",
			"float32("+g.nonConst("float64")+")", "-"+g.nonConst(typ))
	case "mode§":
		return g.pick("mode§("+g.expr("int", d)+" & 3)", "("+g.nonConst(typ)+" + 1)")
	case "string":
		return g.pick("("+g.expr(typ, d)+" + "+g.expr(typ, 0)+")", g.leaf(typ))
	case "pair§":
		return g.pick("pair§{"+g.expr("float64", d)+", "+g.expr("float64", d)+", "+g.expr("int", d)+"}",
			"pair§{b: "+g.expr("float64", d)+"}", g.leaf(typ)+".with("+g.expr("float64", d)+")")
	case "[]float64":
		return g.pick("[]float64{"+g.expr("float64", d)+", "+g.expr("float64", d)+"}",
			"[]float64{2: "+g.expr("float64", d)+"}", "make([]float64, "+fmt.Sprint(g.IntN(4))+")",
			"append("+g.leaf(typ)+", "+g.expr("float64", d)+")")
	case "[3]float64":
		return "[3]float64{" + g.expr("float64", d) + ", 2: " + g.expr("float64", d) + "}"
	case "[]pair§":
		return "[]pair§{{a: " + g.expr("float64", d) + "}, " + g.expr("pair§", d) + "}"
	case "[2]pair§":
		return "[2]pair§{" + g.expr("pair§", d) + "}"
	case "*pair§":
		return g.pick("&pair§{a: "+g.expr("float64", d)+"}", "new(pair§)")
	case "deep§":
		return g.pick("deep§{p: "+g.expr("pair§", d)+", ok: "+g.expr("bool", d)+"}",
			"deep§{list: [3]pair§{"+g.expr("pair§", d)+"}}")
	case "[]int":
		return "[]int{" + g.expr("int", d) + ", " + g.expr("int", d) + "}"
	case "trait.Vector":
		return "trait.Vector{DX: " + g.expr("float64", d) + "}"
	}
	return g.leaf(typ)
}

func (g *generator) leaf(typ string) string {
	if v := g.find(typ, false); v != "" && g.IntN(4) > 0 {
		return v
	}
	return g.literal(typ)
}

func (g *generator) literal(typ string) string {
	switch typ {
	case "float64":
		return g.pick("0.5", "1", "third§", "-2.25", "1e-7", "0.1", "1e300", "3.0/2", "j§", "math.Pi", "7/2", "big§", "0",
			"5e-324", "-0.0", "100.7")
	case "int":
		return g.pick("0", "1", "2", "3", "-1", "k§", "7", "big§", "1<<3")
	case "bool":
		return g.pick("true", "false", "third§ > 1")
	case "uint8":
		return g.pick("0", "200", "7", "255")
	case "int8":
		return g.pick("0", "-128", "127", "5")
	case "int32":
		return g.pick("-5", "1<<30", "9", "'x'")
	case "uint64":
		return g.pick("1", "18446744073709551615", "big§", "3")
	case "uint":
		return g.pick("1", "2", "18446744073709551615")
	case "float32":
		return g.pick("0.1", "2.5", "third§", "1e30")
	case "string":
		return g.pick(`"a"`, `"hungry"`, `"c\n\""`, "`raw`", `""`)
	case "mode§":
		return g.pick("calm§", "alert§", "3")
	case "[]float64", "[]pair§", "[]int":
		return typ + "{}"
	case "*pair§":
		return "&pair§{}"
	}
	return typ + "{}"
}

func (g *generator) floatExpr(d int) string {
	switch g.IntN(18) {
	case 0, 1, 2, 3, 4:
		return "(" + g.expr("float64", d) + g.pick(" + ", " - ", " * ") + g.expr("float64", d) + ")"
	case 5:
		return g.expr("float64", d) + " / " + g.nonConst("float64")
	case 6:
		return "-" + g.nonConst("float64")
	case 7:
		return "math." + g.pick("Sin", "Abs", "Floor", "Sqrt", "Tanh", "Exp") + "(" + g.expr("float64", d) + ")"
	case 8:
		return "math." + g.pick("Max", "Min", "Hypot", "Atan2", "Mod") + "(" + g.expr("float64",
			d) + ", " + g.expr("float64", d) + ")"
	case 9:
		return g.pick("min", "max") + "(" + g.expr("float64", d) + ", " + g.nonConst("float64") + ", 1.5)"
	case 10:
		return "float64(" + g.nonConst(g.pick("int", "uint8", "int32", "float32", "mode§", "uint64")) + ")"
	case 11:
		return g.molbot(d)
	case 12:
		if v := g.find("pair§", false); v != "" {
			return g.pick(v+".a", v+".b", v+".sum("+g.expr("float64", d)+")")
		}
	case 13:
		if v := g.find("[3]float64", false); v != "" {
			return v + "[" + g.index(3) + "]"
		}
	case 14:
		if v := g.find("deep§", false); v != "" {
			return g.pick(v+".p.a", v+".list["+g.index(3)+"].b", v+".v.DX")
		}
	case 15:
		return g.pick("table§["+g.index(3)+"]", "steps§["+g.index(3)+"]", "rate§", "first§.b",
			"first§.sum("+g.expr("float64", d)+")")
	case 16:
		return g.several(d)
	default:
		return g.helperCall("float64", d)
	}
	return g.leaf("float64")
}

// several generates a call of a variadic function.
func (g *generator) several(d int) string {
	args := []string{g.expr("float64", d)}
	if v := g.find("[]float64", false); v != "" && g.IntN(3) == 0 {
		return "most§(" + args[0] + ", " + v + "...)"
	}
	for range g.IntN(4) {
		args = append(args, g.expr("float64", d))
	}
	return "most§(" + strings.Join(args, ", ") + ")"
}

func (g *generator) molbot(d int) string {
	if g.inside != "" {
		return g.leaf("float64")
	}
	return g.pick("m.Energy()", "m.Age()", "m.Mem(2)", "m.Mem("+g.expr("int", 0)+")", "m.Heading()",
		"m.Crowd("+g.expr("float64", d)+")", "m.Daylight()", "m.ScentGradient(2).DY", "m.Temperature()",
		"m.Scent("+g.expr("int", 0)+")")
}

func (g *generator) helperCall(result string, d int) string {
	for _, h := range g.helpers {
		if h.result == result {
			var args []string
			for _, p := range h.params {
				args = append(args, g.expr(p, d))
			}
			return h.name + "(" + strings.Join(args, ", ") + ")"
		}
	}
	if result == "float64" {
		return "walk§(" + fmt.Sprint(g.IntN(5)) + ", " + g.expr("float64", d) + ")"
	}
	return g.leaf(result)
}

func (g *generator) intExpr(d int) string {
	switch g.IntN(10) {
	case 0, 1, 2:
		return "(" + g.nonConst("int") + g.pick(" + ", " - ", " * ") + g.expr("int", d) + ")"
	case 3:
		return "(" + g.nonConst("int") + g.pick(" & ", " | ", " ^ ", " &^ ") + g.expr("int", d) + ")"
	case 4:
		return "(" + g.nonConst("int") + g.pick(" / ", " % ") + g.pick("3", "-7", g.nonConst("int")) + ")"
	case 5:
		return "int(" + g.nonConst(g.pick("uint8", "int32", "mode§", "uint64")) + ")"
	case 6:
		return "(" + g.nonConst("int") + g.pick(" << ", " >> ") + g.pick("2", "uint(3)", "("+g.nonConst("int")+"&7)") + ")"
	case 7:
		return g.pick("-", "^", "+") + g.nonConst("int")
	case 8:
		return g.pick("count§("+g.expr("int", d)+")", "min("+g.nonConst("int")+", "+g.expr("int", d)+")",
			"max(3, "+g.nonConst("int")+")")
	}
	if v := g.find(g.pick("[]float64", "string", "[]int"), false); v != "" {
		return "len(" + v + ")"
	}
	return g.helperCall("int", d)
}

func (g *generator) sizedExpr(typ string, d int) string {
	switch g.IntN(5) {
	case 0, 1:
		return "(" + g.nonConst(typ) + g.pick(" + ", " - ", " * ", " & ", " ^ ") + g.expr(typ, d) + ")"
	case 2:
		return "(" + g.nonConst(typ) + g.pick(" / ", " % ") + g.pick("3", "7") + ")"
	case 3:
		return typ + "(" + g.nonConst("int") + ")"
	}
	return g.pick("-", "^") + g.nonConst(typ)
}

func (g *generator) boolExpr(d int) string {
	switch g.IntN(9) {
	case 8:
		t := g.pick("pair§", "deep§", "[3]float64", "[2]pair§", "trait.Vector")
		if v := g.find(t, false); v != "" {
			return "(" + v + g.pick(" == ", " != ") + "(" + g.expr(t, d) + "))"
		}
	case 0, 1:
		t := g.pick("float64", "int", "uint8", "string", "float32")
		return "(" + g.nonConstAny(t) + g.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + g.expr(t, d) + ")"
	case 2, 3:
		return "(" + g.expr("bool", d) + g.pick(" && ", " || ") + g.expr("bool", d) + ")"
	case 4:
		return "!" + g.expr("bool", d)
	case 5:
		return "(" + g.expr("float64", d) + " > " + g.nonConst("float64") + ") == " + g.expr("bool", 0)
	case 6:
		if v := g.find("*pair§", false); v != "" {
			return v + g.pick(" != ", " == ") + "nil"
		}
		if v := g.find("deep§", false); v != "" {
			return v + ".ok"
		}
	}
	if g.inside == "" && g.IntN(2) == 0 {
		return "m.CanBreed()"
	}
	return g.helperCall("bool", d)
}

func (g *generator) nonConstAny(typ string) string {
	if typ != "string" {
		return g.nonConst(typ)
	}
	if v := g.find(typ, false); v != "" {
		return v
	}
	return "(\"q\" + " + g.literal(typ) + ")"
}
