package engine_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// library is a trait.Loader whose sources are names of compiled-in programs.
type library map[string]trait.Factory

func (l library) Load(source []byte) (trait.Factory, error) {
	if f, ok := l[string(source)]; ok {
		return f, nil
	}
	return nil, genesis.Errorf(genesis.CodeRejected, "no program %q", source)
}

// programs are the traits that tests load.
var programs = library{
	"seek":   trait.Native(seek),
	"spin":   trait.Native(func(m *trait.Molbot) { m.Turn(1, 1) }),
	"busy":   trait.Native(busy),
	"hoard":  trait.Native(func(m *trait.Molbot) { m.HoldBirth() }),
	"bite":   trait.Native(bite),
	"faulty": faulty{},
	"late":   late{},
	"nothing": trait.Native(func(*trait.Molbot) {
	}),
}

func seek(m *trait.Molbot) {
	if food, ok := m.NearestFood(100); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}

func bite(m *trait.Molbot) {
	if other, ok := m.NearestMolbot(30); ok {
		m.ThrustToward(other.DX, other.DY, 1)
		m.Attack(other)
	}
}

// busy calls every method with extreme arguments, so that no path is left untested.
func busy(m *trait.Molbot) {
	wild := [...]float64{0, 1, -1, 1e300, -1e300, math.NaN(), math.Inf(1), 1e-300, m.Rand() * 100}
	pick := func() float64 { return wild[int(m.Rand()*float64(len(wild)))] }
	m.SetMem(int(m.Rand()*10)-1, pick()+m.Mem(3))
	m.MarkHere()
	way, _ := m.ToMark()
	food, _ := m.RichestFood(pick())
	near, _ := m.NearestFood(120)
	kin, ok := m.NearestKin(150)
	other, met := m.NearestMolbot(60)
	field := m.Comfort()
	slope := m.FertilityGradient()
	scent := m.ScentGradient(int(m.Rand() * 5))
	switch int(m.Rand() * 6) {
	case 0:
		m.ThrustToward(pick(), pick(), pick())
	case 1:
		m.Turn(pick(), pick())
	case 2:
		m.Brake()
	case 3:
		m.ThrustToward(food.DX+near.DX+way.DX+field.DX, slope.DY+scent.DY, 1)
	}
	if m.Rand() < 0.5 {
		m.Eat()
	}
	if met && m.Rand() < 0.1 {
		m.Attack(other)
	}
	if ok && m.Rand() < 0.1 {
		m.Share(kin, 100*m.Rand())
	}
	m.LeaveScent(int(m.Rand()*5), 10*m.Rand()+m.Scent(1)+m.Crowd(50)+m.Temperature()+m.ThermalStress()+m.Fertility())
	if m.Rand() < 0.2 {
		m.Reproduce(pick())
	}
}

// faulty faults on every third molbot.
type faulty struct{}

func (faulty) New() (trait.Program, error) { return faulty{}, nil }
func (faulty) Close()                      {}
func (faulty) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	for i, m := range batch {
		m.Eat()
		verdicts[i] = trait.Verdict{Fuel: 7}
		if m.Body().Slot%3 == 0 {
			verdicts[i] = trait.Verdict{Fault: trait.FaultPanic, Fuel: 7, Reason: "index out of range"}
		}
	}
}

// late runs into the wall-clock guard now and then, as a good trait does on a suspended machine.
type late struct{}

func (late) New() (trait.Program, error) { return late{}, nil }
func (late) Close()                      {}
func (late) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	for i, m := range batch {
		verdicts[i] = trait.Verdict{Fuel: 1}
		if m.Rand() < 0.01 {
			verdicts[i] = trait.Verdict{Fault: trait.FaultTime, Fuel: 1, Reason: "5 ms"}
		}
	}
}

func load(t failer, e *engine.Engine, l command.Load) command.Reply {
	return do(t, e, l)
}

func do(t failer, e *engine.Engine, p command.Payload) command.Reply {
	prepared, err := e.Prepare(command.Command{Payload: p})
	if err != nil {
		t.Fatalf("%s: %v", p.Kind(), err)
	}
	reply := e.Apply(prepared)
	if reply.Err != nil {
		t.Fatalf("%s: %v", p.Kind(), reply.Err)
	}
	return reply
}

// worldHistory is a random world and a random sequence of commands.
type worldHistory struct {
	params   engine.Params
	seed     uint64
	budget   int64
	commands map[int][]command.Command
	ticks    int
}

func drawStory(t *rapid.T) worldHistory {
	s := worldHistory{
		params: engine.NewParams(), seed: rapid.Uint64().Draw(t, "seed"), commands: map[int][]command.Command{},
	}
	s.params.Set("world_width", float64(rapid.IntRange(200, 900).Draw(t, "width")))
	s.params.Set("world_height", float64(rapid.IntRange(200, 900).Draw(t, "height")))
	s.params.Set("max_entities", float64(rapid.IntRange(20, 400).Draw(t, "cap")))
	s.params.Set("min_population", float64(rapid.IntRange(0, 20).Draw(t, "floor")))
	s.params.Set("resource_spawn_rate", rapid.Float64Range(0, 1).Draw(t, "spawn rate"))
	s.params.Set("world_walls", float64(rapid.IntRange(0, 1).Draw(t, "walls")))
	s.params.Set("friction", rapid.Float64Range(0, 1).Draw(t, "friction"))
	if rapid.Bool().Draw(t, "tight budget") {
		s.budget = int64(rapid.IntRange(1, 20_000).Draw(t, "budget"))
	}
	s.ticks = rapid.IntRange(20, 120).Draw(t, "ticks")
	for range rapid.IntRange(1, 12).Draw(t, "commands") {
		at := rapid.IntRange(0, s.ticks-1).Draw(t, "at")
		s.commands[at] = append(s.commands[at], drawCommand(t))
	}
	return s
}

func drawCommand(t *rapid.T) command.Command {
	names := []string{"seek", "busy", "bite", "faulty", "spin"}
	name := rapid.SampledFrom(names).Draw(t, "trait")
	l := command.Load{
		Name: "t_" + name, Version: rapid.IntRange(1, 3).Draw(t, "version"), Source: name,
		Adoption: rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "adoption"), Heritable: rapid.Bool().Draw(t, "heritable"),
	}
	param := rapid.SampledFrom([]string{"temperature", "friction", "gravity", "resource_spawn_rate"}).Draw(t, "param")
	value := rapid.Float64Range(0, 1).Draw(t, "value")
	count := rapid.IntRange(1, 30).Draw(t, "count")
	migration := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "migration")
	molbot := genesis.MolbotID(uint64(rapid.IntRange(1, 40).Draw(t, "molbot")))
	payload := rapid.SampledFrom([]command.Payload{
		l, l, l, command.Adopt{Trait: l.Ref(), Share: value}, command.Adopt{Trait: l.Ref(), Share: value},
		command.Keep{Trait: l.Ref()}, command.Unload{Trait: l.Ref()}, command.Spawn{Count: count},
		command.Scatter{Count: count}, command.SetParam{Name: param, Value: value}, command.Kill{Molbot: molbot},
		command.Front{Celsius: value}, command.Depart{Migration: migration, Molbot: molbot, To: param},
		command.Depart{Migration: migration, Molbot: molbot, To: param},
		command.Arrive{Migration: migration, Traveller: drawTraveller(t)},
		command.Settle{Migration: migration, Back: value != 0},
	})
	return command.Command{Payload: payload.Draw(t, "command")}
}

func drawTraveller(t *rapid.T) *genesis.Traveller {
	traveller := &genesis.Traveller{
		World: "reef", Molbot: "mol_000007", Energy: rapid.Float64Range(0, 500).Draw(t, "energy"),
		Age: rapid.Uint64Range(0, 5000).Draw(t, "age"), Fasted: 3, Rested: rapid.Uint64Range(0, 9).Draw(t, "rested"),
		Traits: []genesis.CarriedTrait{{Name: "seek", CodeHash: "of another"}},
	}
	for _, gene := range world.Genes {
		traveller.Genes = append(traveller.Genes, rapid.Float64Range(gene.Low, gene.High).Draw(t, gene.Name))
	}
	return traveller
}

// live runs a history and returns the hash at each tick. between may replace the engine before a tick.
func (s worldHistory) live(t *rapid.T, workers int, between func(tick int, e *engine.Engine) *engine.Engine) []uint64 {
	e := engine.New(s.params, s.seed, engine.Options{Loader: programs, Workers: workers})
	defer func() { e.Close() }()
	var hashes []uint64
	for tick := range s.ticks {
		if between != nil {
			e = between(tick, e)
		}
		in := engine.Input{FuelBudget: s.budget}
		for _, cmd := range s.commands[tick] {
			p, err := e.Prepare(cmd)
			if err != nil {
				t.Fatalf("%s: %v", cmd.Kind(), err)
			}
			in.Commands = append(in.Commands, p)
		}
		e.Tick(in)
		if !e.Sound() {
			t.Fatalf("not sound at tick %d: %+v", e.Now(), e.Ledger())
		}
		hashes = append(hashes, e.Hash())
	}
	return hashes
}

func TestSameWorldOnAnyNumberOfGoroutines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t)
		one := s.live(t, 1, nil)
		for _, workers := range []int{2, 8} {
			sameHashes(t, fmt.Sprint(workers, " goroutines"), one, s.live(t, workers, nil))
		}
	})
}

func TestSameFutureInFork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t)
		at := rapid.IntRange(0, s.ticks-1).Draw(t, "fork at")
		again := s.live(t, 1, func(tick int, e *engine.Engine) *engine.Engine {
			if tick != at {
				return e
			}
			fork, err := e.Fork(engine.Options{Loader: programs, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			e.Tick(engine.Input{}) // must not reach the fork
			e.Close()
			return fork
		})
		sameHashes(t, "in a fork", s.live(t, 2, nil), again)
	})
}

func TestSameFutureAfterCheckpoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t)
		at := rapid.IntRange(0, s.ticks-1).Draw(t, "checkpoint at")
		again := s.live(t, 2, func(tick int, e *engine.Engine) *engine.Engine {
			if tick != at {
				return e
			}
			return throughCheckpoint(t, e)
		})
		sameHashes(t, "after a checkpoint", s.live(t, 1, nil), again)
	})
}

// throughCheckpoint restores a checkpoint and checks that a frozen copy and the restored world give the same bytes.
func throughCheckpoint(t *rapid.T, e *engine.Engine) *engine.Engine {
	defer e.Close()
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := e.Freeze().Checkpoint()
	if err != nil || !bytes.Equal(frozen, b) {
		t.Fatalf("a frozen copy gives other bytes (%v)", err)
	}
	restored, err := engine.Restore(b, engine.Options{Loader: programs, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := restored.Checkpoint(); err != nil || !bytes.Equal(again, b) {
		t.Fatalf("the restored world gives other bytes (%v)", err)
	}
	return restored
}

func sameHashes(t *rapid.T, what string, want, got []uint64) {
	for i := range want {
		if want[i] != got[i] {
			t.Fatalf("%s: tick %d has hash %x, want %x", what, i+1, got[i], want[i])
		}
	}
}

func TestReseedChangesTheFutureOnly(t *testing.T) {
	e := small(t, 1)
	for range 50 {
		e.Tick(engine.Input{})
	}
	f, err := e.Fork(engine.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if e.Hash() != f.Hash() {
		t.Fatal("a fork differs from the start")
	}
	f.Reseed(99)
	if e.Tick(engine.Input{}); e.Now() == f.Now() {
		t.Fatal("the fork moved with its origin")
	}
	f.Tick(engine.Input{})
	if e.Hash() == f.Hash() {
		t.Error("another seed made no difference")
	}
}

func TestDamagedCheckpointIsRefused(t *testing.T) {
	e := small(t, 1)
	good, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	changed := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 4
		return b
	}
	for name, c := range map[string]struct {
		bytes []byte
		says  string
	}{
		"empty":         {nil, "cut off"},
		"truncated":     {good[:len(good)-100], "hash does not fit"},
		"other file":    {bytes.Repeat([]byte("x"), 1000), "not a checkpoint"},
		"bit flipped":   {changed(len(good) / 2), "hash does not fit"},
		"hash flipped":  {changed(len(good) - 1), "hash does not fit"},
		"other version": {changed(8), "the program that wrote it can read it"},
		"too long":      {append(bytes.Clone(good), 0), "hash does not fit"},
	} {
		_, err := engine.Restore(c.bytes, engine.Options{})
		if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// failer is implemented by tests, benchmarks and properties.
type failer interface{ Fatalf(string, ...any) }
