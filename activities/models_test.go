package activities

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// registry is an Ollama server that lacks its model until a pull is allowed to finish.
type registry struct {
	mu      sync.Mutex
	has     bool
	offline bool
	pulls   int
	let     chan struct{}
}

func (r *registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	_, _ = io.Copy(io.Discard, q.Body)
	line := func(v map[string]any) { _ = json.NewEncoder(w).Encode(v); w.(http.Flusher).Flush() }
	r.mu.Lock()
	has, offline := r.has, r.offline
	r.mu.Unlock()
	switch q.URL.Path {
	case "/api/tags":
		names := []map[string]string{{"name": "other:latest"}}
		if has {
			names = append(names, map[string]string{"name": "tiny:latest"})
		}
		line(map[string]any{"models": names})
	case "/api/pull":
		r.mu.Lock()
		r.pulls++
		r.mu.Unlock()
		if offline {
			line(
				map[string]any{
					"error": `pull model manifest: Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host`,
				},
			)
			return
		}
		line(map[string]any{"status": "pulling", "digest": "a", "total": 4_000_000_000, "completed": 1_000_000_000})
		select {
		case <-r.let:
		case <-q.Context().Done():
			return
		}
		r.mu.Lock()
		r.has = true
		r.mu.Unlock()
		line(map[string]any{"status": "success"})
	case "/api/chat":
		if !has {
			w.WriteHeader(http.StatusNotFound)
			line(map[string]any{"error": `model "tiny" not found, try pulling it first`})
			return
		}
		line(map[string]any{"model": "tiny", "message": map[string]string{"content": "by the model"}, "done": true})
	}
}

// keeping runs Keep for a model of r until the test ends.
func keeping(t *testing.T, r *registry, mode string) (*Models, func() []string) {
	t.Helper()
	server := httptest.NewServer(r)
	built := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(
			map[string]any{"model": "synth", "message": map[string]string{"content": "by synth"}, "done": true},
		)
	}))
	w := ModelOptions{Mode: mode, Model: "tiny", Ollama: server.URL, Synth: built.URL, Builtin: "synth"}
	if mode == "ollama" {
		w.Synth = ""
	}
	m, err := NewModels(w)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	var told []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.Keep(ctx, slog.New(slog.DiscardHandler), func(s string) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, s)
		})
	}()
	t.Cleanup(func() { stop(); <-done; server.Close(); built.Close() })
	return m, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(told)
	}
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestAMissingModelIsPulled: until the model is available, synth writes and says so. A cycle stays with its writer; the
// next cycle uses the model.
func TestAMissingModelIsPulled(t *testing.T) {
	b := newBench(t)
	r := &registry{let: make(chan struct{})}
	m, told := keeping(t, r, "auto")
	until(t, "the pull is under way", func() bool { return m.Status().Completed > 0 })
	if s := m.Status(); s.Provider != "synth" || s.Wanted != "tiny" || s.State != redisstore.ModelPulling ||
		!strings.Contains(s.Text, "25 % of 4.0 GB; the built-in synthesiser writes") {
		t.Errorf("while it is pulled: %+v", s)
	}
	says := func(cycle string) string {
		c, err := m.coderFor(t.Context(), b.Store, cycle, "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := c.Chat(t.Context(), llm.Prompt{}, func(llm.Part) {})
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	if got := says("cycle-main-000001"); got != "by synth" {
		t.Errorf("the first cycle is answered %q", got)
	}
	close(r.let)
	until(t, "the model is there", func() bool { return m.Status().State == redisstore.ModelReady })
	if first, second := says("cycle-main-000001"), says("cycle-main-000002"); first != "by synth" ||
		second != "by the model" {
		t.Errorf("the first cycle is answered %q, the second %q", first, second)
	}
	until(t, "people are told", func() bool { return len(told()) == 2 })
	if s := m.Status(); s.Name != "tiny" || s.Provider != "ollama" || s.Text != "" {
		t.Errorf("when it is there: %+v", s)
	}
}

// TestAPullThatCanNotBe: a cycle waits for a model that is being pulled or cannot be pulled at present. A model on disk
// is never pulled.
func TestAPullThatCanNotBe(t *testing.T) {
	r := &registry{offline: true, let: make(chan struct{})}
	m, _ := keeping(t, r, "ollama")
	until(t, "the pull has failed", func() bool { return strings.Contains(m.Status().Text, "no such host") })
	missing := &llm.Error{Kind: genesis.FailModelMissing, Message: "run `ollama pull tiny`"}
	if e, ok := errors.AsType[*llm.Error](m.missing(missing)); !ok || e.Kind != genesis.FailLLMAbsent ||
		!strings.Contains(e.Message, "tried again in") {
		t.Errorf("the step ends with %+v", e)
	}
	there := &registry{has: true, offline: true, let: make(chan struct{})}
	m, _ = keeping(t, there, "auto")
	until(t, "it is found", func() bool { return m.Status().State == redisstore.ModelReady })
	if there.mu.Lock(); there.pulls != 0 {
		t.Errorf("%d pulls of a model that is on the disk", there.pulls)
	}
	there.mu.Unlock()
}

// TestAModelServerWithoutAnAddress: a host name that does not resolve counts as an absent model, which the step waits
// for. In mode auto synth writes meanwhile.
func TestAModelServerWithoutAnAddress(t *testing.T) {
	b := newBench(t)
	const host = "no-such-host.invalid:11434"
	for mode, says := range map[string]string{"ollama": "cycles wait for it", "auto": "the built-in synthesiser writes"} {
		m, err := NewModels(ModelOptions{Mode: mode, Model: "tiny", Ollama: "http://" + host, Builtin: "synth",
			Synth: map[string]string{"auto": "http://127.0.0.1:1"}[mode]})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); m.Keep(ctx, slog.New(slog.DiscardHandler), func(string) {}) }()
		until(t, "the model is looked for", func() bool { return m.Status().State == redisstore.ModelAbsent })
		stop()
		<-done
		if text := m.Status().Text; !strings.Contains(text, host) || !strings.Contains(text, says) {
			t.Errorf("%s says %q", mode, text)
		}
		id := "cycle-main-00000" + map[string]string{"ollama": "1", "auto": "2"}[mode]
		c, err := m.coderFor(t.Context(), b.Store, id, "")
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"ollama": "tiny", "auto": "synth"}[mode]; c.Model() != want {
			t.Errorf("in mode %s %s writes", mode, c.Model())
		}
		if mode == "auto" {
			continue
		}
		_, err = c.Chat(t.Context(), llm.Prompt{}, func(llm.Part) {})
		if e, ok := errors.AsType[*llm.Error](err); !ok || e.Kind != genesis.FailLLMAbsent ||
			!strings.Contains(e.Message, host) {
			t.Errorf("a question to it: %v, want an absence that names it", err)
		}
	}
}
