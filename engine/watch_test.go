package engine_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// mispriced is a program with an operation that is priced too low. Each run executes a loop that takes some CPU time
// and pays some fuel.
type mispriced struct {
	each time.Duration
	fuel int64
	from float64 // age from which it uses the expensive operation [ticks]
}

func (p mispriced) New() (trait.Program, error) { return p, nil }
func (mispriced) Close()                        {}

func (p mispriced) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	for k, m := range batch {
		m.Turn(0.1, 0.2)
		if m.Age() >= p.from {
			burn(p.each)
		}
		verdicts[k] = trait.Verdict{Fuel: p.fuel}
	}
}

// burn takes this much CPU time, provided the machine is about as fast as when turnTime measured it.
func burn(d time.Duration) {
	spin(int(float64(d) / turnTime()))
}

func spin(turns int) {
	x := 1.0
	for i := range turns {
		if x > 100 {
			x = x*0.25 - 1
		}
		x = x*1.5 + float64(i)
	}
	if x == 0 {
		panic("never")
	}
}

// turnTime is the time of one iteration [ns]. It takes the minimum of many measurements, because other processes can
// only add to it.
var turnTime = sync.OnceValue(func() float64 {
	least := time.Hour
	for range 50 {
		begun := time.Now()
		spin(20_000)
		least = min(least, time.Since(begun))
	}
	return float64(least) / 20_000
})

// speaker is a Sink that records the traits taken out of the world.
type speaker struct {
	engine.Quiet
	mu    sync.Mutex
	trips []engine.Trip
}

func (s *speaker) Tripped(trip engine.Trip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trips = append(s.trips, trip)
}

func (s *speaker) said() []engine.Trip {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trips
}

// liveWorld is a loop that runs in real time.
type liveWorld struct {
	*engine.Loop
	t    *testing.T
	sink *speaker
	log  *logbook
	end  func()
}

func runLive(t *testing.T, e *engine.Engine, journal engine.Journal) *liveWorld {
	l := &liveWorld{t: t, sink: &speaker{}}
	l.log, _ = journal.(*logbook)
	l.Loop = engine.NewLoop(e, engine.LoopOptions{Sink: l.sink, Journal: journal})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	l.end = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
	t.Cleanup(l.end)
	return l
}

// gone waits until a trait has been removed from the world and returns the number of ticks that took.
func (l *liveWorld) gone(name string, within time.Duration) (ticks uint64, ok bool) {
	l.t.Helper()
	from := uint64(0)
	for until := time.Now().Add(within); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		var now uint64
		there := false
		if err := l.Inspect(l.t.Context(), func(e *engine.Engine) {
			now = e.Now()
			for _, t := range e.Registry().Traits {
				there = there || t.Name == name
			}
		}); err != nil {
			l.t.Fatal(err)
		}
		if from == 0 {
			from = now
		}
		if !there {
			return now - from, true
		}
	}
	return 0, false
}

func crowdWith(t *testing.T, loader library) *engine.Engine {
	p := engine.NewParams()
	p.Set("max_entities", 500)
	p.Set("min_population", 400)
	e := engine.New(p, 7, engine.Options{Workers: 2, Loader: loader})
	t.Cleanup(e.Close)
	return e
}

// give loads a trait as a canary and assigns it to half of the living.
func (l *liveWorld) give(name string) {
	l.t.Helper()
	load := command.Load{Name: name, Version: 1, Source: name, Adoption: 0.5, MutationID: "mut_" + name + "_v1"}
	must(l.t, l.Loop, load)
	_, _ = engine.Do(l.t.Context(), l.Loop, "", command.Adopt{Trait: load.Ref(), Share: 0.5}) // it may be gone already
}

// A trait with an operation that takes far more time than its fuel pays for is removed from the live world, whatever
// the size of the operation. Replaying the journal without a clock gives the same world.
func TestTheWatchSwitchesOffWhatFuelDidNotPayFor(t *testing.T) {
	for name, slow := range map[string]mispriced{
		"seconds": {each: 300 * time.Millisecond, fuel: 6}, // a chunk would take 10 to 20 s
		"mod":     {each: 30 * time.Millisecond, fuel: 3600},
		"compare": {each: time.Millisecond, fuel: 10_000},
		"copies":  {each: 200 * time.Microsecond, fuel: 1_000},
		"aged":    {each: 10 * time.Millisecond, fuel: 100, from: 60}, // cheap while it is new
	} {
		if testing.Short() && name != "mod" && name != "copies" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			loader := library{"slow": slow}
			var log logbook
			l := runLive(t, crowdWith(t, loader), &log)
			time.Sleep(300 * time.Millisecond)
			l.give("slow")
			ticks, gone := l.gone("slow", 20*time.Second)
			if !gone {
				t.Fatal("it is still in the world after 20 s")
			}
			t.Logf("out after %d ticks", ticks)
			if limit := uint64(62 + slow.from); ticks > limit {
				t.Errorf("it took %d ticks to switch it off, want at most %d", ticks, limit)
			}
			before := now(t, l.Loop)
			time.Sleep(2 * time.Second)
			if lived := now(t, l.Loop) - before; lived < 40 { // 125 on an idle machine; a few with the trait
				t.Errorf("the world lived %d ticks in the 2 s after", lived)
			}
			trips := l.sink.said()
			if len(trips) != 1 || trips[0].Name != "slow" || !strings.Contains(trips[0].Reason, "too slow") {
				t.Fatalf("told: %+v", trips)
			}
			t.Log(trips[0].Reason)
			var tick, hash uint64
			var reading genesis.CanaryReading
			if err := l.Inspect(t.Context(), func(e *engine.Engine) {
				tick, hash, reading = e.Now(), e.Hash(), e.Canary("slow", 1)
			}); err != nil {
				t.Fatal(err)
			}
			if !reading.Tripped || reading.Loaded || reading.Reason != trips[0].Reason {
				t.Errorf("its canary reads %+v", reading)
			}
			l.end()
			quick := slow
			quick.each = 0
			if again := log.replay(t, crowdWith(t, library{"slow": quick}), tick); again != hash {
				t.Errorf("at tick %d the hash was %x, the replay's is %x", tick, hash, again)
			}
		})
	}
}

// A trait that pays for its time stays, however heavy it is and however busy the machine: here all processors are busy.
func TestTheWatchLeavesHonestTraitsAlone(t *testing.T) {
	honest := library{"heavy": mispriced{each: 10 * time.Microsecond, fuel: 10_000}, "seek": trait.Native(seek)}
	l := runLive(t, crowdWith(t, honest), &logbook{})
	quit := make(chan struct{})
	var others sync.WaitGroup
	for range 6 {
		others.Go(func() {
			for {
				select {
				case <-quit:
					return
				default:
					spin(100_000)
				}
			}
		})
	}
	defer others.Wait()
	defer close(quit)
	l.give("heavy")
	l.give("seek")
	time.Sleep(4 * time.Second)
	if trips := l.sink.said(); len(trips) > 0 {
		t.Errorf("switched off: %+v", trips)
	}
}

// Queries in a crowd are expensive but paid for, so a trait that makes them stays.
func TestTheWatchLeavesLooksInACrowdAlone(t *testing.T) {
	if raceDetector {
		t.Skip("SKIPPED: under the race detector times say nothing about prices; it runs without")
	}
	p := engine.NewParams()
	p.Set("max_entities", 1500)
	looking := library{"looks": trait.Native(func(m *trait.Molbot) {
		for range 3 {
			m.NearestKin(220)
			m.NearestMolbot(30)
			m.Crowd(100)
			m.RichestFood(220)
		}
	})}
	e := engine.New(p, 7, engine.Options{Workers: 2, Loader: looking})
	t.Cleanup(e.Close)
	w := e.World()
	for k := range 1000 {
		w.Found(900+float64(k%32), 900+float64(k/32), world.Spawned)
	}
	l := runLive(t, e, &logbook{})
	l.give("looks")
	// three windows of the watch
	for from := now(t, l.Loop); now(t, l.Loop) < from+3*18; time.Sleep(50 * time.Millisecond) {
	}
	if trips := l.sink.said(); len(trips) > 0 {
		t.Errorf("switched off: %+v", trips)
	}
}

// A restored world with such a trait starts, and the trait is removed.
func TestARestoredSlowTraitIsSwitchedOff(t *testing.T) {
	slow := mispriced{each: 100 * time.Millisecond, fuel: 6}
	quick := slow
	quick.each = 0
	e := crowdWith(t, library{"slow": quick})
	load(t, e, command.Load{Name: "slow", Version: 1, Source: "slow", Heritable: true})
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "slow", Version: 1}, Share: 1})
	data, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	restored, err := engine.Restore(data, engine.Options{Workers: 2, Loader: library{"slow": slow}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(restored.Close)
	l := runLive(t, restored, &logbook{})
	if ticks, gone := l.gone("slow", 20*time.Second); !gone || ticks > 62 {
		t.Errorf("gone %v after %d ticks", gone, ticks)
	}
}

// refusing is a journal on a full disk.
type refusing struct{}

func (refusing) Append(uint64, command.Command) error { return errors.New("no space left on device") }

// Without a journal the trait can't be switched off in a way that a replay would repeat. The world is slow then, but it
// runs.
func TestASlowTraitAndAFullDiskLeaveTheLoopAlive(t *testing.T) {
	e := crowdWith(t, library{"slow": mispriced{each: 2 * time.Millisecond, fuel: 6}})
	load(t, e, command.Load{Name: "slow", Version: 1, Source: "slow", Heritable: true})
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "slow", Version: 1}, Share: 0.3})
	from := e.Now()
	l := runLive(t, e, refusing{})
	for until := time.Now().Add(time.Minute); now(t, l.Loop) < from+2; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the world lived %d ticks in a minute", now(t, l.Loop)-from)
		}
	}
}

// The watch costs little time and no memory: the same world runs with it and without, in turns.
func TestTheWatchCostsLittle(t *testing.T) {
	if raceDetector {
		t.Skip("SKIPPED: under the race detector times say nothing about prices; it runs without")
	}
	world := func() *engine.Engine {
		e := crowdWith(t, programs)
		for n, name := range []string{"seek", "spin", "hoard", "bite", "busy"} {
			load(t, e, command.Load{Name: name, Version: 1, Source: name, Heritable: true})
			do(
				t,
				e,
				command.Adopt{Trait: command.TraitRef{Name: name, Version: 1}, Share: 0.9 - 0.1*float64(n)},
			)
		}
		return e
	}
	with, without := world(), world()
	watched := engine.Watched(with)
	pure := func() { without.Tick(engine.Input{}) }
	for range 200 {
		watched()
		pure()
	}
	best := [2]time.Duration{time.Hour, time.Hour}
	for range 400 {
		for k, tick := range []func(){watched, pure} {
			begun := time.Now()
			tick()
			best[k] = min(best[k], time.Since(begun))
		}
	}
	if with.Hash() != without.Hash() {
		t.Error("under the watch it is another world")
	}
	allocs := testing.AllocsPerRun(100, watched) - testing.AllocsPerRun(100, pure)
	ratio := float64(best[0]) / float64(best[1])
	t.Logf("a tick of %s under the watch is %.3f times one of %s without; %+.0f allocations", best[0], ratio, best[1],
		allocs)
	if ratio > 1.25 || allocs > 1 {
		t.Error("that is too much")
	}
}

// A budget that no tick comes near to must not be journalled: such lines once made up 99 % of the journal.
func TestAJournalOfAQuietWorldHoldsNoBudgets(t *testing.T) {
	if raceDetector {
		t.Skip("SKIPPED: under the race detector times say nothing about prices; it runs without")
	}
	var log logbook
	l := runLive(t, crowdWith(t, programs), &log)
	must(t, l.Loop, command.Speed{Factor: 20})
	for now(t, l.Loop) < 1500 {
		time.Sleep(50 * time.Millisecond)
	}
	l.end()
	if len(log) > 2 { // the one at the start, and one by chance
		t.Errorf("%d lines in 1,500 ticks: %+v", len(log), log)
	}
}
