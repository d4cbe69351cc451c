package host

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestVetSaysWhatGenesisVetSays sends every rejected trait of the sandbox's tests to a running engine.
func TestVetSaysWhatGenesisVetSays(t *testing.T) {
	r := start(t, t.TempDir())
	files, err := filepath.Glob("../../engine/sandbox/testdata/reject/*.go")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if testing.Short() {
		files = files[:20]
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(source) > 32<<10 {
			continue
		}
		got, ok := r.do(command.Vet{Source: string(source)}).Data.(genesis.Verdict)
		if !ok {
			t.Fatal("the engine gives no verdict")
		}
		want := sandbox.Vet(source, sandbox.Options{})
		if got.OK || got.More != want.More || !slices.Equal(got.Problems, want.Problems) {
			t.Errorf("%s: %s", filepath.Base(file), cmp.Diff(want.Problems, got.Problems))
		}
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestJudge(t *testing.T) {
	const body = "func Execute(m *trait.Molbot) {\n\tm.Fly()\n}\n"
	alone := judge([]byte(body), "glide", false, sandbox.Options{})
	if alone.OK || len(alone.Problems) == 0 || alone.Problems[0].Line != 2 {
		t.Errorf("the line of the function as it was sent: %+v", alone)
	}
	const good = "func Execute(m *trait.Molbot) {\n\tm.ThrustToward(math.Sqrt(4), 0, 1)\n}\n"
	if v := judge([]byte(good), "glide", false, sandbox.Options{}); !v.OK || v.TraitName != "glide" || v.Source == "" {
		t.Errorf("a function alone that is fine: %+v", v)
	}
	whole := complete([]byte(good), "glide")
	if v := judge(whole, "soar", false, sandbox.Options{}); v.OK || len(v.Problems) != 1 ||
		v.Problems[0].Code != "contract.name" {
		t.Errorf("another name: %+v", v)
	}
	const untidy = "package glide\n\nfunc Execute(m *trait.Molbot) {\n\tunused := 1\n\tm.ThrustToward(1, 0, 1)\n}\n"
	if v := judge([]byte(untidy), "glide", false, sandbox.Options{}); v.OK {
		t.Errorf("an unused variable: %+v", v)
	}
	if v := judge([]byte(untidy), "glide", true, sandbox.Options{}); !v.OK || len(v.Mends) == 0 || v.Source == "" {
		t.Errorf("mended: %+v", v)
	}
	for _, junk := range []string{"\x00", "package", "package a\n" + string(make([]byte, 20_000)), "{{{{", "func"} {
		if v := judge([]byte(junk), "glide", true, sandbox.Options{}); v.OK || len(v.Problems) == 0 {
			t.Errorf("%.20q: %+v", junk, v)
		}
	}
}

// TestAsidesHoldNothingUp occupies all places with questions that hang: the next question is refused at once.
func TestAsidesHoldNothingUp(t *testing.T) {
	a, release := newQuestionPool(1, 2), make(chan struct{})
	var mu sync.Mutex
	var refused []command.Reply
	refuse := func(r command.Reply) { mu.Lock(); defer mu.Unlock(); refused = append(refused, r) }
	begun := time.Now()
	for range 5 {
		a.submit(func() { <-release }, refuse)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("asking took %v", took)
	}
	if len(refused) != 2 || refused[0].Err.Code != genesis.CodeBusy {
		t.Errorf("refused: %+v", refused)
	}
	close(release)
	a.wait()
}
