package yaegi

import (
	"fmt"
	"go/constant"
	"math"
	"strconv"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

func (w *printer) list(list []ir.Operand) string {
	texts := make([]string, len(list))
	for i, o := range list {
		texts[i] = w.operand(o)
	}
	return strings.Join(texts, ", ")
}

// texts maps the operations whose text depends only on their operands to formats.
var texts = map[ir.Op]string{
	ir.Move: "%s", ir.Not: "!%s", ir.Flip: "^%s", ir.Address: "&%s", ir.Len: "len(%s)", ir.Cap: "cap(%s)",
	ir.Add: "%s + %s", ir.Sub: "%s - %s", ir.Mul: "%s * %s", ir.Quo: "%s / %s", ir.Rem: "%s %% %s", ir.And: "%s & %s",
	ir.Or:  "%s | %s",
	ir.Xor: "%s ^ %s", ir.AndNot: "%s &^ %s", ir.Shl: "%s << %s", ir.Shr: "%s >> %s",
	ir.Eq: "%s == %s", ir.Ne: "%s != %s", ir.Lt: "%s < %s", ir.Le: "%s <= %s", ir.Gt: "%s > %s", ir.Ge: "%s >= %s",
	ir.Min: "host.Min(%s, %s)", ir.Max: "host.Max(%s, %s)", ir.TextAt: "%s[%s]", ir.Cut: "%s[%s:%s]",
	ir.AppendAll: "append(%s, %s...)", ir.Copy: "copy(%s, %s)",
}

// expr returns the expression that an instruction computes.
func (w *printer) expr(in *ir.Instr) string {
	if format := texts[in.Op]; format != "" {
		args := make([]any, len(in.Args))
		for i, a := range in.Args {
			if args[i] = w.operand(a); i == 0 && strings.HasPrefix(format, "%s[") {
				args[i] = whole(w.operand(a))
			}
		}
		return fmt.Sprintf(format, args...)
	}
	switch in.Op {
	case ir.Convert:
		return w.conversion(in.Dst[0].Type, in.Args[0])
	case ir.Literal:
		return w.literal(in)
	case ir.Make, ir.Box:
		return "make(" + in.Type.Name + ", " + w.list(in.Args) + ")"
	case ir.Append:
		return "append(" + w.list(in.Args) + ")"
	case ir.Math:
		return "math." + in.Name + "(" + w.list(in.Args) + ")"
	case ir.Method:
		return "host." + in.Name + "(" + w.list(in.Args) + ")"
	}
	panic(fmt.Sprintf("operation %d has no text", in.Op))
}

// conversion returns T(x). The result of an out-of-range conversion from a float depends on the instruction that the
// compiler selects, so the host does those conversions.
func (w *printer) conversion(to *ir.Type, x ir.Operand) string {
	if x.Type.Kind == ir.Float64 && to.Integer() && to.Kind != ir.Int64 {
		return "host.To" + to.Name + "(" + w.operand(x) + ")"
	}
	return to.Name + "(" + w.operand(x) + ")"
}

func (w *printer) literal(in *ir.Instr) string {
	var parts []string
	for i, a := range in.Args {
		switch text := w.operand(a); {
		case in.Type.Kind != ir.Struct:
			parts = append(parts, text)
		case text != w.zero(a.Type): // omit zero fields: the interpreter can't set an unexported field
			parts = append(parts, in.Type.Fields[i].Name+": "+text)
		}
	}
	return in.Type.Name + "{" + strings.Join(parts, ", ") + "}"
}

func (w *printer) operand(o ir.Operand) string {
	switch {
	case o.Const != nil:
		return constantText(o.Const, o.Type)
	case o.Zero:
		return w.zero(o.Type)
	}
	text, t := name(o.Var), o.Var.Type
	for _, s := range o.Path {
		switch {
		case s.Kind == ir.Deref:
			text = "*" + text
		case s.Kind == ir.Part: // (*p).f is written p.f
			text = strings.TrimPrefix(text, "*") + "." + t.Fields[s.N].Name
		case s.Index != nil:
			text = whole(text) + "[" + name(s.Index) + "]"
		default:
			text = whole(text) + "[" + strconv.Itoa(s.N) + "]"
		}
		t = s.Type
	}
	return text
}

// whole puts a dereferenced pointer in parentheses, as an index requires.
func whole(text string) string {
	if strings.HasPrefix(text, "*") {
		return "(" + text + ")"
	}
	return text
}

func constantText(v constant.Value, t *ir.Type) string {
	if t.Float() {
		return floatText(v, 8*t.Size)
	}
	return v.ExactString()
}

// floatText writes a float of the given size so that it is read back exactly.
func floatText(v constant.Value, bits int) string {
	f, _ := constant.Float64Val(constant.ToFloat(v))
	text := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(text, ".e") && !math.IsInf(f, 0) {
		text += ".0"
	}
	return text
}

// zero returns the zero value of a type.
func (w *printer) zero(t *ir.Type) string {
	switch {
	case t.Kind == ir.Bool:
		return "false"
	case t.Kind == ir.String:
		return `""`
	case t.Float():
		return "0.0"
	case t.Kind == ir.Pointer || t.Kind == ir.Slice:
		return "nil"
	case t.Composite():
		return t.Name + "{}"
	}
	return "0"
}
