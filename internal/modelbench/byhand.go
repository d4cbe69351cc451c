package modelbench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// ByHand is the name of the model that a Bridge serves.
const ByHand = "by-hand"

// Bridge serves Ollama's API and lets a person or a program answer through files. It writes each question to
// NNN.question.txt in a folder and takes the contents of NNN.answer.txt as the answer.
type Bridge struct {
	dir string
	say func(format string, args ...any)

	mu   sync.Mutex
	last int
}

// NewBridge returns a bridge for a folder and creates the folder if necessary. It calls say to tell the person what to
// do.
func NewBridge(dir string, say func(format string, args ...any)) (*Bridge, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of questions: %w", err)
	}
	return &Bridge{dir: dir, say: say}, nil
}

// Handler serves Ollama's API.
func (b *Bridge) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "Ollama is running") })
	mux.HandleFunc("GET /api/version", func(w http.ResponseWriter, _ *http.Request) {
		reply(w,
			map[string]string{"version": "0.6.5"})
	})
	mux.HandleFunc("GET /api/tags", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, api.ListResponse{Models: []api.ListModelResponse{{Name: ByHand, Model: ByHand}}})
	})
	mux.HandleFunc("POST /api/show", func(w http.ResponseWriter, _ *http.Request) { reply(w, api.ShowResponse{}) })
	mux.HandleFunc("POST /api/chat", b.chat)
	return mux
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // an error means that the client has disconnected
}

// maxBody is the size limit of a request.
const maxBody = 4 << 20

func (b *Bridge) chat(w http.ResponseWriter, r *http.Request) {
	var in api.ChatRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		reply(w, map[string]string{"error": err.Error()})
		return
	}
	if len(in.Messages) == 0 {
		reply(w, api.ChatResponse{Model: in.Model, Done: true, DoneReason: "load"})
		return
	}
	text, err := b.ask(r.Context(), in)
	if err != nil {
		if r.Context().Err() == nil {
			w.WriteHeader(http.StatusInternalServerError)
			reply(w, map[string]string{"error": err.Error()})
		}
		return
	}
	reply(w, api.ChatResponse{Model: in.Model, CreatedAt: time.Now().UTC(), Done: true, DoneReason: "stop",
		Message: api.Message{Role: "assistant", Content: text}})
}

// pollInterval is the time between two checks for an answer.
const pollInterval = 200 * time.Millisecond

// ask writes a question and waits for its answer. An empty file does not count, and neither does one that is still
// growing.
func (b *Bridge) ask(ctx context.Context, in api.ChatRequest) (string, error) {
	number, err := b.write(question(in))
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.dir, number+".answer.txt")
	b.say("question %s: write the answer to %s", number, path)
	for before := ""; ; {
		text, err := os.ReadFile(path)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("read an answer: %w", err)
		case len(text) > 0 && string(text) == before: // the file has stopped growing
			return before, nil
		}
		before = string(text)
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(pollInterval):
		}
	}
}

// write writes a question atomically under the next free number.
func (b *Bridge) write(text string) (number string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		b.last++
		number = fmt.Sprintf("%03d", b.last)
		path := filepath.Join(b.dir, number+".question.txt")
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		if err := disk.Write(path, []byte(text), 0o644); err != nil {
			return "", fmt.Errorf("write a question: %w", err)
		}
		return number, nil
	}
}

// question returns the text of a request.
func question(in api.ChatRequest) string {
	var s strings.Builder
	for i, m := range in.Messages {
		if i > 0 {
			fmt.Fprintf(&s, "\n--- %s\n", m.Role)
		}
		s.WriteString(strings.TrimSpace(m.Content) + "\n")
	}
	if len(in.Format) > 0 && string(in.Format) != "null" {
		fmt.Fprintf(&s, "\n--- the answer is JSON that obeys\n%s\n", in.Format)
	}
	return s.String()
}
