package sandbox_test

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// This file measures what a unit of fuel costs in time. It uses nothing of the sandbox but what the engine uses, so
// that it judges any way to build one.

// baseline is a program of plain arithmetic in a loop, whose nanoseconds for a unit of fuel all others are measured in.
const baseline = `package baseline

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a, b := m.Energy(), 1.5
	for i := 0; i < 300; i++ {
		a = a*0.5 + b
		b = b - a*0.25
	}
	m.SetMem(0, a)
}
`

// molbots is how many molbots a measurement runs at once: a chunk of the engine.
const molbots = 64

// threadTime is the processor time of this thread, which other processes do not add to. The caller has locked the
// thread.
func threadTime() time.Duration {
	const thisThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// rate is what a program costs.
type rate struct {
	perUnit float64 // [ns of processor time for a unit of fuel]
	perRun  float64 // [ns]
	fuel    float64 // of a run
	faults  int     // runs of a batch that did not end cleanly
}

// rateOf runs a program on batches of molbots until span has passed, some times, and returns the least that it cost.
// The numbers, if there are any, are what the molbots have in their memory from slot 0 on.
func rateOf(program trait.Program, span time.Duration, times int, numbers ...float64) rate {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	batch, verdicts := make([]*trait.Molbot, molbots), make([]trait.Verdict, molbots)
	for i := range batch {
		batch[i] = dummy.Random(uint64(i)).Molbot(sandbox.DefaultLimits.Fuel)
		copy(batch[i].Body().Memory[:], numbers)
	}
	least := rate{perUnit: 1e18}
	for range times {
		fuel, runs, faults, start := int64(0), 0, 0, threadTime()
		spent := time.Duration(0)
		for runs == 0 || spent < span {
			for _, m := range batch {
				m.Begin(dummy.Surroundings{Food: true, Molbots: 4}, sandbox.DefaultLimits.Fuel)
			}
			program.Run(batch, verdicts)
			runs += len(batch)
			for _, v := range verdicts {
				fuel += max(v.Fuel, 1)
				if v.Fault != trait.FaultNone {
					faults++
				}
			}
			spent = threadTime() - start
		}
		r := rate{
			float64(spent) / float64(fuel), float64(spent) / float64(runs), float64(fuel) / float64(runs),
			faults * molbots / runs,
		}
		if r.perUnit < least.perUnit {
			least = r
		}
	}
	return least
}

// loaded is a program of a source that vet must accept.
func loaded(t testing.TB, source string) trait.Program {
	t.Helper()
	factory, err := sandbox.New(sandbox.Limits{}).Load([]byte(source))
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	program, err := factory.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(program.Close)
	return program
}

// wrapped is a program whose Execute has a body.
func wrapped(name, declarations, body string) string {
	imports := "import \"github.com/ai-genesis/ai-genesis/engine/trait\"\n"
	if strings.Contains(declarations+body, "math.") {
		imports = "import (\n\t\"math\"\n\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n"
	}
	return "package " + name + "\n\n" + imports + "\n" + declarations + "\nfunc Execute(m *trait.Molbot) {\n" + body +
		"\n}\n"
}
