package lower

import (
	"fmt"
	"regexp"
	"strings"
)

// Source is a program as the interpreter gets it.
type Source struct {
	Text  string
	Lines []int // line of the original for each line of Text, 0 where there is none
}

// printer writes a program, with or without the fuel count.
type printer struct {
	Source
	b       strings.Builder
	metered bool
	leave   string // how to end the run where the printer stands
}

// Metered writes the program with its fuel count: at the head of the body, of every function and of every loop, for all
// that runs from there up to the next count. host.Refill is asked for more when it is used up.
func (p *Program) Metered() Source { return p.print(true) }

// Plain writes the program without the fuel count and the line numbers: the normalised form, the same for every way to
// write a program down.
func (p *Program) Plain() Source {
	s := p.print(false)
	s.Text = hostLine.ReplaceAllString(s.Text, "(fuel, 0")
	return s
}

// hostLine is where a call of the host names the line.
var hostLine = regexp.MustCompile(`\(fuel, [0-9]+`)

func (p *Program) print(metered bool) Source {
	w := &printer{metered: metered}
	w.line(0, "package p")
	w.line(0, `import "trait"`)
	w.line(0, `import "host"`)
	if p.Math {
		w.line(0, `import "math"`)
	}
	w.line(0, "var fuel, depth int")
	w.line(0, "var s []float64")
	w.line(0, "func init() { s = host.Senses }")
	w.line(0, "var _ trait.Vector")
	for _, def := range p.Structs {
		w.line(0, "%s", def)
	}
	for _, f := range p.Functions {
		w.function(f)
	}
	w.line(0, "func Fuel() int { return fuel }")
	w.batch(p)
	w.Text = w.b.String()
	return w.Source
}

func (w *printer) line(original int, format string, args ...any) {
	if len(args) == 0 {
		w.b.WriteString(format)
	} else {
		fmt.Fprintf(&w.b, format, args...)
	}
	w.b.WriteByte('\n')
	w.Lines = append(w.Lines, original)
}

// batch writes the loop that runs the body for each molbot: host.Next ends the run before and begins the next.
func (w *printer) batch(p *Program) {
	w.leave = "continue " + BatchLabel
	w.line(0, "func Run() {")
	w.locals(p.Body)
	w.line(0, "%s:", BatchLabel)
	w.line(0, "for {")
	w.line(0, "fuel = host.Next(fuel)")
	w.line(0, "if fuel < 0 {")
	w.line(0, "break")
	w.line(0, "}")
	if p.Recursive {
		w.line(0, "depth = 0")
	}
	w.charge(p.Body.Body, p.Body.Line)
	w.stmts(p.Body.Body)
	if !terminated(p.Body.Body) {
		w.line(0, "continue %s", BatchLabel)
	}
	w.line(0, "}")
	w.line(0, "}")
}

func (w *printer) function(f *Function) {
	w.line(0, "func %s(%s) (%s) {", f.Name, strings.Join(f.Params, ", "), strings.Join(f.Results, ", "))
	w.locals(f)
	zeros := make([]string, len(f.Results))
	for i, r := range f.Results {
		zeros[i] = zero(r)
	}
	w.leave = strings.TrimSpace("return " + strings.Join(zeros, ", "))
	w.charge(f.Body, f.Line)
	w.stmts(f.Body)
	if len(f.Results) > 0 && !terminated(f.Body) {
		w.line(0, "%s", w.leave)
	}
	w.line(0, "}")
}

func (w *printer) locals(f *Function) {
	for _, v := range f.Locals {
		w.line(0, "var %s %s", v.Name, v.Type)
	}
}

func (w *printer) stmts(list []*Stmt) {
	for _, s := range list {
		switch s.Kind {
		case Simple:
			w.line(s.Line, "%s", s.Text)
		case If:
			w.line(s.Line, "if %s {", s.Text)
			w.stmts(s.Body)
			if len(s.Else) > 0 {
				w.line(s.Line, "} else {")
				w.stmts(s.Else)
			}
			w.line(s.Line, "}")
		case Trap:
			w.line(s.Line, "if %s {", s.Text)
			w.line(s.Line, "fuel = %s", s.Call)
			w.line(s.Line, "%s", w.leave)
			w.line(s.Line, "}")
		case Stopped:
			w.stopped(s.Line)
		default:
			w.loop(s)
		}
	}
}

func (w *printer) loop(s *Stmt) {
	if s.Label != "" {
		w.line(s.Line, "%s:", s.Label)
	}
	w.line(s.Line, "for {")
	if s.Kind == Loop {
		w.charge(s.Body, s.Line)
	}
	w.stmts(s.Body)
	if s.Kind == Once && !terminated(s.Body) {
		w.line(s.Line, "break")
	}
	w.line(s.Line, "}")
}

// charge takes the fuel of a block.
func (w *printer) charge(list []*Stmt, line int) {
	if !w.metered {
		return
	}
	w.line(line, "fuel -= %d", max(1, weight(list)))
	w.line(line, "if fuel < 0 {")
	w.line(line, "fuel = host.Refill(fuel, %d)", line)
	w.stopped(line)
	w.line(line, "}")
}

// stopped leaves when the host has ended the run.
func (w *printer) stopped(line int) {
	w.line(line, "if fuel < 0 {")
	w.line(line, "%s", w.leave)
	w.line(line, "}")
}

// weight is what a block costs up to the loops in it, which charge for themselves.
func weight(list []*Stmt) int {
	sum := 0
	for _, s := range list {
		sum += s.Weight
		if s.Kind != Loop {
			sum += weight(s.Body) + weight(s.Else)
		}
	}
	return sum
}
