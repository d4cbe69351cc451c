package sandbox

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// tickFuel is about the fuel that a loop grants to the first phase of a tick.
const tickFuel = 200_000

// undried loads traits without the dry run, so that what it would catch reaches the world.
type undried struct{ t testing.TB }

func (u undried) Load(source []byte) (trait.Factory, error) {
	return compileForTest(u.t, string(source), Limits{}), nil
}

// TestWorldSurvives loads each attack that only run-time checks can stop into a world of 500. The world must keep
// ticking at a pace that the fuel of the tick pays for, the attack must be unloaded for the right reason, and nothing
// may be left behind.
func TestWorldSurvives(t *testing.T) {
	world := crowded(t, undried{t})
	honest := command.Load{Name: "baseline", Version: 1, Source: searchBaseline, Adoption: 0.5}
	apply(t, world, honest)
	apply(t, world, command.Adopt{Trait: honest.Ref(), Share: 0.5})
	calm := tickTimes(world, 60)
	apply(t, world, command.Unload{Trait: honest.Ref()})
	before := runtime.NumGoroutine()
	var hostile []time.Duration
	survived := 0
	all := attacks(t)
	for i, name := range sortedNames(all) {
		fault, runs := strings.CutPrefix(all[name].want, "run ")
		if !runs || testing.Short() && i%8 != 0 {
			continue
		}
		survived++
		first, spent, reason := assault(t, world, name, all[name].source)
		hostile = append(hostile, spent...)
		bound := dearestFound * share(calm, 1)
		for try := 0; first > bound && try < 5; try++ { // repeat to rule out chance
			first, _, _ = assault(t, world, name, all[name].source)
		}
		if first > bound {
			t.Errorf("%s: the first tick takes %v, more than %v", name, first, bound)
		}
		// The fastest of its ticks counts, because other load makes some of them slow.
		if least, bound := slices.Min(spent), dearestFound*share(calm, 0.5); least > bound {
			t.Errorf("%s: a tick takes %v, more than %v", name, least, bound)
		}
		if !strings.Contains(reason, fault) && !strings.Contains(reason, reasons[fault]) {
			t.Errorf("%s was taken out for %q, want %s", name, reason, fault)
		}
	}
	noGoroutineLeft(t, before)
	for _, left := range world.Registry().Traits {
		if left.Generated {
			t.Errorf("%s is left over", left.Name)
		}
	}
	t.Logf("%d attacks; tick p50 %v and p99 %v, without them %v and %v", survived,
		share(hostile, 0.5), share(hostile, 0.99), share(calm, 0.5), share(calm, 0.99))
}

// reasons maps faults to a part of their messages.
var reasons = map[string]string{"panic": "of range", "fuel": "fuel", "depth": "deeper", "memory": "bytes"}

// crowded makes a world at its cap of 500.
func crowded(t testing.TB, loader trait.Loader) *engine.Engine {
	e := engine.New(engine.NewParams(), 3, engine.Options{Loader: loader, Workers: 2})
	t.Cleanup(e.Close)
	apply(t, e, command.Spawn{Count: 350})
	return e
}

func apply(t testing.TB, e *engine.Engine, p command.Payload) engine.Output {
	t.Helper()
	prepared, err := e.Prepare(command.Command{Payload: p})
	if err != nil {
		t.Fatal(err)
	}
	out := e.Tick(engine.Input{Commands: []engine.Prepared{prepared}, FuelBudget: tickFuel})
	for _, r := range out.Replies {
		if r.Err != nil {
			t.Fatalf("%s: %v", p.Kind(), r.Err)
		}
	}
	return out
}

func tickTimes(e *engine.Engine, n int) (spent []time.Duration) {
	for range n {
		start := processTime()
		e.Tick(engine.Input{FuelBudget: tickFuel})
		spent = append(spent, processTime()-start)
	}
	return spent
}

// processTime returns the processor time of this process, which does not include other processes.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// assault loads an attack for half of the molbots and ticks until it trips. It returns the processor times of the first
// tick with the attack and of the later ones, and why it tripped.
func assault(
	t *testing.T, e *engine.Engine, name string, source []byte,
) (first time.Duration, spent []time.Duration, reason string) {
	load := command.Load{Name: name, Version: 1, Source: string(source), Adoption: 0.5}
	step := func(out engine.Output) {
		for _, trip := range out.Tripped {
			reason = trip.Reason
		}
	}
	step(apply(t, e, load))
	start := processTime() // in this tick every molbot runs it for the first time
	step(apply(t, e, command.Adopt{Trait: load.Ref(), Share: 0.5}))
	first = processTime() - start
	for range 5 {
		start := processTime()
		step(e.Tick(engine.Input{FuelBudget: tickFuel}))
		spent = append(spent, processTime()-start)
	}
	if e.Canary(name, 1).Loaded {
		t.Errorf("%s is still loaded", name)
		apply(t, e, command.Unload{Trait: load.Ref()})
	}
	return first, spent, reason
}

func sortedNames(all map[string]attack) []string {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func share(spent []time.Duration, p float64) time.Duration {
	spent = slices.Clone(spent)
	slices.Sort(spent)
	return spent[int(p*float64(len(spent)-1))].Round(10 * time.Microsecond)
}

// TestSoak loads and unloads different traits in a running world. Memory must stay flat after the first ones, and no
// goroutine may be left. GENESIS_SOAK sets the number of traits; the long run is 10,000.
func TestSoak(t *testing.T) {
	count := 250
	if n, err := strconv.Atoi(os.Getenv("GENESIS_SOAK")); err == nil {
		count = n
	}
	if testing.Short() {
		count = 60
	}
	world := crowded(t, New(Limits{}))
	before := runtime.NumGoroutine()
	early, loaded := uint64(0), 0
	var spent []time.Duration // of the ticks since the last report
	for seed := uint64(1); loaded < count; seed++ {
		name := fmt.Sprintf("soak_%d", seed)
		source := strings.Replace(fmt.Sprintf(traitHeader, name)+generate(seed, ""), "type deep struct {",
			fmt.Sprintf("type deep struct {\n\tfield%d float64", seed), 1)
		if !Vet([]byte(source), Options{}).OK {
			continue
		}
		load := command.Load{Name: name, Version: 1, Source: source, Adoption: 0.1}
		apply(t, world, load)
		spent = append(spent, tickTimes(world, 3)...)
		if world.Canary(name, 1).Loaded {
			apply(t, world, command.Unload{Trait: load.Ref()})
		}
		loaded++
		if loaded == count/3 {
			early = heap()
		}
		if loaded == 100 || loaded%500 == 0 {
			t.Logf("%5d traits: heap %d KiB, %d goroutines, tick p50 %v, p99 %v", loaded, heap()>>10, runtime.NumGoroutine(),
				share(spent, 0.5), share(spent, 0.99))
			spent = spent[:0]
		}
	}
	late := heap()
	t.Logf("heap after %d traits %d KiB, after %d traits %d KiB", count/3, early>>10, count, late>>10)
	if most := early + early/4 + uint64(count)*512; late > most {
		t.Errorf("memory grows: %d KiB after %d traits, %d KiB after %d", early>>10, count/3, late>>10, count)
	}
	noGoroutineLeft(t, before)
}

// heap returns the memory in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
