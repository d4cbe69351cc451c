//go:build ignore

// Structs: methods, embedding, literals, arrays of structs.
package structs

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type point struct{ x, y float64 }

func (p point) add(q point) point   { return point{p.x + q.x, p.y + q.y} }
func (p *point) scale(k float64)    { p.x *= k; p.y *= k }
func (p point) dot(q point) float64 { return p.x*q.x + p.y*q.y }

type body struct {
	point
	mass  float64
	parts [3]point
}

func Execute(m *trait.Molbot) {
	b := body{point: point{1, 2}, mass: m.Size()}
	b.parts[1] = b.point.add(point{y: 3})
	b.point.scale(2)
	p := &b.parts[2]
	p.scale(b.mass)
	sum := point{}
	for _, q := range b.parts {
		sum = sum.add(q)
	}
	m.ThrustToward(sum.x, sum.y, sum.dot(b.point))
}
