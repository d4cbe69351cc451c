package sandbox

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	genesis "github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// both loads a trait as the engine does. If vet rejects it only in the dry run, it loads it nevertheless, so that it
// reaches the world.
type both struct{ t testing.TB }

func (b both) Load(source []byte) (trait.Factory, error) {
	factory, err := New(Limits{}).Load(source)
	if err != nil && strings.Contains(err.Error(), "dryrun") {
		return undried(b).Load(source)
	}
	return factory, err
}

// living runs a world in real time until the test ends, and fails if it ends earlier.
func living(t *testing.T, e *engine.Engine, o engine.LoopOptions) *engine.Loop {
	l := engine.NewLoop(e, o)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the loop ended with %v", err)
		}
	})
	return l
}

// TestLiveLoopSurvives gives every attack, and every program that was once priced too low, to half of the molbots of a
// world of 500 that runs at 62.5 Hz in real time. Rejected programs must be rejected for the right reason, running ones
// must be unloaded, and their memory must be freed. In the slowest second, the loop must still make a quarter of its
// earlier ticks; otherwise the attack is tried again. With -short, only some attacks are tried.
func TestLiveLoopSurvives(t *testing.T) {
	e := crowded(t, both{t})
	l := living(t, e, engine.LoopOptions{})
	all, every := attacks(t), 1
	for name, source := range sources(t, "prices") {
		all["prices/"+name] = attack{source, "any"}
	}
	if testing.Short() {
		every = 24
	}
	time.Sleep(time.Second)
	calm := ticksIn(t, l, 2*time.Second) / 2
	goroutines, memory := runtime.NumGoroutine(), heap()
	ran, refused, worst, slow := 0, 0, calm, ""
	for i, name := range sortedNames(all) {
		if i%every != 0 {
			continue
		}
		lived, least := livesThrough(t, l, name, all[name])
		for try := 0; lived && least < calm/4 && try < 4; try++ {
			_, again := livesThrough(t, l, name, all[name])
			least = max(least, again)
		}
		if lived {
			ran++
		} else {
			refused++
			continue
		}
		if least < calm/4 {
			t.Errorf("%s: %.0f ticks in its worst second, %.0f without it", name, least, calm)
		}
		if least < worst {
			worst, slow = least, name
		}
	}
	after := l.Stats()
	t.Logf(
		"%d attacks ran, %d were refused; %.1f ticks a second before, %.1f in the worst second, that of %s; tick p50 %.2f "+
			"ms, p99 %.2f ms",
		ran, refused, calm, worst, slow, after.TickP50Ms, after.TickP99Ms,
	)
	t.Logf("heap %d KiB before, %d KiB after; %d goroutines before, %d after", memory>>10, heap()>>10, goroutines,
		runtime.NumGoroutine())
	if late := heap(); late > memory+memory/2+(16<<20) {
		t.Errorf("memory does not return: %d KiB, %d KiB before", late>>10, memory>>10)
	}
	noGoroutineLeft(t, goroutines)
}

// ticksIn counts the ticks of a loop in a period.
func ticksIn(t *testing.T, l *engine.Loop, while time.Duration) float64 {
	t.Helper()
	now := func() (tick uint64) {
		if err := l.Inspect(t.Context(), func(e *engine.Engine) { tick = e.Now() }); err != nil {
			t.Error(err)
		}
		return tick
	}
	before, start := now(), time.Now()
	time.Sleep(while)
	return float64(now()-before) * float64(while) / float64(time.Since(start))
}

// livesThrough gives one attack to a running loop. It reports whether the attack ran, and the ticks of the loop in the
// second after it.
func livesThrough(t *testing.T, l *engine.Loop, name string, a attack) (ran bool, worst float64) {
	t.Helper()
	if len(a.source) == 0 {
		return false, 0 // the mailbox rejects an empty source
	}
	trait := command.Load{Name: "attack_in_the_loop", Version: 1, Source: string(a.source), Adoption: 0.5}
	_, err := engine.Do(t.Context(), l, "", trait)
	if code, runs := strings.CutPrefix(a.want, "run "); a.want == "any" && err != nil {
		return false, 0
	} else if !runs && a.want != "ok" && a.want != "any" {
		if err == nil || !strings.Contains(err.Error(), code) && !refusedFor(err, code) {
			t.Errorf("%s: %v, want it refused for %s", name, err, code)
		}
		if err != nil {
			return false, 0
		}
	} else if err != nil {
		t.Errorf("%s: %v, want it to reach the world", name, err)
		return false, 0
	}
	_, _ = engine.Do(t.Context(), l, "", command.Adopt{Trait: trait.Ref(), Share: 0.5}) // it may have tripped already
	// This second begins right after every molbot has received it.
	worst = ticksIn(t, l, time.Second)
	_, _ = engine.Do(t.Context(), l, "", command.Unload{Trait: trait.Ref()})
	return true, worst
}

// refusedFor reports whether the error of a load names the code of a problem.
func refusedFor(err error, code string) bool {
	e, ok := errors.AsType[*genesis.Error](err)
	return ok && strings.Contains(e.Message, code)
}
