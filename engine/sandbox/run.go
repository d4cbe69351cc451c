package sandbox

import (
	"fmt"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/lower"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// slice is how much fuel a run gets at a time. Between slices the host looks at the clock.
const slice = 2_000

// instance runs one trait in one interpreter. The interpreted code loops over a batch and asks the host for the next
// molbot; when it panics, the loop is entered again after the molbot that failed.
type instance struct {
	limits Limits
	run    func()            // the batch loop
	status func() (int, int) // fuel left and line, as the interpreted code has them

	batch    []*trait.Molbot
	verdicts []trait.Verdict
	next     int // index into batch
	current  int // -1 between runs
	m        *trait.Molbot
	senses   []float64

	granted int   // fuel given to the interpreted code so far
	bytes   int64 // allocated in this run
	hosted  int64 // the molbot's own fuel at the start
	began   time.Time
	stopped trait.Verdict // why the host stopped the run; it stays, whatever the code does then
}

func newInstance(l Limits) *instance {
	return &instance{limits: l, current: -1, senses: make([]float64, len(lower.Senses)+trait.MemorySlots)}
}

// Run implements trait.Program.
func (in *instance) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	in.batch, in.verdicts, in.next, in.current = batch, verdicts, 0, -1
	for in.next < len(batch) {
		if before := in.next; !in.attempt() && in.next == before {
			verdicts[in.next] = trait.Verdict{Fault: trait.FaultPanic, Reason: "the interpreter stopped"}
			in.next++
		}
	}
	in.batch, in.verdicts, in.m = nil, nil, nil
}

// attempt runs the batch loop up to its end or the next fault.
func (in *instance) attempt() (done bool) {
	defer func() {
		if r := recover(); r != nil && in.current >= 0 {
			in.fail(r)
		}
	}()
	in.run()
	return true
}

// begin readies the host for the next molbot of the batch and returns its first slice of fuel, -1 at the end.
func (in *instance) begin() int {
	if in.next >= len(in.batch) {
		return -1
	}
	in.current = in.next
	in.next++
	in.m = in.batch[in.current]
	in.hosted, in.bytes, in.began, in.stopped = in.m.FuelLeft(), 0, time.Time{}, trait.Verdict{}
	fillSenses(in.senses, in.m)
	in.granted = int(min(slice, in.limits.Fuel))
	return in.granted
}

// end writes the verdict of a run that returned. left is the fuel that it did not use.
func (in *instance) end(left int) {
	v := trait.Verdict{Fuel: in.spent(left)}
	switch {
	case in.stopped.Fault != trait.FaultNone:
		v.Fault, v.Line, v.Reason = in.stopped.Fault, in.stopped.Line, in.stopped.Reason
	case in.m.FuelLeft() < 0:
		v.Fault, v.Reason = trait.FaultFuel, "its senses used up the fuel of this run"
	case v.Fuel > in.limits.Fuel:
		v.Fault, v.Reason = trait.FaultFuel, fmt.Sprintf("it used more than %d units of fuel", in.limits.Fuel)
	}
	in.verdicts[in.current] = v
	in.current = -1
}

// fail writes the verdict of a run that panicked, by itself or because the host stopped it.
func (in *instance) fail(r any) {
	left, line := in.status()
	v := in.stopped
	if v.Fault == trait.FaultNone {
		v = trait.Verdict{Fault: trait.FaultPanic, Line: line, Reason: reason(r)}
	}
	v.Fuel = in.spent(left)
	in.verdicts[in.current] = v
	in.current = -1
}

func (in *instance) spent(left int) int64 {
	return int64(in.granted-left) + in.hosted - in.m.FuelLeft()
}

// stop ends the run from the host's side. The reason is kept before the panic, so that nothing can swallow it.
func (in *instance) stop(fault trait.Fault, line int, format string, args ...any) {
	if in.stopped.Fault == trait.FaultNone {
		in.stopped = trait.Verdict{Fault: fault, Line: line, Reason: fmt.Sprintf(format, args...)}
	}
	panic(in.stopped.Reason)
}

// refill gives the next slice of fuel to a run that has used up its last, which then stands at fuel.
func (in *instance) refill(fuel, line int) int {
	if in.began.IsZero() {
		in.began = time.Now()
	} else if time.Since(in.began) > in.limits.Timeout {
		in.stop(trait.FaultTime, line, "it ran for longer than %v", in.limits.Timeout)
	}
	for fuel < 0 {
		more := min(slice, int(in.limits.Fuel)-in.granted)
		if more <= 0 {
			in.stop(trait.FaultFuel, line, "it used up its %d units of fuel: does a loop end?", in.limits.Fuel)
		}
		in.granted += more
		fuel += more
	}
	return fuel
}

// allocate charges n elements of size bytes.
func (in *instance) allocate(n, size, line int) {
	switch {
	case n < 0:
		in.stop(trait.FaultPanic, line, "the length of a slice is negative")
	case int64(n) > in.limits.Bytes || in.bytes+int64(n)*int64(size) > in.limits.Bytes:
		in.stop(trait.FaultMemory, line, "it allocated more than %d bytes", in.limits.Bytes)
	}
	in.bytes += int64(n) * int64(size)
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

// Close implements trait.Program. The interpreter and all that it made are free for the collector then.
func (in *instance) Close() {
	*in = instance{run: func() {}, status: func() (int, int) { return 0, 0 }, current: -1}
}
