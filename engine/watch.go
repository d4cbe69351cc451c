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

// The watch is the second net under fuel, and it does not trust the first. Fuel bounds what a trait may do, by prices;
// where a price is wrong, a trait that vet accepts can hold up the world. So the loop measures how long each generated
// trait's runs take and compares it with what their fuel pays for, at the rate of a baseline program in the same
// runtime on the same machine. A trait that takes far more is switched off by a journalled command.
//
// A tick never depends on a clock. The watch either gives a tick up before anything of it reaches the world, and the
// loop begins it again, or it asks for a command between two ticks. A replay finds the command in the journal and needs
// no watch.
//
// Other processes share the machine, so the time that counts is that of the thread: a piece of work counts with the
// share of its chunk's time in which the thread had a processor. And one sample never decides, however slow it was.
const (
	underpaid  = 12    // times what the fuel pays for: the law of prices allows 8 at worst
	runUnits   = 4_000 // units of fuel that a run may take beyond that, so that what a run takes by itself doesn't count
	overtime   = 20 * time.Millisecond
	judgeTicks = 18 // three windows are less than a second of world time
	judgeTime  = 300 * time.Millisecond
	overShare  = 0.05            // of a window's time that a trait may take beyond what is paid
	fullPiece  = 32              // runs at once: as many as the compiled runtime has lanes
	forgiven   = 5 * time.Second // after which a strike is forgotten
	timeouts   = 3               // of the sandbox's own guard, at one tick, that are as good as a measurement
)

// cost is what runs took and what they paid.
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

// paid is what it may take at a price of a unit [ns].
func (s cost) paid(unit float64) time.Duration {
	return time.Duration(unit * (underpaid*float64(s.fuel) + runUnits*float64(s.runs)))
}

func (s cost) over(unit float64) time.Duration { return s.took - s.paid(unit) }

// timer is a worker's part of the watch. Of its arrays the bits of generated traits count.
type timer struct {
	begun, cpu time.Duration         // when the chunk began, by either clock
	chunk      [world.MaxTraits]cost // of this chunk, by the time of day
	touched    uint64                // bits of chunk in use
	all        [world.MaxTraits]cost // of the ticks since the last judgement, by the thread's time
	beyond     [world.MaxTraits]time.Duration
	broke      int // trait for which the tick was given up, -1 for none
	why        cost
	timedOut   bool // and that by the sandbox's own guard
}

// record is what the watch knows of one trait.
type record struct {
	seq      uint64 // of the trait: another one may come to have its bit
	strikes  int
	struck   time.Time
	timeouts int
	late     bool // it took too long in the window before
}

// watch judges the generated traits of one engine.
type watch struct {
	unit     float64 // [ns] that a unit of fuel takes
	baseline baselineMeter
	zero     time.Time   // clock counts from it
	off      bool        // the tick must end, whatever it takes
	broken   atomic.Bool // the tick is given up
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

// pinThread and leave bracket what a goroutine does in the first phase: a thread's clock is of use only on one thread.
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

// stopped reports whether the tick is given up.
func (w *watch) stopped() bool { return w != nil && w.broken.Load() }

// piece is how many of n runs are done at once: few at first, so that a slow trait is found out by its first runs.
func (w *watch) piece(t *entry, n int) int {
	if w == nil || !t.generated {
		return n
	}
	return min(n, max(t.piece, 1))
}

// beginChunk and endChunk bracket a chunk.
func (w *watch) beginChunk(t *timer) {
	if w == nil {
		return
	}
	t.begun, t.cpu, t.touched = w.clock(), cpuTime(), 0
}

// endChunk counts what the chunk's traits took of the thread's time.
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

// share is the part of the chunk's time so far in which its thread had a processor.
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

// ran takes what a piece of runs of a trait took since a moment. If the trait holds up the tick, the tick is given up.
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

// prepare readies the watch for the next try of a tick. A trait that it does not know begins with single runs.
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

// verdict is what the watch has found against a trait.
type verdict struct {
	bit    int
	reason string
}

// judgeAborted judges the trait for which a tick was given up. At its second time it is guilty.
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

// ticked counts a tick that came to its end, and judges all traits when a window is over: guilty is who took too long
// in two windows in a row.
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
			// On a machine that has become slower, all that was paid was worth more than it seemed.
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

// reason says in plain words what a trait did.
func (w *watch) reason(s cost) string {
	runs := float64(max(s.runs, 1))
	took := float64(s.took) / runs
	paid := w.unit * float64(s.fuel) / runs
	return fmt.Sprintf("it is too slow: a run takes %s of processor time, and its fuel pays for %s",
		rounded(took), rounded(paid))
}

// rounded is a time to three digits.
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

// disableTrait is the command by which a trait leaves the world for a reason that is not its author's or a person's.
func disableTrait(t *entry, reason string) command.SwitchOff {
	return command.SwitchOff{Reason: reason, Trait: command.TraitRef{
		Name: t.name, Version: t.version, MutationID: t.mutationID, CodeHash: t.codeHash,
	}}
}

// eachBit yields the numbers of the bits that are set.
func eachBit(mask uint64) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for bit := range world.MaxTraits {
			if mask>>bit&1 == 1 && !yield(bit) {
				return
			}
		}
	}
}
