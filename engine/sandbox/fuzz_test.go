package sandbox

import (
	"runtime"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// seedCorpus gives the fuzzers every source of testdata to start from.
func seedCorpus(f *testing.F) {
	for _, folder := range []string{"accept", "reject", "attacks", "miscompiled", "prices"} {
		for _, source := range sources(f, folder) {
			f.Add(source)
		}
	}
	for seed := range uint64(20) {
		f.Add([]byte("package random\n\nimport (\n\t\"math\"\n\t\"" + traitPath + "\"\n)\n\n" + generate(seed, "")))
	}
}

// Bounds of one vet, whatever the source is: of processor time on an idle core of 2020, and of memory. Memory counts
// all that is allocated, freed or not, which is more than what it ever holds.
const (
	vetTime   = 100 * time.Millisecond
	vetMemory = 64 << 20
)

// usual is the processor time of the vet of a trait of forty lines, which is 2 ms on an idle core: the baseline, in the
// same run, of a machine whose caches are shared, and of a binary that a fuzzer has instrumented.
func usual() time.Duration {
	best := time.Hour
	for range 5 {
		spent, _ := cost(func() { Vet([]byte(forty), Options{}) })
		best = min(best, spent)
	}
	return best
}

// threadTime is the processor time of this thread.
func threadTime() time.Duration {
	const thisThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cost is what f takes of processor time and memory. Another try shows whether a dear one was by chance.
func cost(f func()) (spent time.Duration, memory uint64) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, start := allocated(), threadTime()
	f()
	return threadTime() - start, allocated() - before
}

// bounded wants f within the bounds of a vet, in units of what an idle core does. What else runs on the machine can
// only add to the time of a try, so the best of ten counts, each with the baseline measured right after it.
func bounded(t *testing.T, f func()) (spent time.Duration, memory uint64) {
	t.Helper()
	scaled := vetTime
	for try := 0; try < 10 && scaled >= vetTime; try++ {
		once, bytes := cost(f)
		if spent == 0 || once < spent {
			spent = once
		}
		memory = bytes
		if once < vetTime || raceDetector { // which slows code down, and not all of it alike
			scaled = 0
		} else {
			scaled = min(scaled, time.Duration(float64(once)*min(1, float64(2*time.Millisecond)/float64(usual()))))
		}
	}
	if scaled >= vetTime {
		t.Errorf("it took %v of processor time, at most %v on an idle core is allowed", spent, vetTime)
	}
	if memory > vetMemory {
		t.Errorf("it allocated %d MB, at most %d are allowed", memory>>20, vetMemory>>20)
	}
	return spent, memory
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// FuzzVet wants no panic, no hang, and that what is accepted loads and runs without a panic in the interpreter.
func FuzzVet(f *testing.F) {
	seedCorpus(f)
	f.Fuzz(func(t *testing.T, source []byte) {
		var r Report
		var p *program
		bounded(t, func() { r, p = check(t.Context(), source, Options{}) })
		if r.OK == (len(r.Problems) > 0) {
			t.Errorf("accepted %v with %d problems", r.OK, len(r.Problems))
		}
		if r.Defect != "" {
			t.Errorf("a defect of the vet: %s, told as %+v", r.Defect, r.Problems)
		}
		if !r.OK {
			return
		}
		in, err := p.instance()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		verdicts := make([]trait.Verdict, 16)
		in.Run(crowd(16), verdicts)
		for _, v := range verdicts {
			if v.Fault == trait.FaultPanic && v.Line == 0 {
				t.Errorf("a panic in the interpreter: %+v", v)
			}
		}
	})
}

// FuzzMend wants no panic, no hang, that a second mend finds nothing more of the same, and that mending never makes an
// accepted source another program.
func FuzzMend(f *testing.F) {
	seedCorpus(f)
	f.Fuzz(func(t *testing.T, source []byte) {
		var mended []byte
		var mends []string
		bounded(t, func() { mended, mends = Mend(source) })
		if len(mends) == 0 && string(mended) != string(source) {
			t.Error("changed without saying so")
		}
		before := Vet(source, Options{})
		if !before.OK {
			return
		}
		if after := Vet(mended, Options{}); !after.OK || after.CanonicalHash != before.CanonicalHash {
			t.Errorf("an accepted program became another: %q, %+v", mends, after.Problems)
		}
	})
}
