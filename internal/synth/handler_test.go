package synth

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// quick answers without trials.
var quick = Options{Seed: 1, Effort: -1}

func clientOf(t *testing.T, h http.Handler) *api.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return api.NewClient(base, server.Client())
}

// ask chats and returns the text and the number of pieces that it arrived in.
func ask(t *testing.T, c *api.Client, in *api.ChatRequest) (text string, pieces int) {
	t.Helper()
	var b strings.Builder
	done := false
	err := c.Chat(t.Context(), in, func(r api.ChatResponse) error {
		b.WriteString(r.Message.Content)
		pieces++
		done = r.Done
		return nil
	})
	if err != nil || !done {
		t.Fatalf("chat: %v, done %v", err, done)
	}
	return b.String(), pieces
}

func TestClientChats(t *testing.T) {
	c := clientOf(t, Handler(quick))
	no := false
	in := chatOf(coderSystem, coderUser)
	streamed, pieces := ask(t, c, in)
	in.Stream = &no
	whole, one := ask(t, c, in)
	if streamed != whole || pieces < 5 || one != 1 {
		t.Fatalf("%d pieces: %s\n%d piece: %s", pieces, streamed, one, whole)
	}
	if report := sandbox.Vet([]byte(file(whole)), sandbox.Options{}); !report.OK {
		t.Fatalf("refused: %+v", report.Problems)
	}
	in.Options = map[string]any{"num_predict": 10}
	if cut, _ := ask(t, c, in); len(cut) > 40 || !strings.HasPrefix(whole, cut) {
		t.Fatalf("num_predict 10 gave %q", cut)
	}
}

func TestClientGeneratesAndLists(t *testing.T) {
	c := clientOf(t, Handler(quick))
	var b strings.Builder
	err := c.Generate(t.Context(), &api.GenerateRequest{Model: Model, System: "You are the Coder",
		Prompt: "Problem: starvation"},
		func(r api.GenerateResponse) error { b.WriteString(r.Response); return nil })
	if err != nil || !strings.HasPrefix(b.String(), "```go\n") || !strings.Contains(b.String(),
		"func Execute(m *trait.Molbot)") {
		t.Fatalf("%v: %s", err, b.String())
	}
	list, err := c.List(t.Context())
	if err != nil || len(list.Models) != 1 || list.Models[0].Name != Model {
		t.Fatalf("list: %v %+v", err, list)
	}
	if v, err := c.Version(t.Context()); err != nil || v == "" {
		t.Fatalf("version: %q %v", v, err)
	}
	if _, err := c.Show(t.Context(), &api.ShowRequest{Model: Model}); err != nil {
		t.Fatalf("show: %v", err)
	}
	if err := c.Heartbeat(t.Context()); err != nil {
		t.Fatalf("heartbeat: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	c := clientOf(t, Handler(quick))
	err := c.Chat(t.Context(), &api.ChatRequest{Model: "nope"}, func(api.ChatResponse) error { return nil })
	if status, ok := errors.AsType[api.StatusError](err); !ok || status.StatusCode != http.StatusNotFound ||
		status.ErrorMessage != `model "nope" not found, try pulling it first` {
		t.Fatalf("unknown model: %#v", err)
	}
	for body, want := range map[string]int{"{": 400, `{"model":""}`: 400,
		`{"model":"synth","messages":[{"content":"` + strings.Repeat("x", maxBody) + `"}]}`: 413} {
		w := httptest.NewRecorder()
		Handler(quick).ServeHTTP(w, httptest.NewRequest("POST", "/api/chat", strings.NewReader(body)))
		if w.Code != want || !strings.HasPrefix(w.Body.String(), `{"error":`) {
			t.Errorf("%.40s: %d %s", body, w.Code, w.Body)
		}
	}
}

func TestServeStops(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, quick) }()
	c := api.NewClient(&url.URL{Scheme: "http", Host: l.Addr().String()}, http.DefaultClient)
	if _, err := c.Version(ctx); err != nil {
		t.Fatal(err)
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("still serving 20 s after its context ended")
	}
}
