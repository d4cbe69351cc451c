package sandbox

import (
	"runtime/metrics"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// seedCorpus gives the fuzzers every source of testdata to start from.
func seedCorpus(f *testing.F) {
	for _, folder := range []string{"accept", "reject", "attacks", "miscompiled"} {
		for _, source := range sources(f, folder) {
			f.Add(source)
		}
	}
	for seed := range uint64(20) {
		f.Add([]byte("package random\n\nimport (\n\t\"math\"\n\t\"" + traitPath + "\"\n)\n\n" + generate(seed, "")))
	}
}

// bounded wants f quick and modest, whatever it is given. The time is fifteen times what an idle core needs at most.
func bounded(t *testing.T, f func()) {
	t.Helper()
	before, start := allocated(), time.Now()
	f()
	if spent := time.Since(start); spent > 15*time.Second {
		t.Errorf("it took %v", spent)
	}
	if got := allocated() - before; got > 512<<20 {
		t.Errorf("it allocated %d MiB", got>>20)
	}
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
		bounded(t, func() { r, p = check(source, Options{}) })
		if r.OK == (len(r.Problems) > 0) {
			t.Errorf("accepted %v with %d problems", r.OK, len(r.Problems))
		}
		for _, problem := range r.Problems {
			if problem.Code == "internal" || problem.Code == "load" {
				t.Errorf("a defect of the vet: %+v", problem)
			}
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
