package engine_test

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// BenchmarkSpeed prints the engine's performance targets, the measured values, and those of the twin, which uses
// pointers and maps. The values are CPU times, measured in turns; the best of several runs counts, because other work
// on the machine can only add to them. The rows about two cores are wall-clock times and need a machine with two idle
// cores.
func BenchmarkSpeed(b *testing.B) {
	for range b.N {
		s := &speed{b: b, out: tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)}
		fmt.Fprintf(s.out, "\nrow\tmeasured\twanted\t\ttwin\ttwin ÷ measured\n")
		s.bare("tick without traits, 50,000 molbots, one core, per molbot", 50_000, 40, 150*time.Nanosecond, true)
		s.bare("tick without traits, 500 molbots, one core", 500, 2000, 100*time.Microsecond, false)
		s.growth()
		s.cores()
		s.copies()
		s.headless()
		s.wholeTick()
		s.trial()
		if err := s.out.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
}

type speed struct {
	b   *testing.B
	out *tabwriter.Writer
}

const turns = 7

// byTurns is the minimum CPU time of each piece of work over several turns.
func byTurns(work ...func()) []time.Duration { return leastOf(processorTime, turns, work) }

// byTheWall is the minimum wall-clock time of each piece of work over many turns.
func byTheWall(work ...func()) []time.Duration {
	begun := time.Now()
	return leastOf(func() time.Duration { return time.Since(begun) }, 5*turns, work)
}

func leastOf(clock func() time.Duration, turns int, work []func()) []time.Duration {
	least := make([]time.Duration, len(work))
	for turn := range turns {
		for i, do := range work {
			start := clock()
			do()
			if took := clock() - start; turn == 0 || took < least[i] {
				least[i] = took
			}
		}
	}
	return least
}

// row prints a measured value, or how many fit into another, next to its target.
func (s *speed) row(name, measured, wanted string, reached bool, twin string, ratio float64) {
	verdict := "✓"
	if !reached {
		verdict = "✗"
	}
	times := ""
	if ratio > 0 {
		times = fmt.Sprintf("%.1f", ratio)
	}
	fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\t%s\n", name, measured, wanted, verdict, twin, times)
}

func (s *speed) atMost(name string, measured, most, twin time.Duration) {
	s.row(name, measured.String(), "≤ "+most.String(), measured <= most, twin.String(), float64(twin)/float64(measured))
}

func times(x float64) string { return fmt.Sprintf("%.2fx", x) }

func ticks(n int, tick func()) func() {
	return func() {
		for range n {
			tick()
		}
	}
}

func ticking(e *engine.Engine) func() { return func() { e.Tick(engine.Input{}) } }

func (s *speed) bare(name string, molbots, n int, most time.Duration, each bool) {
	e := crowd(s.b, molbots, 1, false)
	slow := twinOf(e, false)
	least := byTurns(ticks(n, ticking(e)), ticks(max(1, n/10), slow.Tick))
	divisor, slower := n, max(1, n/10)
	if each {
		divisor, slower = n*molbots, slower*molbots
	}
	s.atMost(name, least[0]/time.Duration(divisor), most, least[1]/time.Duration(slower))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ticks(n, ticking(e))()
	runtime.ReadMemStats(&after)
	allocations := float64(after.Mallocs-before.Mallocs) / float64(n)
	s.row("  allocations a tick", fmt.Sprintf("%.2f", allocations), "0", allocations < 0.5, "", 0)
}

// growth compares the time per molbot in small and large worlds.
func (s *speed) growth() {
	small, large := crowd(s.b, 1000, 1, false), crowd(s.b, 200_000, 1, false)
	slowSmall, slowLarge := twinOf(small, false), twinOf(large, false)
	least := byTurns(ticks(1000, ticking(small)), ticks(10, ticking(large)), ticks(20, slowSmall.Tick), slowLarge.Tick)
	grows := float64(least[1]) / 10 / 200_000 / (float64(least[0]) / 1000 / 1000)
	twin := float64(least[3]) / 200_000 / (float64(least[2]) / 20 / 1000)
	s.row("cost per molbot, 200,000 against 1,000", times(grows), "< 2x", grows < 2, times(twin), 0)
}

// cores compares the first phase with traits on two cores and on one.
func (s *speed) cores() {
	one, two := compiled(s.b, 20_000, 1), compiled(s.b, 20_000, 2)
	slow := twinOf(crowd(s.b, 2000, 1, true), true)
	slow.index()
	work := []func(){one.Decide, two.Decide, func() { slow.decide(1) }, func() { slow.decide(2) }}
	least := byTheWall(work...)
	gain, twin := float64(least[0])/float64(least[1]), float64(least[2])/float64(least[3])
	s.row("phase 1 with three traits, 20,000 molbots, two cores against one", times(gain), "≥ 1.7x", gain >= 1.7,
		times(twin), 0)
	least = byTurns(ticks(5, one.Decide), ticks(5, two.Decide), ticks(5, work[2]), ticks(5, work[3]))
	gain, twin = 2*float64(least[0])/float64(least[1]), 2*float64(least[2])/float64(least[3])
	s.row("  the same from processor time, as if both cores were free", times(gain), "≥ 1.7x", gain >= 1.7, times(twin), 0)
}

// copies measures forks and checkpoints.
func (s *speed) copies() {
	e := crowd(s.b, 10_000, 1, true)
	slow := twinOf(e, false)
	check := func(err error) {
		if err != nil {
			s.b.Fatal(err)
		}
	}
	least := byTurns(
		func() {
			f, err := e.Fork(engine.Options{Workers: 1})
			check(err)
			f.Close()
		},
		func() { slow.Fork() },
		func() { _, err := e.Checkpoint(); check(err) },
		func() { _, err := slow.Checkpoint(); check(err) },
		func() { e.Freeze() },
	)
	s.atMost("fork, 10,000 molbots", least[0], 2*time.Millisecond, least[1])
	s.atMost("checkpoint, 10,000 molbots, encoded", least[2], 20*time.Millisecond, least[3])
	s.atMost("checkpoint, 10,000 molbots, loop stalled", least[4], time.Millisecond, least[3])
}

func (s *speed) headless() {
	e := crowd(s.b, 500, 1, true)
	slow := twinOf(e, true)
	least := byTurns(ticks(500, ticking(e)), ticks(20, slow.Tick))
	const tick = 16 * time.Millisecond
	faster, twin := float64(500*tick)/float64(least[0]), float64(20*tick)/float64(least[1])
	s.row("headless, 500 molbots with the ancestors, one core, against real time", fmt.Sprintf("%.0fx", faster), "≥ 100x",
		faster >= 100, fmt.Sprintf("%.0fx", twin), faster/twin)
}

func (s *speed) wholeTick() {
	e := compiled(s.b, 20_000, 2)
	slow := twinOf(e, true)
	least := byTheWall(ticking(e), slow.Tick)
	s.atMost("whole tick, 20,000 molbots with three compiled traits, two cores", least[0], 16*time.Millisecond, least[1])
	least = byTurns(ticks(3, ticking(e)), slow.Tick)
	s.atMost("  processor time of both", least[0]/3, 32*time.Millisecond, least[1])
}

// trial measures the CPU time of a default trial: four seeds, two arms of 1,800 ticks, 500 molbots with three traits.
func (s *speed) trial() {
	e := compiled(s.b, 500, 1)
	checkpoint, err := e.Checkpoint()
	if err != nil {
		s.b.Fatal(err)
	}
	before := processorTime()
	for seed := range uint64(4) {
		_, err := engine.Trial(checkpoint, engine.TrialOptions{
			Name: "keep_away", Version: 2, Source: []byte(keepAway), Ticks: 1800, Seed: seed,
			Loader: sandbox.New(sandbox.Limits{}),
		})
		if err != nil {
			s.b.Fatal(err)
		}
	}
	took := processorTime() - before
	const most = 5 * time.Second
	s.row("trial, 4 seeds × 2 arms × 1,800 ticks, 500 molbots with three traits, processor",
		took.Round(time.Millisecond).String(), "≤ "+most.String(), took <= most, "", 0)
}

func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// compiled is a crowd in which every molbot has three generated traits and no others.
func compiled(b testing.TB, n, workers int) *engine.Engine {
	e := crowdOf(b, n, workers, false, sandbox.New(sandbox.Limits{}))
	for _, l := range []command.Load{
		{Name: "forager", Source: forager}, {Name: "seek_food", Source: seekFood}, {Name: "keep_away", Source: keepAway},
	} {
		l.Version, l.Heritable = 1, true
		load(b, e, l)
		do(b, e, command.Adopt{Trait: l.Ref(), Share: 1})
	}
	ticks(20, ticking(e))()
	return e
}

// Traits like those that a model writes.
const (
	forager = `package forager

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const (
	restless = 0.25
	crowded  = 6
)

func urgency(m *trait.Molbot) float64 {
	share := m.Energy() / m.MaxEnergy()
	return math.Max(0, math.Min(1, 1.2-share))
}

func Execute(m *trait.Molbot) {
	need := urgency(m)
	if need < restless && m.CanBreed() {
		m.Reproduce(0.4)
		return
	}
	radius := m.SenseRadius() * (0.4 + 0.6*need)
	if food, ok := m.RichestFood(radius); ok && food.Fit > 0.3 {
		m.ThrustToward(food.DX, food.DY, need)
		if food.Distance < 6 {
			m.Eat()
		}
		return
	}
	if m.Crowd(40) > crowded {
		if other, ok := m.NearestMolbot(40); ok {
			m.ThrustToward(-other.DX, -other.DY, 0.6)
			return
		}
	}
	turn := 0.2 * math.Sin(m.Age()/30)
	m.Turn(turn, 0.3+0.4*need)
}
`
	seekFood = `package seek_food

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if food, ok := m.NearestFood(100); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}
`
	keepAway = `package keep_away

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if other, ok := m.NearestMolbot(60); ok && other.Size > 1.2 {
		m.ThrustToward(-other.DX, -other.DY, 0.6)
	}
	if m.Crowd(80) > 4 {
		m.HoldBirth()
	}
}
`
)
