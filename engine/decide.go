package engine

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// chunk is how many molbots run as one piece of the first phase at most: the unit in which the fuel budget cuts. Where
// the budget is small, as for an interpreter or a slow machine, a piece is smaller, so that the last one does not run
// far over it.
const (
	chunk     = 64
	minChunk  = 8
	chunkFuel = 20_000 // of a budget, for each molbot of a piece: about what a run may burn
)

// chunkOf is the size of a piece under a budget.
func chunkOf(budget int64) int {
	if budget <= 0 {
		return chunk
	}
	return int(max(minChunk, min(chunk, budget/chunkFuel)))
}

// outcome is what a chunk leaves for the commit: nothing of it reaches the world before it is known to be in the
// budget.
type outcome struct {
	done   bool
	fuel   int64
	tally  [world.MaxTraits]tally
	memory []memoryWrite
	faults []fault
}

type memoryWrite struct {
	trait, slot int32
	set         [trait.MemorySlots]bool
	values      world.Memory
}

// blank is what a trait remembers before it has written anything. Nobody writes to it.
var blank world.Memory

type fault struct {
	trait   int
	slot    int32
	verdict trait.Verdict
}

// worker is what one goroutine of the first phase works with.
type worker struct {
	number   int
	molbots  [chunk]trait.Molbot
	batch    [chunk]*trait.Molbot
	slots    [chunk]int32           // of the batch
	caches   [chunk]perceptionCache // of the molbots
	hits     []grid.Hit             // of the sights
	verdicts [chunk]trait.Verdict
	timer    timer
}

// phase shares the first phase of one tick out among the workers.
type phase struct {
	mu       sync.Mutex
	next     int   // first chunk that nobody has taken
	prefix   int   // chunks before it are all done
	fuel     int64 // spent by the chunks before prefix
	budget   int64 // 0 for unlimited
	chunks   int
	size     int // of a chunk, but the last
	outcomes []outcome
	order    []int32 // slots, those cut from the last tick first
	rotated  []int32 // memory for order
	watch    *watch  // measures what traits take; nil in a pure core
}

// take hands out the next chunk, or reports that none is left or that the budget is known to be spent.
func (p *phase) take() (c int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next >= p.chunks || p.spent() || p.watch.stopped() {
		return 0, false
	}
	p.next++
	return p.next - 1, true
}

func (p *phase) spent() bool { return p.budget > 0 && p.fuel >= p.budget && p.prefix > 0 }

func (p *phase) finish(c int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcomes[c].done = true
	for p.prefix < p.chunks && p.outcomes[p.prefix].done && !p.spent() {
		p.fuel += p.outcomes[p.prefix].fuel
		p.prefix++
	}
}

// decide is the first phase of a tick: every molbot senses and decides, in parallel, reading the world and writing its
// own intents only. Chunks count in order until the budget is spent; what lies beyond is discarded and comes first next
// tick.
//
// Where a watch is set, it may give the phase up: whole is false then, and nothing of it has reached the world.
func (e *Engine) decide(budget int64) (whole bool) {
	if len(e.registry.order) == 0 {
		e.rest()
		return true
	}
	p := &e.phase
	p.order = e.turn()
	for _, bit := range e.registry.order {
		t := e.registry.entries[bit]
		t.key = world.KeyFor(e.w.Seed, e.w.Tick, world.ForTraits+world.Purpose(t.seq))
	}
	p.size = chunkOf(budget)
	p.chunks = (len(p.order) + p.size - 1) / p.size
	p.next, p.prefix, p.fuel, p.budget = 0, 0, 0, budget
	for len(p.outcomes) < p.chunks {
		p.outcomes = append(p.outcomes, outcome{})
	}
	for c := range p.chunks {
		p.outcomes[c].reset(e.registry.order)
	}
	if workers := min(len(e.workers), p.chunks); workers > 1 {
		var group sync.WaitGroup
		for _, w := range e.workers[:workers] {
			group.Go(func() { e.work(w) })
		}
		group.Wait()
	} else {
		e.work(e.workers[0])
	}
	if p.watch.stopped() {
		return false
	}
	e.commit()
	return true
}

// rest is the first phase where nothing is loaded.
func (e *Engine) rest() {
	bots := &e.w.Bots
	for _, i := range e.w.Living() {
		if bots.Acts[i] {
			bots.Intent[i], bots.Acts[i] = world.Intent{}, false
		}
		bots.Dormant[i] = false
	}
	e.w.Cursor = 0
}

// turn lists the living from the first slot that the last tick left out, and round.
func (e *Engine) turn() []int32 {
	living := e.w.Living()
	from, _ := slices.BinarySearch(living, e.w.Cursor)
	if from == 0 || from == len(living) {
		return living
	}
	p := &e.phase
	p.rotated = append(append(p.rotated[:0], living[from:]...), living[:from]...)
	return p.rotated
}

// reset empties an outcome; of the tallies only those of the traits that run are ever read.
func (o *outcome) reset(traits []int) {
	o.done, o.fuel = false, 0
	o.memory, o.faults = o.memory[:0], o.faults[:0]
	for _, bit := range traits {
		o.tally[bit] = tally{}
	}
}

func (e *Engine) work(w *worker) {
	e.phase.watch.pinThread()
	defer e.phase.watch.unpinThread()
	for {
		c, ok := e.phase.take()
		if !ok {
			return
		}
		e.runChunk(w, &e.phase.outcomes[c], e.phase.slots(c))
		e.phase.finish(c)
	}
}

func (p *phase) slots(c int) []int32 { return p.order[c*p.size : min((c+1)*p.size, len(p.order))] }

// runChunk runs all traits of the molbots in slots, newest trait first.
func (e *Engine) runChunk(w *worker, o *outcome, slots []int32) {
	e.phase.watch.beginChunk(&w.timer)
	carried, bots := uint64(0), &e.w.Bots
	w.hits = w.hits[:0]
	for k, slot := range slots {
		if bots.Acts[slot] {
			bots.Intent[slot], bots.Acts[slot] = world.Intent{}, false
		}
		if set := e.w.TraitSet(slot); set != 0 {
			carried |= set
			e.fill(w.molbots[k].Body(), slot)
			w.caches[k] = perceptionCache{senses: e.senses, hits: &w.hits, food: notCached, molbots: notCached}
		}
	}
	for _, bit := range e.registry.order {
		if carried>>bit&1 == 1 && !e.registry.entries[bit].mute() {
			e.runTrait(w, o, slots, bit)
		}
	}
	e.phase.watch.endChunk(&w.timer)
}

func (e *Engine) runTrait(w *worker, o *outcome, slots []int32, bit int) {
	bots, n := &e.w.Bots, 0
	t, memory := e.registry.entries[bit], bots.TraitMemory[bit]
	for k, slot := range slots {
		if e.w.TraitSet(slot)>>bit&1 == 0 {
			continue
		}
		m := &w.molbots[k]
		m.Begin(&w.caches[k], e.options.CallFuel)
		body := m.Body()
		body.Energy = bots.Energy[slot] - bots.Intent[slot].Spent
		body.Memory = &blank
		if memory != nil {
			body.Memory = &memory[slot]
		}
		body.RandKey = t.key.Of(bots.Serial[slot])
		w.batch[n], w.slots[n] = m, slot
		n++
	}
	size := e.phase.watch.piece(t, n)
	for from := 0; from < n && !e.phase.watch.stopped(); from += size {
		e.runPiece(w, o, bit, from, min(from+size, n))
	}
}

// runPiece runs a trait on a part of the worker's batch. What comes of a run does not depend on which others are beside
// it.
func (e *Engine) runPiece(w *worker, o *outcome, bit, from, to int) {
	t, watch, begun := e.registry.entries[bit], e.phase.watch, time.Duration(0)
	watched := watch != nil && t.generated
	if watched {
		begun = watch.clock()
	}
	batch, verdicts := w.batch[from:to], w.verdicts[from:to]
	t.programs[w.number].Run(batch, verdicts)
	var s cost
	if watched {
		s = cost{took: watch.clock() - begun, runs: int64(to - from), fuel: -o.tally[bit].fuel}
	}
	timedOut := false
	for k, verdict := range verdicts {
		o.collect(&e.w.Bots, bit, w.slots[from+k], batch[k].Intents(), verdict)
		timedOut = timedOut || verdict.Fault == trait.FaultTime
	}
	if watched {
		s.fuel += o.tally[bit].fuel
		watch.ran(&w.timer, bit, s, timedOut)
	}
	e.observers.rerunTraits(e, w, bit, from, to)
}

// collect takes what one run of a trait wants.
func (o *outcome) collect(bots *world.Bots, bit int, slot int32, intents *trait.Intents, verdict trait.Verdict) {
	fuel := max(verdict.Fuel, 1)
	o.fuel += fuel
	o.tally[bit].calls++
	o.tally[bit].fuel += fuel
	if verdict.Fault != trait.FaultNone {
		o.tally[bit].faults++
		o.faults = append(o.faults, fault{bit, slot, verdict})
		return
	}
	bots.Acts[slot] = true
	bots.Intent[slot].Merge(intents)
	if intents.MemorySet != [trait.MemorySlots]bool{} {
		o.memory = append(o.memory, memoryWrite{int32(bit), slot, intents.MemorySet, intents.Memory})
	}
}

// fill tells a molbot what it knows of itself.
func (e *Engine) fill(body *trait.Body, slot int32) {
	w, b := e.w, &e.w.Bots
	self := &b.Body[slot]
	*body = trait.Body{
		Slot: int(slot), X: b.X[slot], Y: b.Y[slot], MaxEnergy: self.MaxEnergy,
		Age: float64(w.Tick - b.Born[slot]), Lifespan: self.Lifespan,
		Speed:   math.Sqrt(b.VX[slot]*b.VX[slot] + b.VY[slot]*b.VY[slot]),
		Heading: b.Heading[slot], Size: b.Genes[slot][world.GeneSize], SenseRadius: w.SenseRadius(slot),
		SinceMeal: float64(w.Tick - b.Meal[slot]), Daylight: w.Sky.Daylight, Storm: w.Gale(b.X[slot], b.Y[slot]),
		CanBreed: w.Ready(slot),
		HasMark:  b.Marked[slot],
	}
	if body.HasMark {
		body.Mark.DX, body.Mark.DY = w.Delta(body.X, body.Y, b.MarkX[slot], b.MarkY[slot])
	}
}

// commit lets the chunks within the budget count, in order, and discards the others.
func (e *Engine) commit() {
	p, bots := &e.phase, &e.w.Bots
	included := 0
	fuel := int64(0)
	for included < p.chunks && p.outcomes[included].done && (included == 0 || p.budget == 0 || fuel < p.budget) {
		o := &p.outcomes[included]
		fuel += o.fuel
		e.commitChunk(o)
		for _, slot := range p.slots(included) {
			bots.Dormant[slot] = false
		}
		included++
	}
	cut := p.order[min(included*p.size, len(p.order)):]
	for _, slot := range cut {
		bots.Intent[slot], bots.Acts[slot], bots.Dormant[slot] = world.Intent{}, false, true
	}
	e.w.Cursor = 0
	if len(cut) > 0 {
		e.w.Cursor = cut[0]
	}
	e.out.CarriedOver, e.out.Fuel = len(cut), fuel
	e.w.Period.Carried += int64(len(cut))
	e.w.Period.FuelSpent += fuel
}

func (e *Engine) commitChunk(o *outcome) {
	bots := &e.w.Bots
	for _, bit := range e.registry.order {
		e.registry.entries[bit].total.add(o.tally[bit])
		e.registry.entries[bit].period.add(o.tally[bit])
	}
	for i := range o.memory {
		m := &o.memory[i]
		if bots.TraitMemory[m.trait] == nil {
			bots.NewMemory(int(m.trait))
		}
		for k, set := range m.set {
			if set {
				bots.TraitMemory[m.trait][m.slot][k] = m.values[k]
			}
		}
	}
	for _, f := range o.faults {
		if f.verdict.Fault != trait.FaultTime { // fuel has bounded the work: it was the machine that was slow
			bots.Off[f.slot] |= 1 << f.trait
		}
		e.registry.entries[f.trait].lastFault = f.verdict.Fault.String() + ": " + f.verdict.Reason
		e.suspects |= 1 << f.trait
	}
}
