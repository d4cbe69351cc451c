package sandbox

import (
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

// FuzzVet wants no panic, no hang, and that what is accepted loads and runs without a panic in the interpreter.
func FuzzVet(f *testing.F) {
	seedCorpus(f)
	f.Fuzz(func(t *testing.T, source []byte) {
		start := time.Now()
		r, p := vet(source, Options{})
		if spent := time.Since(start); spent > 5*time.Second { // one second on an idle core
			t.Errorf("vetting took %v", spent)
		}
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
		start := time.Now()
		mended, mends := Mend(source)
		if spent := time.Since(start); spent > 5*time.Second {
			t.Errorf("mending took %v", spent)
		}
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
