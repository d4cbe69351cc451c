package sandbox

import (
	"syscall"
	"testing"
	"time"

	genesis "github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The default size of a trial: the number of pairs at its start, and its length [ticks].
const (
	trialPairs = 8
	trialTicks = 1800
)

// BenchmarkTrial prints how many ticks of a fork one core computes in a second, in pairs of the default length. It
// alternates between a pair of unchanged forks (base) and a pair that tries herd, which half of the molbots of one fork
// then carry. The grown world is the default one at tick 3800, whose molbots carry only the ancestral traits; in the
// full one, 500 molbots carry two generated traits as well.
func BenchmarkTrial(b *testing.B) {
	for _, c := range []struct {
		name  string
		world func(testing.TB, Limits) []byte
		r     Runtime
	}{{"grown/compiled", grown, Compiled}, {"full/compiled", full, Compiled}, {"full/yaegi", full, Yaegi}} {
		b.Run(c.name, func(b *testing.B) {
			l := Limits{Runtime: c.r, Timeout: time.Minute}
			checkpoint := c.world(b, l)
			tried := engine.TrialOptions{Loader: New(l), Source: []byte(herd), Name: "herd", Version: 1, Ticks: trialTicks}
			left := engine.TrialOptions{Loader: New(l), Ticks: trialTicks}
			var base, with time.Duration
			var molbots float64
			for n := 0; b.Loop(); n++ {
				left.Seed, tried.Seed = uint64(n), uint64(n)
				took, _ := timeTrial(b, checkpoint, left)
				base += took
				took, result := timeTrial(b, checkpoint, tried)
				with += took
				molbots += (result.With.MeanEntities + result.Without.MeanEntities) / 2
			}
			perSecond := func(d time.Duration) float64 { return 2 * trialTicks * float64(b.N) / d.Seconds() }
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(perSecond(base), "base-ticks/s/core")
			b.ReportMetric(perSecond(with), "ticks/s/core")
			b.ReportMetric(with.Seconds()/base.Seconds(), "×base")
			b.ReportMetric(trialPairs*with.Seconds()/float64(b.N), "cpu-s/trial")
			b.ReportMetric(molbots/float64(b.N), "molbots")
		})
	}
}

// grown returns a world that has filled up.
func grown(t testing.TB, l Limits) []byte {
	e := engine.New(engine.NewParams(), 1, engine.Options{Loader: New(l), Workers: 1})
	defer e.Close()
	for range 3800 {
		e.Tick(engine.Input{})
	}
	return checkpointed(t, e)
}

// full returns a crowded world with two generated traits.
func full(t testing.TB, l Limits) []byte {
	e := inhabit(t, l, 500, 1)
	apply(t, e, command.Unload{Trait: command.TraitRef{Name: "herd", Version: 1}})
	return checkpointed(t, e)
}

func checkpointed(t testing.TB, e *engine.Engine) []byte {
	t.Helper()
	checkpoint, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	return checkpoint
}

func timeTrial(t testing.TB, checkpoint []byte, o engine.TrialOptions) (time.Duration, genesis.TrialResult) {
	t.Helper()
	before := processorTime(t)
	result, err := engine.Trial(checkpoint, o)
	if err != nil || !result.Sound {
		t.Fatal(result, err)
	}
	return processorTime(t) - before, result
}

func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
