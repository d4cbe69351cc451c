package engine

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Prepared is a command with all that takes time done: its trait is vetted and built.
type Prepared struct {
	Command  genesis.Command
	factory  trait.Factory
	programs []trait.Program
	refusal  error
}

// Discard frees what Prepare built, for a command that is not going to be carried out.
func (p *Prepared) Discard() {
	for _, program := range p.programs {
		program.Close()
	}
	p.programs = nil
}

// Prepare checks a command and builds the program that it loads. It does not touch the world and may run beside Tick.
// It returns a *genesis.Error of code invalid, too_large, unavailable (no loader), or what the loader returns.
func (e *Engine) Prepare(cmd genesis.Command) (Prepared, error) {
	if err := check(cmd); err != nil {
		return Prepared{}, err
	}
	if cmd.Kind != genesis.CmdLoad {
		return Prepared{Command: cmd}, nil
	}
	var built entry
	if err := built.load(e.options, cmd.Trait.Source); err != nil {
		return Prepared{}, err
	}
	return Prepared{Command: cmd, factory: built.factory, programs: built.programs}, nil
}

// Recall is Prepare for a command that was carried out once. A trait that the loader has come to refuse since is loaded
// mute, so that the commands after it find what they found then.
func (e *Engine) Recall(cmd genesis.Command) (Prepared, error) {
	p, err := e.Prepare(cmd)
	if cmd.Kind == genesis.CmdLoad && genesis.CodeOf(err) == genesis.CodeRejected {
		return Prepared{Command: cmd, refusal: err}, nil
	}
	return p, err
}

// load builds a generated trait's programs.
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

// rejected gives an error of the loader a code, if it has none.
func rejected(err error) error {
	if _, ok := errors.AsType[*genesis.Error](err); ok {
		return err
	}
	return genesis.Errorf(genesis.CodeRejected, "load trait: %v", err)
}

// maxCount bounds how much one command can add.
const maxCount = 10_000

// maxFront bounds how much warmer or colder a front makes it [°C].
const maxFront = 40

// check refuses commands that can't be carried out in any world.
func check(cmd genesis.Command) error {
	if math.IsNaN(cmd.Value+cmd.X+cmd.Y) || math.IsInf(cmd.Value+cmd.X+cmd.Y, 0) {
		return genesis.Errorf(genesis.CodeInvalid, "numbers must be finite")
	}
	switch cmd.Kind {
	case genesis.CmdSetParam:
		if err := genesis.CheckParam(cmd.Param, cmd.Value); err != nil {
			return err
		}
	case genesis.CmdSetParams:
		return checkParams(cmd.Params)
	case genesis.CmdSpawn, genesis.CmdScatter:
		if cmd.Count < 1 || cmd.Count > maxCount {
			return genesis.Errorf(genesis.CodeInvalid, "count must be between 1 and %d", maxCount)
		}
	case genesis.CmdKill:
		if _, err := serial(cmd.Molbot); err != nil {
			return err
		}
	case genesis.CmdFront:
		if math.Abs(cmd.Value) > maxFront {
			return genesis.Errorf(genesis.CodeInvalid, "a front changes the temperature by %d °C at most", maxFront)
		}
	case genesis.CmdLoad, genesis.CmdKeep, genesis.CmdUnload, genesis.CmdAdopt, genesis.CmdPin, genesis.CmdSwitchOff:
		return checkTrait(cmd)
	case genesis.CmdDepart, genesis.CmdArrive, genesis.CmdSettle:
		return checkTravel(cmd)
	case genesis.CmdPause, genesis.CmdResume, genesis.CmdStep, genesis.CmdSpeed, genesis.CmdCheckpoint:
	default:
		return genesis.Errorf(genesis.CodeInvalid, "there is no command %q", cmd.Kind)
	}
	return nil
}

func checkTrait(cmd genesis.Command) error {
	t := cmd.Trait
	switch {
	case t == nil || !genesis.ValidTrait(t.Name):
		return genesis.Errorf(genesis.CodeInvalid, "%s needs the name of a trait, in snake case", cmd.Kind)
	case cmd.Kind == genesis.CmdAdopt && (cmd.Value < 0 || cmd.Value > 1):
		return genesis.Errorf(genesis.CodeInvalid, "the share that adopts must be between 0 and 1")
	case cmd.Kind != genesis.CmdLoad:
		return nil
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

// Apply carries out one command between two ticks. Tick calls it; a paused loop calls it alone.
func (e *Engine) Apply(p Prepared) genesis.Reply {
	reply := genesis.Reply{ID: p.Command.ID, Tick: e.w.Tick}
	data, err := e.execute(&p)
	e.recordLives()
	reply.Generation = e.registry.generation
	if err != nil {
		p.Discard()
		reply.Err = asError(err)
		return reply
	}
	if data != nil {
		reply.Data, err = json.Marshal(data)
		if err != nil {
			reply.Err = asError(err)
		}
	}
	return reply
}

func asError(err error) *genesis.Error {
	if e, ok := errors.AsType[*genesis.Error](err); ok {
		return e
	}
	return genesis.Errorf(genesis.CodeInternal, "%v", err)
}

func (e *Engine) execute(p *Prepared) (data any, err error) {
	cmd := p.Command
	if err := check(cmd); err != nil {
		return nil, err
	}
	switch cmd.Kind {
	case genesis.CmdSetParam:
		changes, err := e.setParams(map[string]float64{cmd.Param: cmd.Value})
		if err != nil {
			return nil, err
		}
		return changes[0], nil
	case genesis.CmdSetParams:
		return e.setParams(cmd.Params)
	case genesis.CmdSpawn:
		return e.spawn(cmd)
	case genesis.CmdScatter:
		for n := range cmd.Count {
			e.w.Scatter(cmd.X, cmd.Y, cmd.X == 0 && cmd.Y == 0, n)
		}
		return nil, nil
	case genesis.CmdKill:
		return nil, e.kill(cmd.Molbot)
	case genesis.CmdFront:
		e.w.CallFront(cmd.Value, cmd.X)
		return nil, nil
	case genesis.CmdDepart, genesis.CmdArrive, genesis.CmdSettle:
		return e.travel(cmd)
	case genesis.CmdLoad:
		return e.load(p)
	case genesis.CmdKeep, genesis.CmdUnload, genesis.CmdAdopt, genesis.CmdPin, genesis.CmdSwitchOff:
		return e.changeTrait(cmd)
	}
	return nil, genesis.Errorf(genesis.CodeInvalid, "%s is for the loop, not for the world", cmd.Kind)
}

// Spawned is the data of a reply to spawn.
type Spawned struct {
	Molbots []string `json:"molbots"`
}

func (e *Engine) spawn(cmd genesis.Command) (any, error) {
	room := int(e.w.P.MaxEntities) - e.w.Count()
	if cmd.Count > room {
		return nil, genesis.Errorf(genesis.CodeConflict, "there is room for %d more molbots", max(room, 0)).With("room", room)
	}
	var spawned Spawned
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

// Loaded is the data of a reply to load_trait.
type Loaded struct {
	Replaced int `json:"replaced,omitempty"` // version whose place it took
	Retired
}

// Retired is the data of a reply to keep, and a part of that to load_trait: what was unloaded to make room, as name_vN.
type Retired struct {
	Retired []string `json:"retired,omitempty"`
}

func (e *Engine) load(p *Prepared) (any, error) {
	t := p.Command.Trait
	hash := hashSource(t.Source)
	if bit, ok := e.registry.find(t.Name, t.Version); ok {
		if e.registry.entries[bit].codeHash != hash {
			return nil, genesis.Errorf(genesis.CodeConflict, "another %s is loaded", genesis.TraitID(t.Name, t.Version))
		}
		p.Discard() // the same again: it is as loaded as it can be
		return Loaded{}, nil
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
	return e.loaded(p, hash, bit, old, replaces), nil
}

func (e *Engine) loaded(p *Prepared, hash string, bit, old int, replaces bool) Loaded {
	t := p.Command.Trait
	data := Loaded{}
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

// changeTrait keeps, unloads or gives out a loaded trait. Version 0 is the one that runs.
func (e *Engine) changeTrait(cmd genesis.Command) (any, error) {
	t := cmd.Trait
	bit, ok := e.registry.find(t.Name, t.Version)
	if t.Version == 0 {
		bit, ok = e.registry.active(t.Name)
	}
	if !ok {
		return nil, genesis.Errorf(genesis.CodeNotFound, "%s is not loaded", genesis.TraitID(t.Name, t.Version))
	}
	loaded := e.registry.entries[bit]
	switch {
	case t.CodeHash != "" && t.CodeHash != loaded.codeHash:
		return nil, genesis.Errorf(genesis.CodeStale, "another %s is loaded", genesis.TraitID(t.Name, loaded.version))
	case t.Generation != 0 && t.Generation != e.registry.generation:
		return nil, genesis.Errorf(genesis.CodeStale, "the registry is at generation %d, not %d", e.registry.generation,
			t.Generation).
			With("generation", e.registry.generation)
	case loaded.waiting && cmd.Kind != genesis.CmdSwitchOff:
		return nil, genesis.Errorf(genesis.CodeConflict, "a newer version of %s is in its canary", t.Name)
	}
	switch cmd.Kind {
	case genesis.CmdKeep:
		e.keep(bit)
		return e.evict(bit, t.GoFirst), nil
	case genesis.CmdUnload:
		e.unload(bit)
	case genesis.CmdSwitchOff:
		e.disableTrait(bit, cmd.Param)
	case genesis.CmdPin:
		loaded.pinned = cmd.Value != 0
	default:
		e.w.AssignAll(bit, cmd.Value)
	}
	return nil, nil
}
