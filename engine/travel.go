package engine

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// transit is the state of journeys between this world and others. A journey is identified by its migration. A departed
// molbot is kept until the journey is settled, and an arrival is remembered, so that a command that is sent again has
// no second effect.
type transit struct {
	departed []departure   // not yet settled, oldest first
	arrived  []arrival     // the newest arrivals, oldest first
	before   []pastArrival // earlier arrivals, oldest first
}

type departure struct {
	migration, to string
	tick          uint64
	traveller     genesis.Traveller
}

type arrival struct {
	migration, molbot, refused string
	tick                       uint64
	left                       []string
}

// pastArrival is the reduced record of an older arrival. It is enough to prevent a second arrival, even if a person
// reruns a step of a migration days later.
type pastArrival struct {
	migration uint64 // FNV-1a of its id
	serial    uint64 // serial of the molbot; 0: it was refused
}

const (
	maxArrivals     = 1024   // arrivals that are remembered with their complete answers
	maxPastArrivals = 16_384 // earlier arrivals of which only pastArrival is kept
)

// maxMigration limits the length of a migration's id [bytes].
const maxMigration = 200

// InTransit lists the migrations of the molbots that have departed and are not settled, oldest first.
func (e *Engine) InTransit() (migrations []string) {
	for _, d := range e.transit.departed {
		migrations = append(migrations, d.migration)
	}
	return migrations
}

// Full reports whether the world has reached max_entities, at which births stop.
func (e *Engine) Full() bool { return e.w.Count() >= int(e.w.P.MaxEntities) }

// checkTravel rejects commands that are invalid in any world. Apply checks what depends on the world.
func checkTravel(p command.Payload) error {
	switch p := p.(type) {
	case command.Depart:
		_, err := serial(p.Molbot)
		return cmp.Or(checkMigration(p, p.Migration), err)
	case command.Arrive:
		return cmp.Or(checkMigration(p, p.Migration), checkTraveller(p.Traveller))
	case command.Settle:
		return checkMigration(p, p.Migration)
	}
	return nil
}

func checkMigration(p command.Payload, id string) error {
	if id == "" || len(id) > maxMigration {
		return genesis.Errorf(genesis.CodeInvalid, "%s needs the id of a migration of at most %d bytes", p.Kind(),
			maxMigration)
	}
	return nil
}

func checkTraveller(t *genesis.Traveller) error {
	if t == nil || len(t.Genes) != int(world.GeneCount) || len(t.Traits) > world.MaxTraits {
		return genesis.Errorf(genesis.CodeInvalid, "arrive needs a traveller with %d genes", world.GeneCount)
	}
	for i, g := range t.Genes {
		if !(g >= world.Genes[i].Low && g <= world.Genes[i].High) {
			return genesis.Errorf(genesis.CodeInvalid, "the traveller's gene %s is out of its range", world.Genes[i].Name)
		}
	}
	sum := t.Energy
	for _, with := range t.Traits {
		if len(with.Memory) != 0 && len(with.Memory) != trait.MemorySlots {
			return genesis.Errorf(genesis.CodeInvalid, "the traveller's memory of %s has %d slots", with.Name, len(with.Memory))
		}
		for _, v := range with.Memory {
			sum += v - v // NaN for NaN and infinities
		}
	}
	if !(t.Energy >= 0) || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return genesis.Errorf(genesis.CodeInvalid, "the traveller's numbers must be finite, and its energy not below 0")
	}
	return nil
}

// depart takes a molbot out of the world and keeps it until the journey is settled. If the molbot has already departed,
// the new command continues that journey, and the answer names it.
func (e *Engine) depart(cmd command.Depart) (genesis.Journey, error) {
	out := genesis.Journey{Migration: cmd.Migration, Tick: e.w.Tick}
	left := func(d departure) bool { return d.migration == cmd.Migration || d.traveller.Molbot == cmd.Molbot }
	if k := slices.IndexFunc(e.transit.departed, left); k >= 0 {
		d := e.transit.departed[k]
		if d.to != cmd.To {
			return out, genesis.Errorf(genesis.CodeConflict, "%s is on its way to the world %s: let it go on there", cmd.Molbot,
				d.to)
		}
		out.Migration, out.Tick, out.Traveller, out.Again = d.migration, d.tick, &d.traveller, true
		return out, nil
	}
	n, err := serial(cmd.Molbot)
	if err != nil {
		return out, err
	}
	i, ok := e.w.Find(n)
	if !ok {
		return out, genesis.Errorf(genesis.CodeNotFound, "%s is not alive", cmd.Molbot)
	}
	b := &e.w.Bots
	if b.Treated[i]|b.Control[i] != 0 {
		return out, genesis.Errorf(genesis.CodeConflict, "%s is watched in a canary: it can leave when that is over",
			cmd.Molbot)
	}
	t := e.traveller(i)
	e.w.Leave(i)
	e.transit.departed = append(e.transit.departed, departure{cmd.Migration, cmd.To, e.w.Tick, t})
	out.Traveller = &t
	return out, nil
}

// traveller is the complete state of a molbot.
func (e *Engine) traveller(i int32) genesis.Traveller {
	b := &e.w.Bots
	t := genesis.Traveller{
		Molbot: genesis.MolbotID(b.Serial[i]), Genes: slices.Clone(b.Genes[i][:]), Energy: b.Energy[i],
		Age: e.w.Tick - b.Born[i], Fasted: e.w.Tick - b.Meal[i], Generation: b.Generation[i], Children: b.Children[i],
		Traits: []genesis.CarriedTrait{},
	}
	// Rested is 0 if there is no child, so a child of this tick counts as one tick old.
	if b.Bred[i] > 0 {
		t.Rested = max(1, e.w.Tick-b.Bred[i])
	}
	for bit, entry := range e.registry.entries {
		if entry == nil || b.Traits[i]>>bit&1 == 0 {
			continue
		}
		with := genesis.CarriedTrait{Name: entry.name, CodeHash: entry.codeHash, Off: b.Off[i]>>bit&1 == 1}
		if memory := b.TraitMemory[bit]; memory != nil && memory[i] != (world.Memory{}) {
			with.Memory = slices.Clone(memory[i][:])
		}
		t.Traits = append(t.Traits, with)
	}
	return t
}

// arrive admits a traveller or refuses it. The answer to a migration never changes.
func (e *Engine) arrive(cmd command.Arrive) genesis.Journey {
	for _, a := range e.transit.arrived {
		if a.migration == cmd.Migration {
			return genesis.Journey{
				Migration: a.migration, Tick: a.tick, Molbot: a.molbot, Left: a.left, Refused: a.refused, Again: true,
			}
		}
	}
	if j, known := e.transit.earlier(cmd.Migration); known {
		return j
	}
	t := cmd.Traveller
	a := arrival{migration: cmd.Migration, tick: e.w.Tick}
	if e.Full() {
		a.refused = "the world is full"
	} else {
		a.molbot, a.left = e.admit(t)
	}
	e.transit.arrived = append(e.transit.arrived, a)
	e.transit.thin()
	return genesis.Journey{Migration: a.migration, Tick: a.tick, Molbot: a.molbot, Left: a.left, Refused: a.refused}
}

// earlier is the answer to a migration of which only a pastArrival is left.
func (t *transit) earlier(migration string) (j genesis.Journey, known bool) {
	sum := sumOf(migration)
	k := slices.IndexFunc(t.before, func(f pastArrival) bool { return f.migration == sum })
	if k < 0 {
		return j, false
	}
	j = genesis.Journey{Migration: migration, Again: true, Refused: "the world was full"}
	if n := t.before[k].serial; n != 0 {
		j.Molbot, j.Refused = genesis.MolbotID(n), ""
	}
	return j, true
}

// thin reduces all but the newest arrivals to pastArrivals.
func (t *transit) thin() {
	for len(t.arrived) > maxArrivals {
		a := t.arrived[0]
		n, _ := serial(a.molbot) // 0: refused
		t.before = append(t.before, pastArrival{sumOf(a.migration), n})
		t.arrived = slices.Delete(t.arrived, 0, 1)
	}
	if more := len(t.before) - maxPastArrivals; more > 0 {
		t.before = slices.Delete(t.before, 0, more)
	}
}

// sumOf is the FNV-1a hash of a migration's id.
func sumOf(migration string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(migration)) // it never fails
	return h.Sum64()
}

// admit creates a molbot for a traveller. It gets those of its traits whose program is loaded here and not in a canary.
// The others are left behind, because a program must not enter a world without its own vet, trial and canary.
func (e *Engine) admit(t *genesis.Traveller) (molbot string, left []string) {
	g := world.Guest{
		Energy: t.Energy, Age: t.Age, Fasted: t.Fasted, Rested: t.Rested, Generation: t.Generation, Children: t.Children,
	}
	copy(g.Genes[:], t.Genes)
	memories := map[int][]float64{}
	for _, with := range t.Traits {
		bit, ok := e.registry.same(with)
		if !ok || e.w.Heredity.Assignment(bit) != nil {
			left = append(left, with.Name)
			continue
		}
		g.Traits |= 1 << bit
		if with.Off {
			g.Off |= 1 << bit
		}
		if len(with.Memory) > 0 {
			memories[bit] = with.Memory
		}
	}
	i := e.w.Enter(g)
	b := &e.w.Bots
	for bit := range world.MaxTraits {
		if memory, ok := memories[bit]; ok {
			if b.TraitMemory[bit] == nil {
				b.NewMemory(bit)
			}
			copy(b.TraitMemory[bit][i][:], memory)
		}
	}
	return genesis.MolbotID(b.Serial[i]), left
}

// same finds the loaded trait with the same program as a traveller's.
func (r *registry) same(with genesis.CarriedTrait) (bit int, ok bool) {
	for bit, t := range r.entries {
		if t != nil && t.name == with.Name && t.codeHash == with.CodeHash && !t.waiting {
			return bit, true
		}
	}
	return 0, false
}

// settleJourney ends a journey that departed from here. With Back the traveller returns, even to a full world, because
// it was never given away.
func (e *Engine) settleJourney(cmd command.Settle) genesis.Journey {
	out := genesis.Journey{Migration: cmd.Migration, Tick: e.w.Tick}
	k := e.transit.find(cmd.Migration)
	if k < 0 {
		out.Again = true
		return out
	}
	t := e.transit.departed[k].traveller
	e.transit.departed = slices.Delete(e.transit.departed, k, k+1)
	if cmd.Back {
		out.Molbot, out.Left = e.admit(&t)
	}
	return out
}

func (t *transit) find(migration string) int {
	return slices.IndexFunc(t.departed, func(d departure) bool { return d.migration == migration })
}

func (t *transit) copy() transit {
	return transit{departed: slices.Clone(t.departed), arrived: slices.Clone(t.arrived), before: slices.Clone(t.before)}
}

// visit encodes or decodes the journeys and their ledger entries. If there have been none it writes nothing, so that
// checkpoints and hashes of such worlds are the same as before journeys existed.
func (t *transit) visit(c *world.Codec, l *world.Ledger) {
	used := len(t.departed)+len(t.arrived) > 0 || l.Sums[world.Arrived] != 0 || l.Sums[world.Departed] != 0
	if c.Reading {
		used = len(c.Buf) > 0 && c.Err == nil
	}
	if !used {
		return
	}
	c.Float(&l.Sums[world.Arrived])
	c.Float(&l.Sums[world.Departed])
	world.Slice(c, &t.departed, func(c *world.Codec, d *departure) {
		c.Text(&d.migration)
		c.Text(&d.to)
		c.Uint64(&d.tick)
		visitTraveller(c, &d.traveller)
	})
	world.Slice(c, &t.arrived, func(c *world.Codec, a *arrival) {
		for _, text := range []*string{&a.migration, &a.molbot, &a.refused} {
			c.Text(text)
		}
		c.Uint64(&a.tick)
		world.Slice(c, &a.left, (*world.Codec).Text)
	})
	if c.Reading && len(c.Buf) == 0 || !c.Reading && len(t.before) == 0 {
		return // there are none, or the checkpoint was written before they existed
	}
	world.Slice(c, &t.before, func(c *world.Codec, f *pastArrival) {
		c.Uint64(&f.migration)
		c.Uint64(&f.serial)
	})
}

func visitTraveller(c *world.Codec, t *genesis.Traveller) {
	c.Text(&t.Molbot)
	c.Text(&t.World)
	world.Floats(c, &t.Genes)
	c.Float(&t.Energy)
	for _, ticks := range []*uint64{&t.Age, &t.Fasted, &t.Rested} {
		c.Uint64(ticks)
	}
	c.Uint32(&t.Generation)
	c.Uint32(&t.Children)
	world.Slice(c, &t.Traits, func(c *world.Codec, w *genesis.CarriedTrait) {
		c.Text(&w.Name)
		c.Text(&w.CodeHash)
		c.Bool(&w.Off)
		world.Floats(c, &w.Memory)
	})
	if c.Reading && c.Err == nil && checkTraveller(t) != nil {
		c.Err = world.ErrShort
	}
}
