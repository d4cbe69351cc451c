//go:build ignore

// Numbers: constants with iota, min, max, conversions, shifts, all kinds of integers.
package numbers

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const (
	unit = 1 << (10 * iota)
	kilo
	mega
)

const (
	third      = 1.0 / 3
	tau        = 2 * math.Pi
	flag  uint = 0x0f
)

func Execute(m *trait.Molbot) {
	a := min(m.Energy(), 50, 3)
	b := max(int(a), 2, kilo)
	c := uint8(b) << 2
	d := int32(c) ^ 0x55
	e := uint64(d&0xff) >> (flag & 3)
	f := float32(third) * 2
	n := -b % 7
	n &^= 1
	n++
	angle := math.Mod(math.Atan2(a, tau)+math.Hypot(3, 4), math.Pi)
	m.SetMem(0, a+float64(b)+float64(e)+float64(f)+float64(n)+angle+mega)
}
