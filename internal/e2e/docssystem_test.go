package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// docsSystem is the system on which the documents' commands run: a running `genesis up` whose model plans at once and
// then works on the program until somebody ends the cycle, so that a cycle runs for as long as a command needs it.
type docsSystem struct {
	*system
	store    *redisstore.Store
	cycle    string // the cycle used for $CYCLE
	doomed   string // a cycle that a command ends
	mutation string // the mutation used for $MUTATION
	written  int    // traits loaded by hand so far
}

func newDocsSystem(t *testing.T) *docsSystem {
	t.Helper()
	d := &docsSystem{system: newSystem(t, "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL="+slowModel(t),
		"GENESIS_LLM_TIMEOUT_SEC=600", "GENESIS_TRIAL_PAIRS=2", "GENESIS_TRIAL_MAX_PAIRS=2", "GENESIS_TRIAL_TICKS=60",
		"GENESIS_CANARY_TICKS=60",
		"GENESIS_EVOLUTION_COOLDOWN_SEC=86400", "GENESIS_ANOMALY_DEATH_THRESHOLD=10",
		"GENESIS_ANOMALY_OVERPOP_THRESHOLD=100")}
	bin := filepath.Join(d.dir, "bin")
	program, err := binary()
	if err == nil {
		err = os.Mkdir(bin, 0o755)
	}
	if err == nil {
		err = os.Symlink(program, filepath.Join(bin, "genesis"))
	}
	if err != nil {
		t.Fatal(err)
	}
	d.start(t)
	d.env = append(d.env, "GENESIS_TEMPORAL_ADDRESS="+strings.TrimPrefix(d.temporal(t), "http://"),
		"GENESIS_REDIS_URL="+d.reported(t, "Redis"), "GENESIS_HTTP_ADDR="+strings.TrimPrefix(d.url, "http://"),
		"PATH="+bin+":"+os.Getenv("PATH"))
	d.store = d.system.store(t)
	d.write(t)
	t.Cleanup(func() { d.idle(t); d.stop(t) })
	return d
}

var goFence = regexp.MustCompile("(?s)```go\n(.*?)```")

// write puts the trait of docs/writing-a-trait.md where the commands look for it, and a copy under another name.
func (d *docsSystem) write(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "writing-a-trait.md"))
	if err != nil {
		t.Fatal(err)
	}
	code := goFence.FindSubmatch(text)
	if code == nil {
		t.Fatal("docs/writing-a-trait.md has no trait")
	}
	for _, name := range []string{"energy_scavenger", "food_hoarder"} {
		source := strings.ReplaceAll(string(code[1]), "package energy_scavenger", "package "+name)
		if err := os.WriteFile(filepath.Join(d.dir, name+".go"), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(d.dir, "starving.yaml"), []byte(experimentFile), 0o644); err != nil {
		t.Fatal(err)
	}
}

// experimentFile is an experiment that takes seconds.
const experimentFile = "name: starving-ten\nseeds: 3\nworlds: starving\narms: none\ncycles: 20\nlife_ticks: 600\n"

// fillPlaceholders replaces the documents' placeholders by what exists in this system.
func (d *docsSystem) fillPlaceholders(t *testing.T, text string) string {
	t.Helper()
	if strings.Contains(text, "TICK") {
		text = strings.ReplaceAll(text, "TICK", strconv.FormatUint(d.checkpoint(t), 10))
	}
	text = strings.ReplaceAll(text, "mend-redis DIR", "mend-redis .") // a folder with nothing to repair
	number := ""
	if n, err := genesis.CycleNumber(d.cycle); err == nil {
		number = strconv.Itoa(n)
	}
	text = regexp.MustCompile(`\b(\$?[A-Z]{2,}|42)\b`).ReplaceAllStringFunc(text, func(word string) string {
		switch word {
		case "CYCLE":
			return d.cycle
		case "MUTATION":
			return d.mutation
		case "42", "ID":
			return number
		case "STAGE":
			return "code"
		case "FILE":
			return "energy_scavenger.go"
		case "TEXT":
			return "'look for fruit'"
		case "SEED":
			return "7"
		}
		return word
	})
	return strings.NewReplacer("$"+d.cycle, d.cycle, "$"+d.mutation, d.mutation,
		"http://127.0.0.1:8000", d.url).Replace(text)
}

// checkpoint requests a checkpoint and returns its tick.
func (d *docsSystem) checkpoint(t *testing.T) uint64 {
	t.Helper()
	if _, err := post[map[string]any](d.system, "/api/world/checkpoint", struct{}{}); err != nil {
		t.Fatal(err)
	}
	var kept []genesis.KeptCheckpoint
	eventually(t, 20*time.Second, "a kept checkpoint", func() bool {
		kept, _ = d.store.Checkpoints(t.Context())
		return len(kept) > 0
	})
	return kept[0].Tick
}

// evolution is the state of the world's evolution.
type evolution struct {
	Running string
	Paused  bool
}

func (d *docsSystem) evolution(t *testing.T) evolution {
	t.Helper()
	return get[evolution](t, d.system, "/api/evolution/state")
}

// running ensures that a cycle runs, and will run until somebody ends it; it becomes $CYCLE.
func (d *docsSystem) running(t *testing.T) {
	t.Helper()
	eventually(t, time.Minute, "a cycle whose coder thinks", func() bool {
		now := d.evolution(t).Running
		if now != "" && now == d.doomed {
			return false
		}
		if d.cycle = now; now == "" {
			d.cycle = triggerCycle(t, d.system)
		}
		c, err := d.store.Cycle(t.Context(), d.cycle)
		return err == nil && c.Stage == genesis.StageCode && c.Outcome == ""
	})
}

// ending is running for a command that ends the cycle, which takes a moment.
func (d *docsSystem) ending(t *testing.T) {
	t.Helper()
	d.running(t)
	d.doomed = d.cycle
}

// idle ensures that no cycle runs and that one could be started.
func (d *docsSystem) idle(t *testing.T) {
	t.Helper()
	if d.evolution(t).Paused {
		if _, err := post[map[string]any](d.system, "/api/evolution/resume", struct{}{}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, time.Minute, "the end of a cycle", func() bool {
		id := d.evolution(t).Running
		if id != "" {
			_, _ = post[genesis.Cycle](d.system, "/api/evolution/cycles/"+id+"/cancel", struct{}{}) // may be ending
		}
		return id == ""
	})
}

// over ensures that $CYCLE has reached the coder and ended, and that no cycle runs.
func (d *docsSystem) over(t *testing.T) {
	t.Helper()
	d.running(t)
	d.idle(t)
}

// kept ensures that $MUTATION is in the world: a handwritten trait, loaded as the documents say.
func (d *docsSystem) kept(t *testing.T) {
	t.Helper()
	for range 6 {
		for _, m := range get[[]genesis.Mutation](t, d.system, "/api/mutations?status=applied") {
			now, err := d.store.Mutation(t.Context(), m.ID) // the list may be a second old
			if err == nil && now.Status == genesis.StatusApplied {
				d.mutation = m.ID
				return
			}
		}
		d.idle(t)
		d.written++
		name := fmt.Sprintf("rester_%d", d.written)
		source := fmt.Sprintf("package %s\n\nfunc Execute(m *trait.Molbot) {\n\tif m.Energy() > %d {\n\t\tm.Rest()\n\t}\n}\n",
			name, 40+d.written)
		if err := os.WriteFile(filepath.Join(d.dir, name+".go"), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		out, code := d.run(t, nil, "load", name+".go", "--skip-trial")
		if code != 0 {
			t.Fatalf("genesis load: %s", out)
		}
		lines := strings.Fields(out) // the id comes last, after the world's name
		awaitEnd(t, d.system, lines[len(lines)-1])
	}
	t.Fatal("six traits written by hand and none was kept")
}

// serve runs a part, in a world of its own beside the system, until it reports that it is ready, then stops it.
func (d *docsSystem) serve(t *testing.T, text, says string) {
	t.Helper()
	d.idle(t)
	beside := *d.system
	beside.out = &output{}
	beside.env = append(slices.Clone(d.env), "GENESIS_WORLD=beside", "GENESIS_HTTP_ADDR=127.0.0.1:0")
	args := strings.Fields(text)[1:]
	cmd := beside.launch(t, args...)
	eventually(t, time.Minute, says, func() bool {
		return strings.Contains(beside.out.String(), says) || !running(cmd.Process.Pid)
	})
	terminate(t, cmd)
	t.Logf("%s", tail(beside.out.String(), 1500))
}

// slowModel is a model that plans at once, then works on the program until it is stopped.
func slowModel(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/version":
			fmt.Fprint(w, `{"version":"0.17.4"}`)
			return
		case "/api/tags":
			fmt.Fprint(w, `{"models":[{"name":"llama3:8b","model":"llama3:8b"},{"name":"qwen2.5-coder:7b","model":"qwen2.5-coder:7b"}]}`)
			return
		}
		var asked struct{ Messages []struct{ Content string } }
		if json.NewDecoder(r.Body).Decode(&asked) != nil || len(asked.Messages) == 0 {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		if !strings.HasPrefix(asked.Messages[0].Content, "You are the Architect") {
			<-r.Context().Done()
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"model": "llama3:8b", "done": true, "done_reason": "stop",
			"message": map[string]string{
				"content": `{"action_type":"new_trait","trait_name":"keen_seeker","description":"seek the nearest food"}`}})
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}
