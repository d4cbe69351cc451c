package sandbox

import (
	"runtime"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// seedCorpus adds every source in testdata to the seed corpus of a fuzz test.
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

// Bounds of one vet of any source: processor time on an idle core of 2020, and memory. Memory is the sum of all
// allocations, which is more than is ever held at once.
const (
	vetTime   = 100 * time.Millisecond
	vetMemory = 64 << 20
)

// usual measures the processor time of vetting a trait of forty lines, 2 ms on an idle core. It is the baseline of the
// same run, because other processes share the caches of the machine and the fuzzer instruments the binary.
func usual() time.Duration {
	best := time.Hour
	for range 5 {
		spent, _ := cost(func() { Vet([]byte(forty), Options{}) })
		best = min(best, spent)
	}
	return best
}

// threadTime returns the processor time of this thread.
func threadTime() time.Duration {
	const thisThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cost measures the processor time and the memory of f. It repeats an expensive call to rule out chance.
func cost(f func()) (spent time.Duration, memory uint64) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, start := allocated(), threadTime()
	f()
	return threadTime() - start, allocated() - before
}

// bounded checks that f stays within the bounds of a vet, in units of an idle core. Other load on the machine can only
// make a try slower, so the best of ten counts, each compared with a baseline measured right after it.
func bounded(t *testing.T, f func()) (spent time.Duration, memory uint64) {
	t.Helper()
	scaled := vetTime
	for try := 0; try < 10 && scaled >= vetTime; try++ {
		once, bytes := cost(f)
		if spent == 0 || once < spent {
			spent = once
		}
		memory = bytes
		if once < vetTime || raceDetector { // the race detector slows code down unevenly
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

// FuzzVet expects no panic and no hang. What vet accepts must load and must run without a panic in the interpreter.
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

// FuzzMend expects no panic and no hang. A second mend must find nothing more of the same kind, and mending must never
// change the meaning of an accepted source.
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
