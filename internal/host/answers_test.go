package host

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestARepeatedCommandIsCarriedOutOnce repeats commands after the engine was stopped or killed, as a client does whose
// first request was not answered.
func TestARepeatedCommandIsCarriedOutOnce(t *testing.T) {
	const early, late, anew = command.OncePrefix + "early", command.OncePrefix + "late", command.OncePrefix + "anew"
	r := start(t, t.TempDir())
	first := r.doAs(early, command.SetParams{Params: map[string]float64{"temperature": 31}})
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}

	r = start(t, r.dir)
	if again := r.doAs(early, command.SetParams{Params: map[string]float64{"temperature": 31}}); !reflect.DeepEqual(again,
		first) {
		t.Errorf("after a stop the answer is %+v, before %+v", again, first)
	}
	second := r.doAs(late, command.Scatter{Count: 3})
	r.await("a line of the new command and none of the repeated one", func() bool {
		lines, err := r.store.FeedPage(t.Context(), "", 100)
		return err == nil && len(lines) == 1 && lines[0].Action == string(command.Scatter{}.Kind())
	})
	killed := r.copied()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}

	r = start(t, killed)
	if again := r.doAs(late, command.Scatter{Count: 3}); !reflect.DeepEqual(again, second) {
		t.Errorf("after a kill the answer is %+v, before %+v", again, second)
	}
	reset := r.doAs(anew, command.Reset{Seed: 7})
	r.await("a new world that lives", func() bool { return r.tick() > 30 })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}

	r = start(t, r.dir)
	if again := r.doAs(anew, command.Reset{Seed: 7}); !reflect.DeepEqual(again, reset) || r.tick() < 30 {
		t.Errorf("the world began anew twice: %+v and %+v at tick %d", reset, again, r.tick())
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(r.dir, "worlds", "main", journalFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{early, late, anew} {
		if n := strings.Count(string(text), id); n != 1 {
			t.Errorf("the journal has %s %d times", id, n)
		}
	}
}

// TestDamagedAnswersDoNotStopTheStart starts an engine whose file of answers can't be read.
func TestDamagedAnswersDoNotStopTheStart(t *testing.T) {
	r := start(t, t.TempDir())
	r.doAs(command.OncePrefix+"a", command.Scatter{Count: 1})
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.dir, "worlds", "main", answersFile)
	if err := os.WriteFile(path, []byte("[{"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = start(t, r.dir)
	r.doAs(command.OncePrefix+"b", command.Scatter{Count: 1})
	r.do(command.Checkpoint{})
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), command.OncePrefix+"b") {
		t.Errorf("the file was not written again: %q, %v", text, err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
