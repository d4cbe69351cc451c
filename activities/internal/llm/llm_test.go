package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// server speaks Ollama's /api/chat with answer.
func server(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	c, err := New(s.URL, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func say(w http.ResponseWriter, part string, done bool, reason string) {
	_ = json.NewEncoder(w).Encode(map[string]any{
		"model": "tiny", "message": map[string]string{"role": "assistant", "content": part}, "done": done, "done_reason": reason,
	})
	w.(http.Flusher).Flush()
}

func status(code int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": message})
	}
}

func TestChatStreams(t *testing.T) {
	var asked map[string]any
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewDecoder(r.Body).Decode(&asked)
		say(w, "func ", false, "")
		say(w, "Execute", true, "stop")
	})
	var parts []string
	a, err := c.Chat(t.Context(), Prompt{System: "s", User: "u", Seed: 7, Schema: json.RawMessage(`{"type":"object"}`)},
		func(p string) { parts = append(parts, p) })
	if err != nil || a.Text != "func Execute" || a.Model != "tiny" || len(parts) != 2 {
		t.Fatalf("%+v, %v, parts %q", a, err, parts)
	}
	if options := asked["options"].(map[string]any); options["seed"] != 7.0 || asked["format"] == nil || asked["truncate"] != false {
		t.Errorf("asked %v", asked)
	}
}

func TestErrorsHaveKinds(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		kind   string
		says   string
	}{
		{"model missing", status(404, `model "tiny" not found, try pulling it first`), genesis.FailModelMissing, "run `ollama pull tiny`"},
		{"auth", status(401, "unauthorized"), genesis.FailLLMAuth, "credentials"},
		{"forbidden", status(403, "no"), genesis.FailLLMAuth, "refuses"},
		{"too long", status(400, "the input length exceeds the context length"), genesis.FailContextTooLong, "context length"},
		{"busy", status(503, "server busy"), genesis.FailLLMAbsent, "busy"},
		{"out of memory", status(500, "model requires more system memory (8 GiB) than is available"), genesis.FailLLMAbsent, "memory"},
		{"broken", status(500, "boom"), "", "boom"},
		{"died while it read", status(500, "model runner has unexpectedly stopped, this may be due to resource limitations"), genesis.FailLLMAbsent, "unexpectedly"},
		{"given up", func(w http.ResponseWriter, _ *http.Request) { say(w, "func", false, "") }, genesis.FailLLMRubbish, "repeats itself"},
		{"empty", func(http.ResponseWriter, *http.Request) {}, genesis.FailLLMAbsent, "without an end"},
		{"dies in the middle", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "func", false, "")
			panic(http.ErrAbortHandler)
		}, genesis.FailLLMAbsent, "broke off"},
		{"fails in the middle", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "func", false, "")
			fmt.Fprintln(w, `{"error":"an error was encountered while running the model"}`)
		}, genesis.FailLLMAbsent, "broke off"},
		{"killed for memory", status(500, "llama runner process has terminated: signal: killed"), genesis.FailLLMAbsent, "killed"},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) { say(w, "func", true, "length") }, genesis.FailLLMRubbish, "cut off"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for range 40 {
				say(w, strings.Repeat("x", 2<<10), false, "")
			}
		}, genesis.FailLLMRubbish, "longer than"},
		{"not an Ollama", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "<html>") }, genesis.FailLLMAbsent, "html"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := server(t, test.answer).Chat(t.Context(), Prompt{}, func(string) {})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Kind != test.kind || !strings.Contains(e.Message, test.says) {
				t.Errorf("%#v, want kind %q and …%s…", err, test.kind, test.says)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	c, _ := New("http://"+l.Addr().String(), "tiny")
	_, err = c.Chat(t.Context(), Prompt{}, func(string) {})
	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != genesis.FailLLMAbsent {
		t.Errorf("%v, want the kind LLMAbsent", err)
	}
	if c.Answers(t.Context()) {
		t.Error("answers, though nobody listens")
	}
}

func TestWatchdogAndCancel(t *testing.T) {
	stall := func(w http.ResponseWriter, r *http.Request) {
		say(w, "func", false, "")
		<-r.Context().Done()
	}
	c := server(t, stall)
	c.gap = 50 * time.Millisecond
	if _, err := c.Chat(t.Context(), Prompt{}, func(string) {}); !errors.Is(err, errSilent) {
		t.Errorf("%v, want the watchdog's error", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := server(t, stall).Chat(ctx, Prompt{}, func(string) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the context's error", err)
	}
}
