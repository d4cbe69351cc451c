package sandbox

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	genesis "github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// both loads a trait as the engine does, or, if vet refuses it only for its dry run, past that, so that it reaches the world.
type both struct{ t testing.TB }

func (b both) Load(source []byte) (trait.Factory, error) {
	factory, err := New(Limits{}).Load(source)
	if err != nil && strings.Contains(err.Error(), "dryrun") {
		return undried(b).Load(source)
	}
	return factory, err
}

// TestLiveLoopSurvives gives every attack to a world of 500 that runs at 62.5 Hz by the clock: through the mailbox, for half of
// the living. The loop goes on at its rate, what is refused is refused for the true reason, what runs is taken out, and memory
// comes back. A part of them is tried unless GENESIS_SURVIVAL is all (go tool task survival).
func TestLiveLoopSurvives(t *testing.T) {
	e := crowded(t, both{t})
	l := engine.NewLoop(e, engine.LoopOptions{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the loop ended with %v", err)
		}
	}()
	time.Sleep(time.Second)
	all, every := attacks(t), 12
	if os.Getenv("GENESIS_SURVIVAL") == "all" {
		every = 1
	}
	goroutines, memory := runtime.NumGoroutine(), heap()
	before, start := l.Stats(), time.Now()
	ran, refused := 0, 0
	for i, name := range sortedNames(all) {
		if i%every != 0 {
			continue
		}
		if livesThrough(t, l, name, all[name]) {
			ran++
		} else {
			refused++
		}
	}
	after, took := l.Stats(), time.Since(start)
	ticks, due := float64(after.Tick-before.Tick), took.Seconds()*62.5
	t.Logf("%d attacks ran, %d were refused; %.0f of %.0f ticks that were due (%.1f %%), %d overruns, tick p50 %.2f ms, p99 %.2f ms",
		ran, refused, ticks, due, 100*ticks/due, after.Overruns-before.Overruns, after.TickP50Ms, after.TickP99Ms)
	t.Logf("heap %d KiB before, %d KiB after; %d goroutines before, %d after", memory>>10, heap()>>10, goroutines, runtime.NumGoroutine())
	if ticks < due/2 { // a busy machine takes its share; a loop that an attack has stopped does nothing at all
		t.Errorf("%.0f ticks of %.0f that were due", ticks, due)
	}
	if late := heap(); late > memory+memory/2+(16<<20) {
		t.Errorf("memory does not return: %d KiB, %d KiB before", late>>10, memory>>10)
	}
	noGoroutineLeft(t, goroutines)
}

// livesThrough gives one attack to a running loop, and reports whether it came to run.
func livesThrough(t *testing.T, l *engine.Loop, name string, a attack) (ran bool) {
	t.Helper()
	if len(a.source) == 0 {
		return false // the mailbox takes no empty source
	}
	trait := genesis.TraitLoad{Name: "attack_in_the_loop", Version: 1, Source: string(a.source), Adoption: 0.5}
	_, err := l.Do(t.Context(), genesis.Command{Kind: genesis.CmdLoad, Trait: &trait})
	if code, runs := strings.CutPrefix(a.want, "run "); !runs && a.want != "ok" {
		if err == nil || !strings.Contains(err.Error(), code) && !refusedFor(err, code) {
			t.Errorf("%s: %v, want it refused for %s", name, err, code)
		}
		if err != nil {
			return false
		}
	} else if err != nil {
		t.Errorf("%s: %v, want it to reach the world", name, err)
		return false
	}
	_, _ = l.Do(t.Context(), genesis.Command{Kind: genesis.CmdAdopt, Trait: &trait, Value: 0.5}) // it may have tripped
	time.Sleep(80 * time.Millisecond)
	_, _ = l.Do(t.Context(), genesis.Command{Kind: genesis.CmdUnload, Trait: &trait})
	return true
}

// refusedFor reports whether an error of a load names the code of a problem.
func refusedFor(err error, code string) bool {
	e, ok := errors.AsType[*genesis.Error](err)
	return ok && strings.Contains(e.Message, code)
}
