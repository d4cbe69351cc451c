package sandbox

import (
	"fmt"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// patience is how many times Limits.Timeout the clock must show before it ends a run. The clock also runs while other
// processes have the core, and a guard that fires by chance would make runs differ.
const patience = 20

// slice is how much fuel a run gets at a time. Between slices the host looks at the clock.
const slice = 2_000

// instance runs one trait on one machine or in one interpreter. Interpreted code loops over a batch and asks the host
// for the next molbot; when it panics, the loop is entered again after the molbot that failed.
type instance struct {
	limits Limits
	run    func()     // the batch loop
	fuel   func() int // as the interpreted code has it
	size   func() int // [bytes]

	batch    []*trait.Molbot
	verdicts []trait.Verdict
	next     int // index into batch
	current  int // -1 between runs
	m        *trait.Molbot
	senses   []float64 // of an interpreter, to be set before each run

	*running            // of m
	rehearsal bool      // see program
	lanes     int       // runs that take turns
	runs      []running // theirs
}

// running is the meter of one run.
type running struct {
	granted    int   // fuel given to the code so far
	bytes      int64 // allocated
	hosted     int64 // the molbot's own fuel at the start
	began      time.Time
	left       int           // fuel when the host stopped the run
	stopped    trait.Verdict // why the host stopped the run; it stays, whatever the code does then
	calledHost bool          // the code has called the host
}

func newInstance(l Limits) *instance {
	return &instance{limits: l, current: -1, running: new(running), lanes: 1}
}

// Run implements trait.Program.
func (in *instance) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	in.batch, in.verdicts, in.next, in.current = batch, verdicts, 0, -1
	for in.next < len(batch) {
		before := in.next
		if in.attempt(); in.next == before { // closed, or dead
			verdicts[in.next] = trait.Verdict{Fault: trait.FaultPanic, Reason: "the interpreter stopped"}
			in.next++
		}
	}
	in.batch, in.verdicts, in.m = nil, nil, nil
}

// attempt runs the batch loop up to its end or the next fault.
func (in *instance) attempt() {
	defer func() {
		if r := recover(); r != nil && in.current >= 0 {
			in.fail(r)
		}
	}()
	in.run()
}

// begin readies the host for the next molbot of the batch and returns its first slice of fuel, -1 at the end.
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

// end writes the verdict of a run that returned. left is the fuel that it did not use.
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

// fail writes the verdict of a run that panicked in the interpreter. Lowered code checks before it does what can panic,
// so this is the net below the net.
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

// stop ends the run from the host's side. The reason stays, whatever the code does then. The result is the fuel that
// makes lowered code leave at once.
func (in *instance) stop(fuel, line int, fault trait.Fault, format string, args ...any) int {
	if in.stopped.Fault == trait.FaultNone {
		in.stopped = trait.Verdict{Fault: fault, Line: line, Reason: fmt.Sprintf(format, args...)}
		in.left = fuel
	}
	return -1
}

const noSenses = "its senses used up the fuel of this run"

// refill gives the next slice of fuel to a run that has used up its last, which then stands at fuel.
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

// reason says in Go's words why interpreted code panicked. The interpreter works through package reflect, whose own
// messages would mean nothing to the author.
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

// Close implements trait.Program. The interpreter and all that it made are free for the collector then.
func (in *instance) Close() {
	*in = instance{run: func() {}, fuel: func() int { return 0 }, size: func() int { return 0 }, current: -1}
}
