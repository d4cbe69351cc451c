package activities

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestViewersReadAlong: the model writes its next part once a viewer has read the previous one.
func TestViewersReadAlong(t *testing.T) {
	b := newBench(t)
	stores := NewStores(b.url)
	defer stores.Close()
	drafts, read := make(chan genesis.Draft, 100), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		say := func(part string, done bool) {
			_ = json.NewEncoder(w).Encode(
				map[string]any{"model": "tiny", "message": map[string]string{"content": part}, "done": done},
			)
			w.(http.Flusher).Flush()
		}
		say("func Execute(m *trait.Molbot) {\n", false)
		select {
		case <-read:
		case <-r.Context().Done():
		}
		say("\tm.Turn(1, 0.1)\n}", true)
	}))
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { _ = b.Store.ListenDrafts(ctx, func(d genesis.Draft) { drafts <- d }) }()
	for len(drafts) == 0 { // a draft published before anybody subscribes is lost
		if err := b.Store.PublishDraft(ctx, genesis.Draft{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	steps, err := asking(stores, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for d := range drafts {
			if d.Text == "func Execute(m *trait.Molbot) {\n" {
				close(read)
				return
			}
		}
	}()
	env := environment(t)
	env.RegisterActivity(steps.Code)
	if _, err := env.ExecuteActivity(steps.Code, genesis.CodeInput{
		WorldRef: here, Plan: genesis.EvolutionPlan{PlanID: "evo_plan_001", TraitName: "forager", Description: "seek"},
		Attempt: 3,
	}); err != nil {
		t.Fatal(err)
	}
	want := genesis.Draft{
		CycleID: here.CycleID, Step: "code", Attempt: 3, Model: "tiny",
		Text: "func Execute(m *trait.Molbot) {\n\tm.Turn(1, 0.1)\n}",
	}
	select {
	case got := <-drafts:
		if got != want {
			t.Errorf("the last draft is %+v, want %+v", got, want)
		}
	case <-time.After(time.Minute):
		t.Error("the whole of it was not shown")
	}
}
