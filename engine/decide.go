package engine

import (
	"slices"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// chunk is the maximum number of molbots that run together in the first phase. A chunk is the unit in which the fuel
// budget cuts the phase, so the last chunk may exceed the budget. Chunks are therefore smaller if the budget is small,
// as with an interpreter or on a slow machine.
const (
	chunk     = 64
	minChunk  = 8
	chunkFuel = 20_000 // budget for each molbot of a chunk: about the fuel limit of a run
)

// chunkOf is the size of a chunk under a budget.
func chunkOf(budget int64) int {
	if budget <= 0 {
		return chunk
	}
	return int(max(minChunk, min(chunk, budget/chunkFuel)))
}

// outcome is the result of a chunk. It reaches the world only in commit, when it is known that the chunk is within the
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

// blank is the memory of a trait that has not written anything yet. It is shared and must not be written to.
var blank world.Memory

type fault struct {
	trait   int
	slot    int32
	verdict trait.Verdict
}

// worker is the working memory of one goroutine in the first phase.
type worker struct {
	number   int
	molbots  [chunk]trait.Molbot
	batch    [chunk]*trait.Molbot
	slots    [chunk]int32           // of the molbots in batch
	caches   [chunk]perceptionCache // of the molbots
	hits     []grid.Hit             // shared memory of the caches
	verdicts [chunk]trait.Verdict
	timer    timer
}

// phase distributes the chunks of one tick's first phase among the workers.
type phase struct {
	mu       sync.Mutex
	next     int   // next chunk to hand out
	prefix   int   // all chunks before it are done
	fuel     int64 // spent by the chunks before prefix
	budget   int64 // 0 for unlimited
	chunks   int
	size     int // of every chunk but the last
	outcomes []outcome
	order    []int32 // slots in the order in which they run, those cut from the last tick first
	rotated  []int32 // backing memory for order
	watch    *watch  // measures the time of traits; nil without a loop
}

// take returns the next chunk. ok is false if none is left or the budget is known to be spent.
func (p *phase) take() (c int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next >= p.chunks || p.spent() || p.watch.stopped() {
		return 0, false
	}
	p.next++
	return p.next - 1, true
}

// spent reports whether the budget is spent. At least one chunk always counts, so that every molbot gets its turn
// however small the budget is.
func (p *phase) spent() bool { return p.budget > 0 && p.fuel >= p.budget && p.prefix > 0 }

// finish marks a chunk as done. Only the chunks before the first unfinished one count towards the budget: if a late
// chunk that finishes early could end the phase, the cut would depend on the timing of goroutines.
func (p *phase) finish(c int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcomes[c].done = true
	for p.prefix < p.chunks && p.outcomes[p.prefix].done && !p.spent() {
		p.fuel += p.outcomes[p.prefix].fuel
		p.prefix++
	}
}

// decide is the first phase of a tick: every molbot senses and decides. Molbots run in parallel; they only read the
// world and write their own intents. Which chunks count depends only on their order and their fuel, not on the timing
// of goroutines: chunks are added up in order until the budget is spent, and the rest is discarded. The molbots that
// were cut come first in the next tick.
//
// A watch may abort the phase. Then whole is false and the world has not changed.
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

// rest is the first phase if no trait is loaded.
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

// turn lists the living in the order of their slots, starting with the first slot that the last tick cut and wrapping
// around.
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

// reset empties an outcome. It clears only the tallies of loaded traits, because no others are read.
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

// runPiece runs a trait on part of the worker's batch. The result of a run does not depend on which others are in the
// same piece, so pieces may have any size.
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

// collect stores the result of one run of a trait.
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

// fill sets what a molbot knows about itself.
func (e *Engine) fill(body *trait.Body, slot int32) {
	w, b := e.w, &e.w.Bots
	self := &b.Body[slot]
	*body = trait.Body{
		Slot: int(slot), X: b.X[slot], Y: b.Y[slot], MaxEnergy: self.MaxEnergy,
		Age: float64(w.Tick - b.Born[slot]), Lifespan: self.Lifespan,
		Speed:   b.Speed(slot),
		Heading: b.Heading[slot], Size: b.Genes[slot][world.GeneSize], SenseRadius: w.SenseRadius(slot),
		SinceMeal: float64(w.Tick - b.Meal[slot]), Daylight: w.Sky.Daylight, Storm: w.Gale(b.X[slot], b.Y[slot]),
		SinceBitten: float64(w.Tick - b.Bitten[slot]), Children: float64(b.Children[slot]),
		CanBreed: w.Ready(slot),
		HasMark:  b.Marked[slot],
	}
	if body.HasMark {
		body.Mark.DX, body.Mark.DY = w.Delta(body.X, body.Y, b.MarkX[slot], b.MarkY[slot])
	}
	if mother, ok := b.MotherOf(slot); ok {
		body.HasMother = true
		body.Mother.DX, body.Mother.DY = w.Delta(body.X, body.Y, b.X[mother], b.Y[mother])
	}
}

// commit applies the chunks within the budget, in order, and discards the others.
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
		if f.verdict.Fault != trait.FaultTime { // fuel has bounded the work, so the machine was slow and not the trait
			bots.Off[f.slot] |= 1 << f.trait
		}
		e.registry.entries[f.trait].lastFault = f.verdict.Fault.String() + ": " + f.verdict.Reason
		e.suspects |= 1 << f.trait
	}
}
