package engine

import (
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The watch is a second line of defence behind fuel, and does not rely on it. Fuel limits what a trait may do; but if
// an operation is priced too low, a trait that vet accepts can still slow down the world. So the loop measures the time
// of each generated trait's runs and compares it with the time that their fuel pays for, at the rate of a baseline
// program in the same runtime on the same machine. A trait that takes far more is switched off by a journalled command.
//
// The result of a tick never depends on a clock. The watch either aborts a tick before it has changed the world, and
// the loop starts it again, or it asks for a command between two ticks. A replay finds the command in the journal and
// needs no watch.
//
// The machine is shared with other processes, so CPU time of the thread counts and not wall-clock time. The clock of
// the thread is read once per chunk; each piece counts with the share of the chunk's wall-clock time in which the
// thread was running. A single sample never decides, however slow it was.
const (
	underpaid  = 12    // ratio to the time that the fuel pays for; the prices allow 8 at worst
	runUnits   = 4_000 // units of fuel that each run gets in addition, to cover the overhead of a run
	overtime   = 20 * time.Millisecond
	judgeTicks = 18 // three windows are less than a second of world time
	judgeTime  = 300 * time.Millisecond
	overShare  = 0.05            // share of a window's time that a trait may take beyond what it paid for
	fullPiece  = 32              // runs at once: the number of lanes of the compiled runtime
	forgiven   = 5 * time.Second // time after which a strike is forgotten
	timeouts   = 3               // timeouts by the sandbox in one tick that count as much as a measurement
)

// cost is the time that runs took and the fuel that they paid.
type cost struct {
	took time.Duration
	fuel int64
	runs int64
}

func (s *cost) add(o cost) {
	s.took += o.took
	s.fuel += o.fuel
	s.runs += o.runs
}

// paid is the time that the runs may take if a unit of fuel takes unit [ns].
func (s cost) paid(unit float64) time.Duration {
	return time.Duration(unit * (underpaid*float64(s.fuel) + runUnits*float64(s.runs)))
}

func (s cost) over(unit float64) time.Duration { return s.took - s.paid(unit) }

// timer is the part of the watch that belongs to one worker. Its arrays are indexed by the bits of generated traits.
type timer struct {
	begun, cpu time.Duration         // start of the chunk, in wall-clock time and in CPU time
	chunk      [world.MaxTraits]cost // costs in this chunk, in wall-clock time
	touched    uint64                // bits of chunk that are in use
	all        [world.MaxTraits]cost // costs since the last judgement, in CPU time
	beyond     [world.MaxTraits]time.Duration
	broke      int // trait for which the tick was aborted, -1 for none
	why        cost
	timedOut   bool // the tick was aborted by a timeout of the sandbox
}

// record is what the watch knows about one trait.
type record struct {
	seq      uint64 // identifies the trait, because bits are reused
	strikes  int
	struck   time.Time
	timeouts int
	late     bool // it was too slow in the previous window
}

// watch judges the generated traits of one engine.
type watch struct {
	unit     float64 // time of a unit of fuel [ns]
	baseline baselineMeter
	zero     time.Time   // the origin of clock
	off      bool        // the tick must not be aborted
	broken   atomic.Bool // the tick is aborted
	records  [world.MaxTraits]record
	window   struct {
		begun time.Duration
		ticks int
	}
}

func newWatch(e *Engine) *watch {
	w := &watch{zero: time.Now(), baseline: newBaseline(e.options)}
	w.unit = w.baseline.measure()
	w.window.begun = w.clock()
	for _, worker := range e.workers {
		worker.timer.broke = -1
	}
	return w
}

func (w *watch) clock() time.Duration { return time.Since(w.zero) }

// pinThread and unpinThread enclose the work of a goroutine in the first phase. The goroutine must stay on one thread,
// because cpuTime is the time of the thread.
func (w *watch) pinThread() {
	if w != nil {
		runtime.LockOSThread()
	}
}

func (w *watch) unpinThread() {
	if w != nil {
		runtime.UnlockOSThread()
	}
}

// stopped reports whether the tick is aborted.
func (w *watch) stopped() bool { return w != nil && w.broken.Load() }

// piece is the number of runs to do at once, of n. It is small for a new trait, so that a slow one is detected after
// its first runs.
func (w *watch) piece(t *entry, n int) int {
	if w == nil || !t.generated {
		return n
	}
	return min(n, max(t.piece, 1))
}

// beginChunk starts the measurement of a chunk.
func (w *watch) beginChunk(t *timer) {
	if w == nil {
		return
	}
	t.begun, t.cpu, t.touched = w.clock(), cpuTime(), 0
}

// endChunk adds the CPU time of the chunk to the costs of its traits.
func (w *watch) endChunk(t *timer) {
	if w == nil || t.touched == 0 {
		return
	}
	share := w.share(t)
	for bit := range eachBit(t.touched) {
		s := t.chunk[bit].scaled(share)
		t.all[bit].add(s)
		t.beyond[bit] += max(0, s.over(w.unit))
	}
}

// share is the fraction of the chunk's wall-clock time in which its thread was running.
func (w *watch) share(t *timer) float64 {
	wall := w.clock() - t.begun
	if wall <= 0 {
		return 0
	}
	return min(1, float64(cpuTime()-t.cpu)/float64(wall))
}

func (s cost) scaled(share float64) cost {
	s.took = time.Duration(share * float64(s.took))
	return s
}

// ran records the cost of a piece of runs. It aborts the tick if the trait has taken too long.
func (w *watch) ran(t *timer, bit int, s cost, timedOut bool) {
	if t.touched>>bit&1 == 0 {
		t.touched |= 1 << bit
		t.chunk[bit] = cost{}
	}
	c := &t.chunk[bit]
	c.add(s)
	if w.off || !timedOut && c.over(w.unit) < overtime {
		return
	}
	if now := c.scaled(w.share(t)); timedOut || now.over(w.unit) >= overtime {
		t.broke, t.why, t.timedOut = bit, now, timedOut
		w.broken.Store(true)
	}
}

// prepare prepares the watch for a tick. Traits that are new to it start with single runs.
func (w *watch) prepare(e *Engine) {
	w.broken.Store(false)
	for _, bit := range e.registry.order {
		if t := e.registry.entries[bit]; w.records[bit].seq != t.seq {
			w.records[bit] = record{seq: t.seq}
			t.piece = 1
			for _, worker := range e.workers {
				worker.timer.all[bit], worker.timer.beyond[bit] = cost{}, 0
			}
		}
	}
}

// verdict is a trait that the watch found guilty, with the reason.
type verdict struct {
	bit    int
	reason string
}

// judgeAborted judges the trait for which a tick was aborted. The second time, it is guilty.
func (w *watch) judgeAborted(e *Engine, now time.Time) (guilty []verdict) {
	for _, worker := range e.workers {
		t := &worker.timer
		if t.broke < 0 {
			continue
		}
		bit, r := t.broke, &w.records[t.broke]
		t.broke = -1
		e.registry.entries[bit].piece = 1
		w.unit = w.baseline.measure()
		if t.timedOut {
			r.timeouts++
		}
		if t.why.over(w.unit) >= overtime {
			if now.Sub(r.struck) > forgiven {
				r.strikes = 0
			}
			r.strikes, r.struck = r.strikes+1, now
		}
		known := slices.ContainsFunc(guilty, func(v verdict) bool { return v.bit == bit })
		if !known && (r.strikes >= 2 || r.timeouts >= timeouts) {
			guilty = append(guilty, verdict{bit, w.reason(t.why)})
		}
	}
	return guilty
}

// ticked counts a complete tick, and judges all traits at the end of a window. A trait is guilty if it took too long in
// two consecutive windows.
func (w *watch) ticked(e *Engine) (guilty []verdict) {
	for _, bit := range e.registry.order {
		if t := e.registry.entries[bit]; t.piece < fullPiece {
			t.piece *= 2
		}
		w.records[bit].timeouts = 0
	}
	w.window.ticks++
	span := w.clock() - w.window.begun
	if w.window.ticks < judgeTicks && span < judgeTime {
		return nil
	}
	allowed := time.Duration(overShare * float64(span))
	fresh := false
	for _, bit := range e.registry.order {
		var all cost
		var beyond time.Duration
		for _, worker := range e.workers {
			t := &worker.timer
			all.add(t.all[bit])
			beyond += t.beyond[bit]
			t.all[bit], t.beyond[bit] = cost{}, 0
		}
		if beyond > allowed && !fresh {
			// If the machine has become slower since unit was measured, the fuel paid for more time than it seemed.
			was := w.unit
			w.unit, fresh = w.baseline.measure(), true
			beyond = time.Duration(float64(beyond) - max(0, w.unit/was-1)*float64(all.paid(was)))
		}
		late := beyond > allowed
		if late && w.records[bit].late {
			guilty = append(guilty, verdict{bit, w.reason(all)})
		}
		w.records[bit].late = late
	}
	w.window.begun, w.window.ticks = w.clock(), 0
	return guilty
}

// reason describes what a trait did, for people.
func (w *watch) reason(s cost) string {
	runs := float64(max(s.runs, 1))
	took := float64(s.took) / runs
	paid := w.unit * float64(s.fuel) / runs
	return fmt.Sprintf("it is too slow: a run takes %s of processor time, and its fuel pays for %s",
		rounded(took), rounded(paid))
}

// rounded formats a duration with three digits.
func rounded(ns float64) string {
	switch {
	case ns >= 1e9:
		return fmt.Sprintf("%.3g s", ns/1e9)
	case ns >= 1e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	case ns >= 1e3:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	}
	return fmt.Sprintf("%.3g ns", ns)
}

// disableTrait is the command that switches off a trait.
func disableTrait(t *entry, reason string) command.SwitchOff {
	return command.SwitchOff{Reason: reason, Trait: command.TraitRef{
		Name: t.name, Version: t.version, MutationID: t.mutationID, CodeHash: t.codeHash,
	}}
}

// eachBit iterates over the numbers of the set bits.
func eachBit(mask uint64) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for bit := range world.MaxTraits {
			if mask>>bit&1 == 1 && !yield(bit) {
				return
			}
		}
	}
}
