package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

var update = flag.Bool("update", false, "rewrite the scenarios' expected output")

// TestScenarios runs testdata/*.txt: blocks of a command line, ----, and what it prints. A block ends at a blank line.
//
//	world W H [name=value …]      a world with no molbot and no food; names of parameters or of Biology
//	molbot NAME x y [name=value …]  energy, vx, vy, age, traits=a+b, or the name of a gene
//	food x y energy [leaf|fruit|carrion]
//	load NAME VERSION SOURCE [adoption=… heritable=1]   keep|unload NAME VERSION   adopt NAME VERSION SHARE
//	set PARAM VALUE · spawn N · scatter N · kill NAME · front CELSIUS
//	depart NAME JOURNEY · arrive JOURNEY (who departed by it, as if from elsewhere) · settle JOURNEY [back]
//	tick N [budget=FUEL]
//	census · ledger · show NAME … · traits · canary NAME VERSION · weather · temperature x y
//	lineage · prune · dna NAME …
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { play(t, file) })
	}
}

func play(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{names: map[string]uint64{}}
	defer func() { s.e.Close() }()
	var got bytes.Buffer
	for i, block := range strings.Split(strings.TrimSpace(string(text)), "\n\n") {
		if i > 0 {
			got.WriteString("\n")
		}
		lines, _, _ := strings.Cut(block, "\n----")
		fmt.Fprintln(&got, lines)
		var printed strings.Builder
		for line := range strings.SplitSeq(lines, "\n") {
			if !strings.HasPrefix(line, "#") {
				s.run(t, &printed, strings.Fields(line))
			}
		}
		if printed.Len() > 0 {
			fmt.Fprintf(&got, "----\n%s", printed.String())
		}
	}
	if s.e != nil && !s.e.Sound() {
		t.Errorf("the world is not sound: %+v", s.e.Ledger())
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got.String() != string(text) {
		t.Errorf("%s: got\n%s\nwant\n%s\n(-update rewrites it)", file, got.String(), text)
	}
}

// scene is the world that a scenario works on.
type scene struct {
	e     *Engine
	names map[string]uint64

	travellers map[string]*genesis.Traveller // by journey
}

func (s *scene) run(t *testing.T, out *strings.Builder, words []string) {
	t.Helper()
	if len(words) == 0 {
		return
	}
	args, options := split(words[1:])
	switch words[0] {
	case "world":
		s.world(t, args, options)
	case "molbot":
		s.molbot(t, args, options)
	case "food":
		kind := world.Leaf
		if len(args) > 3 {
			kind = map[string]world.FoodKind{"leaf": world.Leaf, "fruit": world.Fruit, "carrion": world.Carrion}[args[3]]
		}
		random := world.Stream{}
		s.e.w.PlaceFood(number(t, args[0]), number(t, args[1]), number(t, args[2]), kind, 1e6, &random)
		s.e.w.Ledger.Book(world.Scattered, number(t, args[2]))
	case "tick":
		s.tick(t, out, args, options)
	case "load", "keep", "unload", "adopt", "set", "spawn", "scatter", "kill", "front":
		s.command(t, out, words[0], args, options)
	case "depart", "arrive", "settle":
		s.travel(t, out, words[0], args)
	default:
		s.print(t, out, words[0], args)
	}
}

func split(words []string) (args []string, options map[string]string) {
	options = map[string]string{}
	for _, word := range words {
		if name, value, ok := strings.Cut(word, "="); ok {
			options[name] = value
		} else {
			args = append(args, word)
		}
	}
	return args, options
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// still are parameters under which nothing happens by itself.
var still = map[string]float64{
	"resource_spawn_rate": 0, "min_population": 0, "SeasonHeat": 0, "DayHeat": 0, "Latitude": 0, "Relief": 0,
	"FrontHeat": 0,
	"DayFood":   0, "NightSight": 1, "Gale": 0,
}

func (s *scene) world(t *testing.T, args []string, options map[string]string) {
	p := NewParams()
	p.Set("world_width", number(t, args[0]))
	p.Set("world_height", number(t, args[1]))
	set := func(name string, value float64) {
		if !p.Set(name, value) {
			reflect.ValueOf(&p.Biology).Elem().FieldByName(name).SetFloat(value)
		}
	}
	for name, value := range still {
		set(name, value)
	}
	for name, value := range options {
		set(name, number(t, value))
	}
	s.e = assemble(world.New(p, 1), Options{Loader: shelf{}, Workers: 1})
	if err := s.e.installAncestors(); err != nil {
		t.Fatal(err)
	}
}

func (s *scene) molbot(t *testing.T, args []string, options map[string]string) {
	w := s.e.w
	i := w.Found(number(t, args[1]), number(t, args[2]), world.Spawned)
	b := &w.Bots
	b.Traits[i], b.Heading[i] = 0, 0
	for g, gene := range world.Genes {
		b.Genes[i][g] = gene.Founders
		if text, ok := options[gene.Name]; ok {
			b.Genes[i][g] = number(t, text)
		}
	}
	b.Embody(i, &w.P.Biology)
	w.Ledger.Book(world.Spawned, 50-b.Energy[i])
	b.Energy[i] = 50
	for name, text := range options {
		switch name {
		case "energy":
			w.Ledger.Book(world.Spawned, number(t, text)-50)
			b.Energy[i] = number(t, text)
		case "vx":
			b.VX[i] = number(t, text)
		case "vy":
			b.VY[i] = number(t, text)
		case "age":
			w.Tick = max(w.Tick, 10_000)
			b.Born[i] = w.Tick - uint64(number(t, text))
			b.Bitten[i] = b.Born[i]
		case "traits":
			for name := range strings.SplitSeq(text, "+") {
				bit, ok := s.e.registry.active(name)
				if !ok {
					t.Fatalf("%s is not loaded", name)
				}
				b.Traits[i] |= 1 << bit
			}
		}
	}
	s.names[args[0]] = b.Serial[i]
}

func (s *scene) tick(t *testing.T, out *strings.Builder, args []string, options map[string]string) {
	in := Input{}
	if text, ok := options["budget"]; ok {
		in.FuelBudget = int64(number(t, text))
	}
	for range int(number(t, args[0])) {
		o := s.e.Tick(in)
		for _, trip := range o.Tripped {
			fmt.Fprintf(out, "tick %d: %s v%d tripped: %s\n", o.Tick, trip.Name, trip.Version, trip.Reason)
		}
		if in.FuelBudget > 0 {
			fmt.Fprintf(out, "tick %d: carried over %d\n", o.Tick, o.CarriedOver)
		}
	}
}

func (s *scene) command(t *testing.T, out *strings.Builder, verb string, args []string, options map[string]string) {
	p, err := s.e.Prepare(command.Command{Payload: s.payload(t, verb, args, options)})
	if err != nil {
		fmt.Fprintf(out, "%s: %v\n", genesis.CodeOf(err), err)
		return
	}
	reply := s.e.Apply(p)
	if reply.Err != nil {
		fmt.Fprintf(out, "%s: %v\n", reply.Err.Code, reply.Err)
	} else if verb == "load" {
		data, err := json.Marshal(reply.Data)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "generation %d %s\n", reply.Generation, data)
	}
}

func (s *scene) payload(t *testing.T, verb string, args []string, options map[string]string) command.Payload {
	switch verb {
	case "set":
		return command.SetParam{Name: args[0], Value: number(t, args[1])}
	case "front":
		return command.Front{Celsius: number(t, args[0])}
	case "spawn":
		return command.Spawn{Count: int(number(t, args[0]))}
	case "scatter":
		return command.Scatter{Count: int(number(t, args[0]))}
	case "kill":
		return command.Kill{Molbot: genesis.MolbotID(s.names[args[0]])}
	}
	load := command.Load{Name: args[0], Version: int(number(t, args[1]))}
	switch verb {
	case "keep":
		return command.Keep{Trait: load.Ref()}
	case "unload":
		return command.Unload{Trait: load.Ref()}
	case "adopt":
		return command.Adopt{Trait: load.Ref(), Share: number(t, args[2])}
	}
	load.Source, load.Heritable = args[2], options["heritable"] == "1"
	if text, ok := options["adoption"]; ok {
		load.Adoption = number(t, text)
	}
	return load
}

func (s *scene) print(t *testing.T, out *strings.Builder, what string, args []string) {
	switch what {
	case "census":
		p := &s.e.w.Period
		fmt.Fprintf(out, "tick %d: %d molbots, %d food; births %d; starved %d, aged %d, collided %d, other %d\n", s.e.Now(),
			s.e.Count(), s.e.Resources(), p.Births, p.Deaths[world.Starvation], p.Deaths[world.Age],
			p.Deaths[world.Collision], p.Deaths[world.Other])
	case "ledger":
		for _, entry := range s.e.Ledger().Entries {
			if entry.Energy != 0 {
				fmt.Fprintf(out, "%-10s %9.3f\n", entry.Name, entry.Energy)
			}
		}
		fmt.Fprintf(out, "balanced   %v\n", s.e.Ledger().Balanced())
	case "show":
		for _, name := range args {
			s.show(out, name)
		}
	case "food?":
		for i := range s.e.w.Food.X {
			fmt.Fprintf(out, "%.0f %.0f: %.2f left, ripeness %.2f\n", s.e.w.Food.X[i], s.e.w.Food.Y[i],
				s.e.w.Food.Energy[i], s.e.w.Ripeness(i))
		}
	case "traits":
		for _, c := range s.e.Snapshot().Traits {
			if c.Bearers > 0 || c.Generated {
				fmt.Fprintf(out, "%s v%d: %d bearers, %d calls, %d faults\n", c.Name, c.Version, c.Bearers, c.Calls, c.Faults)
			}
		}
	case "canary":
		r := s.e.Canary(args[0], int(number(t, args[1])))
		fmt.Fprintf(out, "treated %d, control %d; treated time %d, intake %.1f; loaded %v, tripped %v\n", r.Treated.Members,
			r.Control.Members, r.Treated.MolbotTime, r.Treated.Intake, r.Loaded, r.Tripped)
	case "lineage":
		for _, k := range s.e.Lineage(0) {
			fmt.Fprintf(out, "%s of %s and %s, born %d, died %d\n", k.ID, cmp.Or(k.Parent, "nobody"), cmp.Or(k.Mate, "nobody"),
				k.Born, k.Died)
		}
	case "prune":
		fmt.Fprintf(out, "%d forgotten\n", s.e.PruneLineage())
	case "dna":
		for _, name := range args {
			i, _ := s.e.w.Find(s.names[name])
			fmt.Fprintf(out, "%s %s\n", name, s.e.dnaHash(i))
		}
	case "temperature":
		x, y := number(t, args[0]), number(t, args[1])
		fmt.Fprintf(out, "%.1f °C at %.0f %.0f\n", s.e.w.Temperature(x, y), x, y)
	case "weather":
		w := s.e.w
		fmt.Fprintf(out, "tick %d: daylight %.2f, supply %.2f, mean %.1f °C\n", w.Tick, w.Sky.Daylight, w.Sky.Supply,
			w.MeanTemperature())
		if x, y, blows := w.Sky.Storm.Middle(); blows && w.P.Biology.Gale > 0 {
			fmt.Fprintf(out, "storm at %.0f %.0f\n", x, y)
		}
	default:
		t.Fatalf("no command %q", what)
	}
}

func (s *scene) show(out *strings.Builder, name string) {
	i, ok := s.e.w.Find(s.names[name])
	if !ok {
		fmt.Fprintf(out, "%s is dead\n", name)
		return
	}
	b := &s.e.w.Bots
	fmt.Fprintf(out, "%s at %.1f %.1f, speed %.2f, energy %.2f, children %d, traits %s", name, b.X[i], b.Y[i],
		max(b.VX[i], -b.VX[i])+max(b.VY[i], -b.VY[i]), b.Energy[i], b.Children[i],
		strings.Join(s.e.traitIDs(s.e.w.TraitSet(i)), "+"))
	if off := b.Off[i]; off != 0 {
		fmt.Fprintf(out, ", off %s", strings.Join(s.e.traitIDs(off), "+"))
	}
	if b.Dormant[i] {
		fmt.Fprint(out, ", dormant")
	}
	fmt.Fprintln(out)
}

// shelf is the loader for scenarios. Sources are names of programs.
type shelf struct{}

// Load implements trait.Loader.
func (shelf) Load(source []byte) (trait.Factory, error) {
	east := func(m *trait.Molbot) { m.ThrustToward(1, 0, 1) }
	programs := map[string]trait.Factory{
		"east":  trait.Native(east),
		"west":  trait.Native(func(m *trait.Molbot) { m.ThrustToward(-1, 0, 1) }),
		"brake": trait.Native((*trait.Molbot).Brake),
		"rest":  trait.Native((*trait.Molbot).Rest),
		"shelter": trait.Native(func(m *trait.Molbot) {
			if m.Storm() > 0.1 {
				m.Rest()
			}
		}),
		"offer": trait.Native(func(m *trait.Molbot) { east(m); m.Yield() }),
		"bolt": trait.Native(func(m *trait.Molbot) {
			if m.SinceBitten() < m.Age() && m.SinceBitten() < 3 {
				m.ThrustToward(1, 0, 1)
			}
		}),
		"hold":  trait.Native((*trait.Molbot).HoldBirth),
		"breed": trait.Native(func(m *trait.Molbot) { m.Reproduce(0.3) }),
		"seek": trait.Native(func(m *trait.Molbot) {
			if food, ok := m.NearestFood(100); ok {
				m.ThrustToward(food.DX, food.DY, 1)
			}
		}),
		"flee": trait.Native(func(m *trait.Molbot) {
			if other, ok := m.NearestMolbot(60); ok {
				m.ThrustToward(-other.DX, -other.DY, 1)
			}
		}),
		"bite": trait.Native(func(m *trait.Molbot) {
			if other, ok := m.NearestMolbot(60); ok {
				m.Attack(other)
			}
		}),
		"give": trait.Native(func(m *trait.Molbot) {
			if other, ok := m.NearestMolbot(60); ok {
				m.Share(other, 1)
			}
		}),
		"trail": trait.Native(func(m *trait.Molbot) { m.LeaveScent(0, 5) }),
		"track": trait.Native(func(m *trait.Molbot) {
			if way := m.ScentGradient(0); m.Scent(0) < 1 {
				m.ThrustToward(way.DX, way.DY, 1)
			}
		}),
		"home": trait.Native(func(m *trait.Molbot) {
			if way, ok := m.ToMark(); !ok {
				m.MarkHere()
			} else if m.SetMem(0, m.Mem(0)+1); m.Mem(0) > 30 {
				m.ThrustToward(way.DX, way.DY, 1)
			}
		}),
		"comfort": trait.Native(func(m *trait.Molbot) {
			way := m.Comfort()
			m.ThrustToward(way.DX, way.DY, 1)
		}),
		"broken": broken{},
	}
	if f, ok := programs[string(source)]; ok {
		return f, nil
	}
	return nil, genesis.Errorf(genesis.CodeRejected, "line 1: %s is not a program", source)
}

// broken faults in every run.
type broken struct{}

func (broken) New() (trait.Program, error) { return broken{}, nil }
func (broken) Close()                      {}
func (broken) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	for i, m := range batch {
		m.ThrustToward(1, 0, 1) // must have no effect
		verdicts[i] = trait.Verdict{Fault: trait.FaultFuel, Fuel: 100, Reason: "loop without end"}
	}
}
