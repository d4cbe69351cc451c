package engine

import (
	"cmp"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// A watched molbot is explained by a second run of each of its traits, in a form that counts lines, right after the
// first run and on the same inputs. What the second run wants is thrown away, so a watch changes nothing in the world:
// it is no part of the state, of checkpoints or of the hash, and other molbots pay nothing for it.

const (
	maxWatched  = 4     // molbots at once; the one that nobody has asked for the longest makes room
	watchFor    = 7_200 // ticks after the last question
	minute      = 3_600 // ticks
	bucketTicks = 60    // the minute is counted in stretches of so many ticks
	maxSensed   = 64    // in one tick
)

// observers is what an engine is watching.
type observers struct {
	molbots []*molbotObserver
	heats   []*heat
	forms   map[string]countingForm // by code hash: what has been loaded to be counted
}

// countingForm is a trait that can be counted, or why it can't.
type countingForm struct {
	factory trait.Counting
	refusal string
}

// molbotObserver is a watched molbot.
type molbotObserver struct {
	serial uint64
	asked  uint64 // tick of the last question
	slot   int32
	begun  uint64 // first tick that is counted
	traits map[string]*lineCounts
	last   genesis.Explanation // of the last whole tick
	next   genesis.Explanation // of the tick under way
	order  []*lineCounts       // that ran in it
	before struct{ energy, intake, x, y float64 }
	filled map[string]bool // channels that a newer trait has filled
	hits   []grid.Hit
}

// lineCounts is how a trait runs on a watched molbot.
type lineCounts struct {
	id      string
	hash    string
	program trait.Program
	lines   []int
	refusal string
	at      int // line that the run has come to
	tick    map[int]int64
	buckets [minute / bucketTicks]bucket
	verdict [1]trait.Verdict
}

// bucket is the counts of one stretch of the minute.
type bucket struct {
	number uint64
	lines  map[int]int64
}

// begin makes ready for a tick. It may be called again for a tick that was given up.
func (l *observers) begin(w *world.World) {
	l.molbots = slices.DeleteFunc(l.molbots, func(k *molbotObserver) bool { return expired(w.Tick, k.asked, k.close) })
	l.heats = slices.DeleteFunc(l.heats, func(h *heat) bool { return expired(w.Tick, h.asked, h.close) })
	for _, k := range l.molbots {
		k.begin(w)
	}
}

func expired(now, asked uint64, end func()) bool {
	if now < asked+watchFor {
		return false
	}
	end()
	return true
}

func (k *molbotObserver) close() {
	for _, c := range k.traits {
		if c.program != nil {
			c.program.Close()
		}
	}
}

func (k *molbotObserver) begin(w *world.World) {
	slot, alive := w.Find(k.serial)
	if k.slot = slot; !alive {
		k.slot = -1
		return
	}
	b := &w.Bots
	k.order, k.filled = k.order[:0], map[string]bool{}
	k.next = genesis.Explanation{
		Molbot: genesis.MolbotID(k.serial), Tick: w.Tick, X: b.X[slot], Y: b.Y[slot],
		Traits: []genesis.TraitRun{}, Sensed: []genesis.Sensed{}, Wanted: []genesis.Wanted{},
	}
	k.before.energy, k.before.x, k.before.y = b.Energy[slot], b.X[slot], b.Y[slot]
}

// rerunTraits runs a trait a second time for those of a piece that are watched.
func (l *observers) rerunTraits(e *Engine, w *worker, bit, from, to int) {
	if l == nil || len(l.molbots)+len(l.heats) == 0 {
		return
	}
	t := e.registry.entries[bit]
	for at := from; at < to; at++ {
		for _, k := range l.molbots {
			if k.slot == w.slots[at] {
				k.run(e, t, w.batch[at], w.verdicts[at])
			}
		}
		for _, h := range l.heats {
			if h.bit(e) == bit && h.sampled(e, w.slots[at]) {
				h.run(e, w.number, w.batch[at])
			}
		}
	}
}

// run is on the goroutine of the molbot's chunk, which runs all its traits.
func (k *molbotObserver) run(e *Engine, t *entry, m *trait.Molbot, verdict trait.Verdict) {
	id := genesis.TraitID(t.name, t.version)
	c := k.traits[id]
	if c == nil || c.hash != t.codeHash {
		return // it came after the last question; the next one makes it ready
	}
	run := genesis.TraitRun{Trait: id, Fuel: verdict.Fuel, Uncounted: c.refusal}
	if verdict.Fault != trait.FaultNone {
		run.Fault = verdict.Fault.String() + ": " + verdict.Reason
	} else {
		k.want(id, m.Intents())
	}
	clear(c.tick)
	if c.program != nil {
		around := &recorder{
			Surroundings: &perceptionCache{senses: e.senses, hits: &k.hits, food: notCached, molbots: notCached}, look: k,
			trait: c,
		}
		k.hits = k.hits[:0]
		m.Begin(around, e.options.CallFuel)
		c.program.Run([]*trait.Molbot{m}, c.verdict[:])
	}
	k.next.Traits, k.order = append(k.next.Traits, run), append(k.order, c)
}

// end tells what came of a whole tick.
func (l *observers) end(w *world.World) {
	for _, k := range l.molbots {
		if k.slot >= 0 {
			k.end(w)
		}
	}
}

func (k *molbotObserver) end(w *world.World) {
	b := &w.Bots
	k.outcome(w)
	if alive := k.next.Outcome.Alive; alive && b.Dormant[k.slot] {
		k.next.Skipped = true
		k.next.Traits, k.next.Sensed, k.next.Wanted, k.order = k.next.Traits[:0], k.next.Sensed[:0], k.next.Wanted[:0],
			k.order[:0]
	}
	if k.begun == 0 {
		k.begun = w.Tick
	}
	for _, c := range k.order {
		c.add(w.Tick)
	}
	for i := range k.next.Traits {
		k.next.Traits[i].Lines = k.order[i].counts(w.Tick)
	}
	k.next.Watched = min(w.Tick-k.begun+1, minute)
	k.last, k.next = k.next, k.last
}

func (k *molbotObserver) outcome(w *world.World) {
	b, out := &w.Bots, &k.next.Outcome
	if slot, alive := w.Find(k.serial); alive {
		dx, dy := w.Delta(k.before.x, k.before.y, b.X[slot], b.Y[slot])
		out.Alive, out.Moved = true, math.Hypot(dx, dy)
		out.Energy, out.Eaten = b.Energy[slot]-k.before.energy, b.Intake[slot]
		out.Bred = b.Bred[slot] == w.Tick && b.Children[slot] > 0
		return
	}
	out.Energy = -k.before.energy
	events, _ := w.Events.Since(0, w.Tick-1, nil)
	for _, happened := range events {
		if cause, ok := deaths[happened.Kind]; ok && happened.Serial == k.serial {
			out.Cause = cause
		}
	}
}

// deaths names what a molbot died of.
var deaths = map[genesis.EventKind]string{
	genesis.EventStarved: "starved", genesis.EventAged: "aged", genesis.EventCollided: "collided",
	genesis.EventKilled: "killed",
}

// add counts a tick's lines into the minute.
func (c *lineCounts) add(tick uint64) {
	n := tick / bucketTicks
	at := &c.buckets[n%uint64(len(c.buckets))]
	if at.number != n || at.lines == nil {
		*at = bucket{n, map[int]int64{}}
	}
	for line, runs := range c.tick {
		at.lines[line] += runs
	}
}

// counts is how often each line ran.
func (c *lineCounts) counts(tick uint64) []genesis.LineRuns {
	lines := make([]genesis.LineRuns, 0, len(c.lines))
	for _, line := range c.lines {
		sum := int64(0)
		for _, b := range c.buckets {
			if b.number+uint64(len(c.buckets)) > tick/bucketTicks {
				sum += b.lines[line]
			}
		}
		lines = append(lines, genesis.LineRuns{Line: line, Tick: c.tick[line], Minute: sum})
	}
	return lines
}

// want notes what a trait wants, and whether that counts: a newer trait's wish of the same kind comes first.
func (k *molbotObserver) want(id string, in *trait.Intents) {
	note := func(channel string, w genesis.Wanted) {
		w.Trait, w.Counts = id, !k.filled[channel]
		k.filled[channel] = true
		k.next.Wanted = append(k.next.Wanted, w)
	}
	switch m := in.Move; m.Kind {
	case trait.MoveThrust:
		note("move", genesis.Wanted{What: "thrust", DX: m.DX, DY: m.DY, Amount: m.Effort})
	case trait.MoveTurn:
		note("move", genesis.Wanted{What: "turn", DX: m.DX, Amount: m.Effort})
	case trait.MoveBrake:
		note("move", genesis.Wanted{What: "brake"})
	case trait.MoveRest:
		note("move", genesis.Wanted{What: "rest"})
	}
	if in.Eat || in.Fast {
		note("eat", genesis.Wanted{What: map[bool]string{true: "eat", false: "fast"}[in.Eat]})
	}
	switch in.Breed.Kind {
	case trait.BreedNow:
		note("breed", genesis.Wanted{What: "breed", Amount: in.Breed.Share})
	case trait.BreedHold:
		note("breed", genesis.Wanted{What: "hold_birth"})
	}
	if in.Attack != 0 {
		note("attack", genesis.Wanted{What: "attack"})
	}
	if in.Share.To != 0 {
		note("share", genesis.Wanted{What: "share", Amount: in.Share.Energy})
	}
	for channel, amount := range in.Scent {
		if amount != 0 {
			note("scent"+string(rune('0'+channel)), genesis.Wanted{What: "scent", Amount: amount})
		}
	}
	if in.Mark {
		note("mark", genesis.Wanted{What: "mark"})
	}
}

// watchMolbot begins a watch or goes on with it. missing is what has to be loaded before its lines can be counted.
func (e *Engine) watchMolbot(id string) (k *molbotObserver, missing []*entry, err error) {
	n, err := serial(id)
	if err != nil {
		return nil, nil, err
	}
	l := e.watching()
	at := slices.IndexFunc(l.molbots, func(k *molbotObserver) bool { return k.serial == n })
	slot, alive := e.w.Find(n)
	switch {
	case at >= 0:
		k = l.molbots[at]
	case !alive:
		return nil, nil, genesis.Errorf(genesis.CodeNotFound, "%s is not alive", id)
	default:
		if len(l.molbots) == maxWatched {
			oldest := slices.MinFunc(l.molbots, func(a, b *molbotObserver) int { return cmp.Compare(a.asked, b.asked) })
			oldest.close()
			l.molbots = slices.DeleteFunc(l.molbots, func(k *molbotObserver) bool { return k == oldest })
		}
		k = &molbotObserver{serial: n, slot: slot, traits: map[string]*lineCounts{}}
		k.last = genesis.Explanation{
			Molbot: id, Traits: []genesis.TraitRun{}, Sensed: []genesis.Sensed{}, Wanted: []genesis.Wanted{},
		}
		l.molbots = append(l.molbots, k)
	}
	k.asked = e.w.Tick
	if alive {
		missing = e.readyToCount(k, e.w.TraitSet(slot))
	}
	return k, missing, nil
}

// readyToCount gives a watch the counting forms of the traits of a mask and lists those that are not loaded yet.
func (e *Engine) readyToCount(k *molbotObserver, mask uint64) (missing []*entry) {
	for _, bit := range e.registry.order {
		t := e.registry.entries[bit]
		id := genesis.TraitID(t.name, t.version)
		if c := k.traits[id]; mask>>bit&1 == 0 || t.mute() || c != nil && c.hash == t.codeHash {
			continue
		}
		form, ok := e.form(t)
		if !ok {
			missing = append(missing, t)
			continue
		}
		k.traits[id] = newLineCounts(id, t.codeHash, form)
	}
	return missing
}

func newLineCounts(id, hash string, form countingForm) *lineCounts {
	c := &lineCounts{id: id, hash: hash, refusal: form.refusal, tick: map[int]int64{}}
	if form.factory == nil {
		return c
	}
	program, lines, err := form.factory.Counting(func(line int) {
		c.at = line
		c.tick[line]++
	})
	if err != nil {
		c.refusal = err.Error()
		return c
	}
	c.program, c.lines = program, lines
	return c
}

// explanation is what is told of a watched molbot.
func (e *Engine) explanation(k *molbotObserver, sources bool) genesis.Explanation {
	out := k.last
	out.Traits = slices.Clone(out.Traits)
	for i := range out.Traits {
		t := &out.Traits[i]
		t.Lines = listOf(t.Lines)
		for _, bit := range e.registry.order {
			if loaded := e.registry.entries[bit]; sources && genesis.TraitID(loaded.name, loaded.version) == t.Trait {
				t.Source = loaded.source
			}
		}
	}
	return out
}

func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return slices.Clone(list)
}
