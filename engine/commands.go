package engine

import (
	"cmp"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Prepared is a command whose slow work is done: its trait has been vetted and built.
type Prepared struct {
	Command  command.Command
	factory  trait.Factory
	programs []trait.Program
	refusal  error
}

// Discard frees what Prepare built, if the command will not be carried out.
func (p *Prepared) Discard() {
	for _, program := range p.programs {
		program.Close()
	}
	p.programs = nil
}

// Prepare checks a command and builds the program that it loads. It doesn't touch the world and may run concurrently
// with Tick. It returns a *genesis.Error of code invalid, too_large or unavailable (no loader), or the error of the
// loader.
func (e *Engine) Prepare(cmd command.Command) (Prepared, error) {
	if err := check(cmd.Payload); err != nil {
		return Prepared{}, err
	}
	load, ok := cmd.Payload.(command.Load)
	if !ok {
		return Prepared{Command: cmd}, nil
	}
	var built entry
	if err := built.load(e.options, load.Source); err != nil {
		return Prepared{}, err
	}
	return Prepared{Command: cmd, factory: built.factory, programs: built.programs}, nil
}

// Recall is Prepare for a command that was carried out in the past. If the loader now rejects a trait that it accepted
// then, the trait is loaded mute, so that the following commands of a replay find the same registry as they did then.
func (e *Engine) Recall(cmd command.Command) (Prepared, error) {
	p, err := e.Prepare(cmd)
	if _, load := cmd.Payload.(command.Load); load && genesis.CodeOf(err) == genesis.CodeRejected {
		return Prepared{Command: cmd, refusal: err}, nil
	}
	return p, err
}

// load builds the programs of a generated trait.
func (t *entry) load(o Options, source string) error {
	if o.Loader == nil {
		return genesis.Errorf(genesis.CodeUnavailable, "this engine has no runtime for generated traits")
	}
	factory, err := o.Loader.Load([]byte(source))
	if err != nil {
		return rejected(err)
	}
	if err := t.build(factory, o.Workers); err != nil {
		return rejected(err)
	}
	return nil
}

// rejected gives the loader's error a code if it has none.
func rejected(err error) error {
	if _, ok := errors.AsType[*genesis.Error](err); ok {
		return err
	}
	return genesis.Errorf(genesis.CodeRejected, "load trait: %v", err)
}

// check rejects commands that can't be carried out in any world.
func check(p command.Payload) error {
	switch p := p.(type) {
	case command.SetParam:
		return cmp.Or(finite(p.Value), checkParams(map[string]float64{p.Name: p.Value}))
	case command.SetParams:
		return checkParams(p.Params)
	case command.Spawn:
		return cmp.Or(finite(p.X, p.Y), checkCount(p.Count))
	case command.Scatter:
		return cmp.Or(finite(p.X, p.Y), checkCount(p.Count))
	case command.Kill:
		_, err := serial(p.Molbot)
		return err
	case command.Front:
		return cmp.Or(finite(p.Celsius, p.X), checkFront(p.Celsius))
	case command.Speed:
		return finite(p.Factor)
	case command.Load:
		return cmp.Or(checkTrait(p, p.Name), checkLoad(p))
	case command.Adopt:
		return cmp.Or(checkTrait(p, p.Trait.Name), checkShare(p.Share))
	case command.Keep:
		return checkTrait(p, p.Trait.Name)
	case command.Unload:
		return checkTrait(p, p.Trait.Name)
	case command.Pin:
		return checkTrait(p, p.Trait.Name)
	case command.SwitchOff:
		return checkTrait(p, p.Trait.Name)
	case command.Depart, command.Arrive, command.Settle:
		return checkTravel(p)
	case command.Pause, command.Resume, command.Step, command.Checkpoint:
		return nil
	}
	return genesis.Errorf(genesis.CodeInvalid, "there is no command %q", command.Command{Payload: p}.Kind())
}

func finite(values ...float64) error {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return genesis.Errorf(genesis.CodeInvalid, "numbers must be finite")
		}
	}
	return nil
}

func checkCount(count int) error {
	if count < 1 || count > command.MaxCount {
		return genesis.Errorf(genesis.CodeInvalid, "count must be between 1 and %d", command.MaxCount)
	}
	return nil
}

func checkFront(celsius float64) error {
	if math.Abs(celsius) > command.MaxFront {
		return genesis.Errorf(genesis.CodeInvalid, "a front changes the temperature by %d °C at most", command.MaxFront)
	}
	return nil
}

func checkTrait(p command.Payload, name string) error {
	if !genesis.ValidTrait(name) {
		return genesis.Errorf(genesis.CodeInvalid, "%s needs the name of a trait, in snake case", p.Kind())
	}
	return nil
}

func checkShare(share float64) error {
	if !(share >= 0 && share <= 1) {
		return genesis.Errorf(genesis.CodeInvalid, "the share that adopts must be between 0 and 1")
	}
	return nil
}

func checkLoad(t command.Load) error {
	switch {
	case t.Version < 1 || t.Source == "":
		return genesis.Errorf(genesis.CodeInvalid, "loading %s needs a version from 1 and its source", t.Name)
	case !(t.Adoption >= 0 && t.Adoption <= 1):
		return genesis.Errorf(genesis.CodeInvalid, "adoption must be between 0 and 1")
	case t.CodeHash != "" && t.CodeHash != hashSource(t.Source):
		return genesis.Errorf(genesis.CodeInvalid, "the source of %s is not the one that its hash names", t.Name)
	}
	return nil
}

func serial(id string) (uint64, error) {
	digits, ok := strings.CutPrefix(id, "mol_")
	n, err := strconv.ParseUint(digits, 16, 64)
	if !ok || err != nil || n == 0 {
		return 0, genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a molbot", id)
	}
	return n, nil
}

// Apply carries out one command between two ticks. Tick calls it for its commands; a paused loop calls it directly.
func (e *Engine) Apply(p Prepared) command.Reply {
	reply := command.Reply{ID: p.Command.ID, Tick: e.w.Tick}
	data, err := e.execute(&p)
	e.recordLives()
	reply.Generation = e.registry.generation
	if err != nil {
		p.Discard()
		reply.Err = asError(err)
		return reply
	}
	reply.Data = data
	return reply
}

func asError(err error) *genesis.Error {
	if e, ok := errors.AsType[*genesis.Error](err); ok {
		return e
	}
	return genesis.Errorf(genesis.CodeInternal, "%v", err)
}

// execute carries out a command. The data has the answer type of the payload, nil for none.
func (e *Engine) execute(p *Prepared) (data any, err error) {
	if err := check(p.Command.Payload); err != nil {
		return nil, err
	}
	switch c := p.Command.Payload.(type) {
	case command.SetParam:
		changes, err := e.setParams(map[string]float64{c.Name: c.Value})
		if err != nil {
			return nil, err
		}
		return changes[0], nil
	case command.SetParams:
		return e.setParams(c.Params)
	case command.Spawn:
		return e.spawn(c)
	case command.Scatter:
		for n := range c.Count {
			e.w.Scatter(c.X, c.Y, c.X == 0 && c.Y == 0, n)
		}
		return nil, nil
	case command.Kill:
		return nil, e.kill(c.Molbot)
	case command.Front:
		e.w.CallFront(c.Celsius, c.X)
		return nil, nil
	case command.Depart:
		return e.depart(c)
	case command.Arrive:
		return e.arrive(c), nil
	case command.Settle:
		return e.settleJourney(c), nil
	case command.Load:
		return e.load(p, c)
	}
	return e.changeTrait(p.Command.Payload)
}

func (e *Engine) spawn(cmd command.Spawn) (any, error) {
	room := int(e.w.P.MaxEntities) - e.w.Count()
	if cmd.Count > room {
		return nil, genesis.Errorf(genesis.CodeConflict, "there is room for %d more molbots", max(room, 0)).With("room", room)
	}
	var spawned command.Spawned
	for n := range cmd.Count {
		random := world.Keyed(e.w.Seed, e.w.Tick, uint64(n)<<32|e.w.NextSerial, world.ForBirthplace)
		x, y := random.Float()*e.w.P.Width, random.Float()*e.w.P.Height
		if cmd.X != 0 || cmd.Y != 0 {
			x, y = cmd.X+random.Between(-10, 10), cmd.Y+random.Between(-10, 10)
		}
		i := e.w.Found(x, y, world.Spawned)
		spawned.Molbots = append(spawned.Molbots, genesis.MolbotID(e.w.Bots.Serial[i]))
	}
	return spawned, nil
}

func (e *Engine) kill(id string) error {
	n, err := serial(id)
	if err != nil {
		return err
	}
	i, ok := e.w.Find(n)
	if !ok {
		return genesis.Errorf(genesis.CodeNotFound, "%s is not alive", id)
	}
	e.w.Kill(i, world.Other)
	return nil
}

// load checks that a trait can be loaded and loads it. Loading the same program again succeeds without an effect,
// because a command may be sent again after a crash. That check comes before the fence: the first load has already
// changed the generation.
func (e *Engine) load(p *Prepared, t command.Load) (any, error) {
	hash := hashSource(t.Source)
	if bit, ok := e.registry.find(t.Name, t.Version); ok {
		if e.registry.entries[bit].codeHash != hash {
			return nil, genesis.Errorf(genesis.CodeConflict, "another %s is loaded", genesis.TraitID(t.Name, t.Version))
		}
		p.Discard() // the same program again: nothing to do
		return command.Loaded{}, nil
	}
	if t.Generation != 0 && t.Generation != e.registry.generation {
		return nil, genesis.Errorf(genesis.CodeStale, "the registry is at generation %d, not %d", e.registry.generation,
			t.Generation).
			With("generation", e.registry.generation)
	}
	if len(p.programs) == 0 && p.refusal == nil {
		return nil, genesis.Errorf(genesis.CodeInternal, "%s was not prepared", t.Name)
	}
	old, replaces := e.registry.active(t.Name)
	if replaces && e.w.Heredity.Assignment(old) != nil {
		return nil, genesis.Errorf(genesis.CodeConflict, "%s is still in its canary",
			genesis.TraitID(t.Name, e.registry.entries[old].version))
	}
	bit, ok := e.registry.free()
	inPlace := replaces && e.registry.entries[old].generated
	if !ok || !inPlace && !e.hasCapacity() {
		return nil, genesis.Errorf(genesis.CodeConflict,
			"%d traits are loaded, each pinned or in its canary: no room for another", e.options.MaxTraits)
	}
	return e.loaded(p, t, hash, bit, old, replaces), nil
}

// loaded installs a trait. If it replaces an older version, all bearers of that one get the new version at once. The
// older version is kept waiting during the canary, because it must be restored if the canary fails.
func (e *Engine) loaded(p *Prepared, t command.Load, hash string, bit, old int, replaces bool) command.Loaded {
	data := command.Loaded{}
	e.install(bit, &entry{
		name: t.Name, version: t.Version, mutationID: t.MutationID, source: t.Source, codeHash: hash,
		generated: true, heritable: t.Heritable, score: t.Score, pinned: t.Pinned, factory: p.factory, programs: p.programs,
		refusal: p.refusal,
	})
	p.programs = nil
	canary := t.Adoption > 0 && !t.Heritable
	if replaces {
		data.Replaced = e.registry.entries[old].version
		e.w.Strip(1<<old, 1<<bit)
	}
	switch {
	case canary && replaces:
		e.registry.entries[old].waiting = true
		e.w.Heredity.Assignments = append(e.w.Heredity.Assignments, world.NewAssignment(bit, t.Adoption, old, e.w.Tick))
	case canary:
		e.w.Heredity.Assignments = append(e.w.Heredity.Assignments, world.NewAssignment(bit, t.Adoption, -1, e.w.Tick))
	case replaces:
		e.drop(old)
	}
	e.changed()
	if !canary {
		data.Retired = e.evict(bit, t.GoFirst)
	}
	return data
}

// changeTrait carries out the commands that change a loaded trait.
func (e *Engine) changeTrait(p command.Payload) (any, error) {
	switch c := p.(type) {
	case command.Keep:
		bit, err := e.named(c.Trait)
		if err != nil {
			return nil, err
		}
		e.keep(bit)
		return e.evict(bit, c.GoFirst), nil
	case command.Unload:
		return nil, e.withTrait(c.Trait, e.unload)
	case command.Pin:
		return nil, e.withTrait(c.Trait, func(bit int) { e.registry.entries[bit].pinned = c.Pinned })
	case command.Adopt:
		return nil, e.withTrait(c.Trait, func(bit int) { e.w.AssignAll(bit, c.Share) })
	case command.SwitchOff:
		bit, err := e.find(c.Trait)
		if err == nil {
			e.disableTrait(bit, c.Reason)
		}
		return nil, err
	}
	return nil, genesis.Errorf(genesis.CodeInvalid, "%s is for the loop, not for the world", p.Kind())
}

// withTrait applies do to the loaded trait that a command names.
func (e *Engine) withTrait(t command.TraitRef, do func(bit int)) error {
	bit, err := e.named(t)
	if err == nil {
		do(bit)
	}
	return err
}

// named finds the loaded trait that a command names. It fails for a version that waits behind a newer one.
func (e *Engine) named(t command.TraitRef) (bit int, err error) {
	bit, err = e.find(t)
	if err == nil && e.registry.entries[bit].waiting {
		err = genesis.Errorf(genesis.CodeConflict, "a newer version of %s is in its canary", t.Name)
	}
	return bit, err
}

// find finds the loaded trait that a command names and checks that it is the one that the caller has seen. Version 0
// means the running version.
func (e *Engine) find(t command.TraitRef) (bit int, err error) {
	bit, ok := e.registry.find(t.Name, t.Version)
	if t.Version == 0 {
		bit, ok = e.registry.active(t.Name)
	}
	if !ok {
		return 0, genesis.Errorf(genesis.CodeNotFound, "%s is not loaded", genesis.TraitID(t.Name, t.Version))
	}
	loaded := e.registry.entries[bit]
	switch {
	case t.CodeHash != "" && t.CodeHash != loaded.codeHash:
		return 0, genesis.Errorf(genesis.CodeStale, "another %s is loaded", genesis.TraitID(t.Name, loaded.version))
	case t.Generation != 0 && t.Generation != e.registry.generation:
		return 0, genesis.Errorf(genesis.CodeStale, "the registry is at generation %d, not %d", e.registry.generation,
			t.Generation).
			With("generation", e.registry.generation)
	}
	return bit, nil
}
