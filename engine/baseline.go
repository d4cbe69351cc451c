package engine

import (
	"runtime"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// baselineSource is an honest program: arithmetic in a loop, nothing whose price could be wrong by much.
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

// baselineMeter is a program whose time for a unit of fuel is the measure for all others. It runs in the runtime of
// generated traits, so that an interpreter is measured by an interpreter.
type baselineMeter struct {
	program  trait.Program // nil where the loader has no runtime for it: the machine itself is measured then
	molbots  [fullPiece]trait.Molbot
	batch    [fullPiece]*trait.Molbot
	memory   [trait.MemorySlots]float64
	verdicts [fullPiece]trait.Verdict
	fuel     int64 // of a run's host work
}

func newBaseline(o Options) (y baselineMeter) {
	y.fuel = o.CallFuel
	if o.Loader == nil {
		return y
	}
	if factory, err := o.Loader.Load([]byte(baselineSource)); err == nil {
		y.program, _ = factory.New() // without it the machine is measured
	}
	return y
}

func (y *baselineMeter) close() {
	if y.program != nil {
		y.program.Close()
	}
}

// unitTime is what a unit takes at least [ns]: below it is the resolution of clocks.
const unitTime = 1

// measure is what a unit of fuel takes now [ns]: the median of a few rounds, by the time of the thread.
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

// round does some work and returns how many units it was.
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

// spin is as much arithmetic as the baseline program has, compiled. A turn of the program's loop is about 8 units.
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
