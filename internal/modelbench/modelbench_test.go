package modelbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// TestBench measures synth, which serves Ollama's API in both forms: everything it writes passes vet.
func TestBench(t *testing.T) {
	server := httptest.NewServer(synth.Handler(synth.Options{Seed: 1, Effort: -1}))
	defer server.Close()
	var progress bytes.Buffer
	o := Options{Models: []string{"synth"}, Forms: []string{"go", "rules"}, Ollama: server.URL, Rounds: 2, Repairs: 2,
		Pairs: 1, Ticks: 60, Grow: 60,
		Seed: 1, Timeout: time.Minute, Progress: &progress}
	r, err := Run(t.Context(), o)
	if err != nil || !r.Complete || len(r.Models) != 1 {
		t.Fatalf("%v, %+v", err, r)
	}
	m := r.Models[0]
	if m.Plans != 2 || m.PlansRead != 2 || m.Tokens == 0 || len(m.Forms) != 2 {
		t.Errorf("%+v", m)
	}
	for _, f := range m.Forms {
		if f.Programs != 2 || f.FirstPass != 2 || f.Tried != 2 {
			t.Errorf("%+v", f)
		}
	}
	var text, data bytes.Buffer
	if err := r.WriteText(&text); err != nil || strings.Count(text.String(), "2 of 2") < 6 {
		t.Errorf("%v\n%s", err, text.String())
	}
	if err := r.WriteJSON(&data); err != nil || !strings.Contains(data.String(), `"first_pass": 2`) {
		t.Errorf("%v\n%s", err, data.String())
	}
}

// TestRubbishIsCounted: a model that only chats has no valid plan and no vetted program, which is not an error of the
// bench. An unavailable server is one.
func TestRubbishIsCounted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"model": "m", "message": map[string]string{"content": "Hello!"},
			"done": true})
	}))
	defer server.Close()
	o := Options{Models: []string{"m"}, Forms: []string{"go", "rules"}, Ollama: server.URL, Rounds: 1, Repairs: 1, Grow: 1,
		Progress: &bytes.Buffer{}}
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	m := r.Models[0]
	if m.Plans != 1 || m.PlansRead != 0 || len(m.Trouble) == 0 {
		t.Errorf("%+v", m)
	}
	for _, f := range m.Forms {
		if f.Programs != 1 || f.FirstPass+f.Mended+f.Repaired != 0 || len(f.Trouble) == 0 {
			t.Errorf("%+v", f)
		}
	}
	o.Ollama = "http://127.0.0.1:1"
	if r, err := Run(t.Context(), o); err == nil || r.Complete {
		t.Errorf("no server: %+v, %v", r, err)
	}
}

// TestByHand answers through files, as a person would, while the bench asks.
func TestByHand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "questions")
	b, err := NewBridge(dir, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(b.Handler())
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	person := make(chan []string)
	go func() { person <- answerFiles(ctx, dir) }()
	o := Options{Models: []string{ByHand}, Forms: []string{"go", "rules"}, Ollama: server.URL, Rounds: 1, Grow: 1,
		Timeout: time.Hour, Progress: &bytes.Buffer{}}
	r, err := Run(ctx, o)
	stop()
	asked := <-person
	if err != nil || r.Models[0].PlansRead != 1 || r.Models[0].Forms[0].FirstPass != 1 ||
		r.Models[0].Forms[1].FirstPass != 1 {
		t.Errorf("%v, %+v", err, r)
	}
	if len(asked) != 3 || !strings.Contains(asked[0], "You are the Architect") || !strings.Contains(asked[1],
		"func Execute") ||
		!strings.Contains(asked[2], "--- the answer is JSON that obeys") {
		t.Errorf("%d questions: %.300q", len(asked), asked)
	}
}

// answerFiles plays a person who answers each question.
func answerFiles(ctx context.Context, dir string) (asked []string) {
	for n := 1; ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%03d.question.txt", n)))
		if err != nil {
			continue
		}
		asked, n = append(asked, string(text)), n+1
		answer := "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}"
		switch {
		case strings.Contains(string(text), "You are the Architect"):
			answer = `{"action_type":"new_trait","trait_name":"eater","description":"eat"}`
		case strings.Contains(string(text), `"rules"`):
			answer = `{"rules":[{"when":[],"then":[{"do":"rest"}]}]}`
		}
		_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.answer.txt", n-1)), []byte(answer), 0o644)
	}
	return asked
}
