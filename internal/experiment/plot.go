package experiment

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

// plot is a figure of the report.
type plot struct {
	Title string
	SVG   template.HTML
}

// line is one arm in a plot.
type line struct {
	arm    string
	points []point
}

type point struct {
	x float64
	evobench.Interval
}

// Sizes of a plot [px].
const (
	width, height          = 640, 260
	left, right, top, base = 64, 96, 12, 34
)

// colours of the arms, from the palette of Okabe and Ito, which is distinguishable with red-green colour blindness.
var colours = map[string]string{
	evobench.ArmNone: "#666666", evobench.ArmRandom: "#e69f00", evobench.ArmSelection: "#0072b2",
}

// Points per plot. A life has more samples than a plot has pixels, and a single cycle only keeps a trait or does not,
// so both are averaged.
const (
	coursePoints = 160
	cyclePoints  = 10
)

// plots returns the figures of a group.
func plots(e genesis.Experiment, g group, byArm map[string]lives) (out []plot) {
	var course, kept, gain []line
	for _, a := range g.Arms {
		of := byArm[a.Arm]
		course = append(course, courseOf(e, a.Arm, of))
		if a.Arm == evobench.ArmNone {
			continue
		}
		kept = append(kept, overCycles(e, a.Arm, of, keptIn))
		gain = append(gain, overCycles(e, a.Arm, of, gainIn))
	}
	for _, p := range []struct {
		title, x string
		lines    []line
	}{
		{g.Metric, "tick", course},
		{"share of cycles that kept a trait", "cycle", kept},
		{"gain of the kept traits on seeds held out [energy per 1,000 molbot-ticks]", "cycle", gain},
	} {
		if svg := draw(p.x, p.lines); svg != "" {
			out = append(out, plot{p.title, svg})
		}
	}
	return out
}

// courseOf returns the metric over time, averaged over intervals.
func courseOf(e genesis.Experiment, arm string, of lives) line {
	l := line{arm: arm}
	samples := math.MaxInt
	var ticks []evobench.Sample
	for _, life := range of {
		if len(life.Course) < samples {
			samples, ticks = len(life.Course), life.Course
		}
	}
	n := min(samples, coursePoints)
	for i := range n {
		from, to := i*samples/n, (i+1)*samples/n
		means := of.values(e, func(l evobench.Life) (v []float64) {
			for _, s := range l.Course[from:to] {
				v = append(v, s.Value)
			}
			return v
		})
		l.points = append(l.points, point{float64(ticks[(from+to-1)/2].Tick), evobench.IntervalOf(means)})
	}
	return l
}

// overCycles returns a figure per cycle, averaged over intervals of the life.
func overCycles(e genesis.Experiment, arm string, of lives,
	figure func(from, to int) func(evobench.Life) []float64) line {
	l := line{arm: arm}
	n := min(e.Cycles, cyclePoints)
	for i := range n {
		from, to := 1+i*e.Cycles/n, (i+1)*e.Cycles/n
		if v := evobench.IntervalOf(of.values(e, figure(from, to))); v.N > 0 {
			l.points = append(l.points, point{float64(from+to) / 2, v})
		}
	}
	return l
}

// draw draws lines, with their confidence intervals as bands. It returns "" if there is nothing to draw.
func draw(xName string, lines []line) template.HTML {
	x, y := newScale(left, width-right), newScale(height-base, top)
	for _, l := range lines {
		for _, p := range l.points {
			x.hold(p.x)
			y.hold(p.Low)
			y.hold(p.High)
		}
	}
	if x.empty() {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img">`, width, height)
	axes(&b, x, y, xName)
	for i, l := range lines {
		l.draw(&b, x, y, i)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // it is made of numbers and of the names of arms
}

func axes(b *strings.Builder, x, y scale, xName string) {
	for _, v := range y.ticks() {
		fmt.Fprintf(b, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/><text x="%d" y="%.1f" class="y">%s</text>`,
			left, width-right, y.at(v), y.at(v), left-6, y.at(v)+4, label(v))
	}
	for _, v := range x.ticks() {
		fmt.Fprintf(b, `<text x="%.1f" y="%d" class="x">%s</text>`, x.at(v), height-base+16, label(v))
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" class="x">%s</text>`, (left+width-right)/2, height-3, xName)
}

// draw draws the band, the line over it, and the arm's name.
func (l line) draw(b *strings.Builder, x, y scale, n int) {
	if len(l.points) == 0 {
		return
	}
	var middle, upper, lower strings.Builder
	for i, p := range l.points {
		q := l.points[len(l.points)-1-i]
		fmt.Fprintf(&middle, "%.1f,%.1f ", x.at(p.x), y.at(p.Mean))
		fmt.Fprintf(&upper, "%.1f,%.1f ", x.at(p.x), y.at(p.High))
		fmt.Fprintf(&lower, "%.1f,%.1f ", x.at(q.x), y.at(q.Low))
	}
	c := colours[l.arm]
	fmt.Fprintf(b, `<polygon points="%s%s" fill="%s" opacity=".18"/>`, upper.String(), lower.String(), c)
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, middle.String(), c)
	for _, p := range l.points[:min(len(l.points), cyclePoints)] {
		if len(l.points) <= cyclePoints {
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x.at(p.x), y.at(p.Mean), c)
		}
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s">%s</text>`, width-right+8, top+14+18*n, c, l.arm)
}
