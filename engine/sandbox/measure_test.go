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

// This file measures the time that a unit of fuel stands for. It uses only what the engine uses of the sandbox, so it
// does not depend on how the sandbox is built.

// baseline is plain arithmetic in a loop. The cost of all other programs is expressed in its nanoseconds for a unit of
// fuel.
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

// molbots is the number of molbots in a measured batch: the size of a chunk in the engine.
const molbots = 64

// threadTime returns the processor time of this thread, which does not include other processes. The caller must have
// locked the thread.
func threadTime() time.Duration {
	const thisThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// rate is the cost of a program.
type rate struct {
	perUnit float64 // [ns of processor time per unit of fuel]
	perRun  float64 // [ns]
	fuel    float64 // per run
	faults  int     // runs in a batch that faulted
}

// rateOf runs a program on batches of molbots for the given span, several times, and returns the lowest cost. numbers,
// if any, are put into the memory of the molbots from slot 0 on.
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

// loaded loads a source that vet must accept.
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

// wrapped returns a program with the given body of Execute.
func wrapped(name, declarations, body string) string {
	imports := "import \"github.com/ai-genesis/ai-genesis/engine/trait\"\n"
	if strings.Contains(declarations+body, "math.") {
		imports = "import (\n\t\"math\"\n\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n"
	}
	return "package " + name + "\n\n" + imports + "\n" + declarations + "\nfunc Execute(m *trait.Molbot) {\n" + body +
		"\n}\n"
}
