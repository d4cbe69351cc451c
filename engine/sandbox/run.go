package sandbox

import (
	"fmt"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// patience is the number of Limits.Timeout that must pass on the clock before a run is ended. The clock also advances
// while other processes have the core, and a limit that such a delay could reach would make runs irreproducible.
const patience = 20

// slice is the amount of fuel that a run gets at a time. The host checks the clock between slices.
const slice = 2_000

// instance runs one trait on one machine or in one interpreter. Interpreted code loops over a batch and asks the host
// for the next molbot. When it panics, the host enters the loop again with the molbot after the one that failed.
type instance struct {
	limits Limits
	run    func()     // the batch loop
	fuel   func() int // the fuel left in the interpreted code
	size   func() int // memory held [bytes]

	batch    []*trait.Molbot
	verdicts []trait.Verdict
	next     int // index into batch
	current  int // -1 between runs
	m        *trait.Molbot
	senses   []float64 // free senses, which the interpreter reads; set before each run

	*running            // the meter of m
	rehearsal bool      // see program.rehearsal
	lanes     int       // number of runs in lockstep
	runs      []running // their meters, one a lane
}

// running is the meter of one run.
type running struct {
	granted    int   // fuel given to the code so far
	hosted     int64 // the molbot's fuel for senses at the start
	calledHost bool  // since the meter was reset; here, because a batch reads the first three of each run
	bytes      int64 // allocated by the code
	began      time.Time
	left       int           // fuel when the host stopped the run
	stopped    trait.Verdict // why the host stopped the run; nothing that the code does later changes it
}

func newInstance(l Limits) *instance {
	return &instance{limits: l, current: -1, running: new(running), lanes: 1}
}

// Run implements trait.Program.
func (in *instance) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	in.batch, in.verdicts, in.next, in.current = batch, verdicts, 0, -1
	for in.next < len(batch) {
		before := in.next
		if in.attempt(); in.next == before { // the interpreter is closed or no longer works
			verdicts[in.next] = trait.Verdict{Fault: trait.FaultPanic, Reason: "the interpreter stopped"}
			in.next++
		}
	}
	in.batch, in.verdicts, in.m = nil, nil, nil
}

// attempt runs the batch loop until it ends or a run faults.
func (in *instance) attempt() {
	defer func() {
		if r := recover(); r != nil && in.current >= 0 {
			in.fail(r)
		}
	}()
	in.run()
}

// begin prepares the host for the next molbot of the batch and returns its first slice of fuel, or -1 at the end.
func (in *instance) begin() int {
	if in.next >= len(in.batch) {
		return -1
	}
	in.current = in.next
	in.next++
	in.m = in.batch[in.current]
	*in.running = running{hosted: in.m.FuelLeft()}
	for i := range in.senses {
		in.senses[i] = trait.FreeRead(i)(in.m.Body())
	}
	in.granted = int(min(slice, in.limits.Fuel))
	return in.granted
}

// end writes the verdict of a run that returned with left units of fuel.
func (in *instance) end(left int) {
	v := in.stopped
	switch {
	case v.Fault != trait.FaultNone:
		left = in.left
	case in.m.FuelLeft() < 0:
		v.Fault, v.Reason = trait.FaultFuel, noSenses
	}
	v.Fuel = in.spent(left)
	in.verdicts[in.current] = v
	in.current = -1
}

// fail writes the verdict of a run that panicked. Lowered code checks every operation that can panic before it runs it,
// so this happens only if the sandbox has a defect.
func (in *instance) fail(r any) {
	v := in.stopped
	left := in.left
	if v.Fault == trait.FaultNone {
		v = trait.Verdict{Fault: trait.FaultPanic, Reason: reason(r)}
		left = in.fuel()
	}
	v.Fuel = in.spent(left)
	in.verdicts[in.current] = v
	in.current = -1
}

func (in *instance) spent(left int) int64 {
	return int64(in.granted-left) + in.hosted - max(0, in.m.FuelLeft())
}

// stop ends the run on behalf of the host. The first reason counts. The result is the fuel that makes lowered code
// return at once.
func (in *instance) stop(fuel, line int, fault trait.Fault, format string, args ...any) int {
	if in.stopped.Fault == trait.FaultNone {
		in.stopped = trait.Verdict{Fault: fault, Line: line, Reason: fmt.Sprintf(format, args...)}
		in.left = fuel
	}
	return -1
}

const noSenses = "its senses used up the fuel of this run"

// refill grants more fuel to a run whose fuel has dropped below zero.
func (in *instance) refill(fuel, line int) int {
	if in.stopped.Fault != trait.FaultNone {
		return -1
	}
	if in.began.IsZero() {
		in.began = time.Now()
	} else if time.Since(in.began) > patience*time.Duration(in.lanes)*in.limits.Timeout {
		return in.stop(fuel, line, trait.FaultTime, "it ran for longer than %v", in.limits.Timeout)
	}
	if in.m.FuelLeft() < 0 {
		return in.stop(fuel, line, trait.FaultFuel, noSenses+": does a loop end?")
	}
	for fuel < 0 {
		more := min(slice, int(in.limits.Fuel)-in.granted)
		if more <= 0 {
			return in.stop(0, line, trait.FaultFuel, "it used up its %d units of fuel: does a loop end?", in.limits.Fuel)
		}
		in.granted += more
		fuel += more
	}
	return fuel
}

// reason explains a panic of interpreted code in the words of the Go runtime. The interpreter works through package
// reflect, whose messages would mean nothing to the author of the trait.
func reason(r any) string {
	text := fmt.Sprint(r)
	for _, c := range []struct{ part, reason string }{
		{"integer divide by zero", "integer divide by zero"},
		{"slice bounds out of range", "slice bounds out of range"},
		{"slice index out of bounds", "slice bounds out of range"},
		{"string slice index", "slice bounds out of range"},
		{"index out of range", "index out of range"},
		{"zero Value", "nil pointer dereference"},
		{"nil pointer", "nil pointer dereference"},
	} {
		if strings.Contains(text, c.part) {
			return c.reason
		}
	}
	if len(text) > 200 {
		text = text[:200]
	}
	return text
}

// Size implements trait.Sized.
func (in *instance) Size() int { return in.size() }

// Close implements trait.Program. It drops the references to the interpreter so that the collector can free it.
func (in *instance) Close() {
	*in = instance{run: func() {}, fuel: func() int { return 0 }, size: func() int { return 0 }, current: -1}
}
