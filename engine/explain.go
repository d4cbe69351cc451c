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

// An observed molbot is explained by running each of its traits a second time, in a form that counts lines, directly
// after the first run and with the same inputs. The intents of the second run are discarded. So an observation has no
// influence on the world, is not part of the state, checkpoints or hash, and doesn't consume the budget of other
// molbots.

const (
	maxWatched  = 4     // observed molbots; a new one replaces the one that was asked about longest ago
	watchFor    = 7_200 // ticks for which an observation continues after the last question
	minute      = 3_600 // ticks
	bucketTicks = 60    // the counts of the last minute are kept in buckets of this many ticks
	maxSensed   = 64    // number of senses recorded in one tick
)

// observers holds all current observations of an engine.
type observers struct {
	molbots []*molbotObserver
	heats   []*heat
	forms   map[string]countingForm // by code hash: the traits that have been loaded for counting
}

// countingForm is a trait that counts its lines, or the reason why it can't.
type countingForm struct {
	factory trait.Counting
	refusal string
}

// molbotObserver is the observation of one molbot.
type molbotObserver struct {
	serial uint64
	asked  uint64 // tick of the last question
	slot   int32
	begun  uint64 // first tick that is counted
	traits map[string]*lineCounts
	last   genesis.Explanation // of the last complete tick
	next   genesis.Explanation // of the current tick
	order  []*lineCounts       // the traits that ran in it
	before struct{ energy, intake, x, y float64 }
	filled map[string]bool // channels that a newer trait has already filled
	hits   []grid.Hit
}

// lineCounts counts the lines of one trait on an observed molbot.
type lineCounts struct {
	id      string
	hash    string
	program trait.Program
	lines   []int
	refusal string
	at      int // line that the current run has reached
	tick    map[int]int64
	buckets [minute / bucketTicks]bucket
	verdict [1]trait.Verdict
}

// bucket holds the counts of one part of the minute.
type bucket struct {
	number uint64
	lines  map[int]int64
}

// begin prepares for a tick. It is called again if the tick was aborted.
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

// rerunTraits runs a trait a second time for the observed molbots of a piece.
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

// run is called by the worker that runs all traits of the molbot, so it needs no lock.
func (k *molbotObserver) run(e *Engine, t *entry, m *trait.Molbot, verdict trait.Verdict) {
	id := genesis.TraitID(t.name, t.version)
	c := k.traits[id]
	if c == nil || c.hash != t.codeHash {
		return // the trait was loaded after the last question; the next question prepares it
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

// end completes the explanations of a tick.
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

// deaths names the causes of death.
var deaths = map[genesis.EventKind]string{
	genesis.EventStarved: "starved", genesis.EventAged: "aged", genesis.EventCollided: "collided",
	genesis.EventKilled: "killed",
}

// add adds the counts of a tick to the minute.
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

// counts returns how often each line ran.
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

// want records an intent of a trait, and whether it counts: if several traits fill a channel, the newest one wins.
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

// watchMolbot starts or extends an observation. missing lists the traits that must be loaded before their lines can be
// counted.
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

// readyToCount adds the counting forms of the traits in mask to an observation and lists those that are not loaded yet.
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

// explanation is the answer to a question about an observed molbot.
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
