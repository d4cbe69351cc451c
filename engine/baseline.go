package engine

import (
	"runtime"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// baselineSource is a trait without tricks: arithmetic in a loop, for which the prices of fuel are about right.
const baselineSource = `//go:build ignore

// Yardstick: shows what a unit of fuel takes on this machine.
package yardstick

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := m.Mem(0)
	for i := 0; i < 200; i++ {
		if x > 100 {
			x = x*0.25 - 1
		}
		x = x*1.5 + float64(i)
	}
	m.SetMem(0, x)
	m.Turn(x, 0.1)
}
`

// baselineMeter measures the time that one unit of fuel takes in the baseline program. All other traits are compared
// with it. It uses the runtime of generated traits, so that a slow runtime is not mistaken for a slow trait.
type baselineMeter struct {
	program  trait.Program // nil if the loader can't run it: compiled arithmetic is measured instead
	molbots  [fullPiece]trait.Molbot
	batch    [fullPiece]*trait.Molbot
	memory   [trait.MemorySlots]float64
	verdicts [fullPiece]trait.Verdict
	fuel     int64 // fuel for the host's work in one run
}

func newBaseline(o Options) (y baselineMeter) {
	y.fuel = o.CallFuel
	if o.Loader == nil {
		return y
	}
	if factory, err := o.Loader.Load([]byte(baselineSource)); err == nil {
		y.program, _ = factory.New() // without it, compiled arithmetic is measured
	}
	return y
}

func (y *baselineMeter) close() {
	if y.program != nil {
		y.program.Close()
	}
}

// unitTime is a lower bound for the time of a unit [ns]; shorter times are below the resolution of clocks.
const unitTime = 1

// measure returns the current time of a unit of fuel [ns]. It takes the median of several rounds, in CPU time of the
// thread, so that other processes have little influence.
func (y *baselineMeter) measure() float64 {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var rounds [5]float64
	for k := range rounds {
		begun := cpuTime()
		fuel := y.round()
		rounds[k] = float64(cpuTime()-begun) / float64(fuel)
	}
	slices.Sort(rounds[:])
	return max(unitTime, rounds[len(rounds)/2])
}

// round does some work and returns its fuel.
func (y *baselineMeter) round() (fuel int64) {
	if y.program == nil {
		return spin()
	}
	for k := range y.molbots {
		m := &y.molbots[k]
		m.Begin(nil, y.fuel)
		m.Body().Memory = &y.memory
		y.batch[k] = m
	}
	y.program.Run(y.batch[:], y.verdicts[:])
	for _, v := range y.verdicts {
		fuel += max(v.Fuel, 1)
	}
	return fuel
}

// spin does the arithmetic of the baseline program as compiled code. One iteration costs about 8 units in the program.
func spin() (fuel int64) {
	const turns, units = 5_000, 8
	x := 1.0
	for i := range turns {
		if x > 100 {
			x = x*0.25 - 1
		}
		x = x*1.5 + float64(i)
	}
	if x == 0 {
		return 1
	}
	return units * turns
}
