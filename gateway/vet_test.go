package gateway

import (
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func TestVetAsksTheEngine(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	verdict := genesis.Verdict{TraitName: "glide", Mends: []string{}, Problems: []genesis.VetProblem{
		{Code: "import.forbidden", Line: 3, Col: 8, Message: "os can't be imported", Advice: "use trait and math"},
		{Code: "goroutine", Line: 9, Col: 2, Message: "go statements are not allowed"},
	}}
	seen := h.engine(answering(verdict))
	r := h.call("POST", "/api/vet", `{"source": "package glide", "trait_name": "glide", "mend": true}`)
	same(t, r.StatusCode, 200)
	for _, words := range []string{"os can't be imported", "go statements are not allowed"} {
		if !strings.Contains(string(r.body), words) {
			t.Errorf("%s lacks %q", r.body, words)
		}
	}
	same(t, seen()[0].Payload, command.Payload(command.Vet{Name: "glide", Source: "package glide", Mend: true}))

	for body, status := range map[string]int{
		`{}`: 400, `{"source": ""}`: 400, `{"source": " "}`: 400, `{"source": 7}`: 400,
		`{"source": "x", "trait_name": "No"}`: 400,
		`{"source": "x", "also": 1}`:          400, `{"source": "` + strings.Repeat("x", 33<<10) + `"}`: 400, `[]`: 400,
	} {
		if r := h.call("POST", "/api/vet", body); r.StatusCode != status {
			t.Errorf("%.40s: %d, want %d", body, r.StatusCode, status)
		}
	}
	same(t, len(seen()), 1)
}

func TestVetIsLimited(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.Token = "t0ken" })
	h.engine(answering(genesis.Verdict{Problems: []genesis.VetProblem{}, Mends: []string{}}))
	same(t, h.call("POST", "/api/vet", `{"source": "x"}`).StatusCode, 401)
	refused := 0
	for range 30 {
		r := h.call("POST", "/api/vet", `{"source": "x"}`, "Authorization", "Bearer t0ken")
		if r.StatusCode == 429 && r.Header.Get("Retry-After") != "" {
			refused++
		}
	}
	if refused == 0 {
		t.Error("30 questions in a row were all answered")
	}
}

// TestChangesAreCarriedOutOnce repeats changes with one key: the engine is asked once, and the answer is the same.
func TestChangesAreCarriedOutOnce(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	seen := h.engine(obey)
	for _, path := range []string{"/api/world/scatter", "/api/world/spawn"} {
		key := "key-" + path[len("/api/world/"):]
		first := h.call("POST", path, `{"count": 3}`, "Idempotency-Key", key)
		same(t, []any{first.StatusCode, first.Header.Get("Idempotent-Replayed")}, []any{200, ""})
		h.redis.FastForward(23 * time.Hour)
		h.alive()
		again := h.call("POST", path, `{"count": 3}`, "Idempotency-Key", key)
		same(t, []any{again.StatusCode, again.Header.Get("Idempotent-Replayed"), string(again.body)},
			[]any{200, "true", string(first.body)})
		other := h.call("POST", path, `{"count": 4}`, "Idempotency-Key", key)
		same(t, []any{other.StatusCode, other.code(t)}, []any{409, genesis.CodeConflict})
		same(t, h.call("POST", path, `{"count": 3}`, "Idempotency-Key", "no good").StatusCode, 400)
	}
	same(t, len(seen()), 2)
	for range 2 {
		same(t, h.call("POST", "/api/evolution/trigger", `{}`, "Idempotency-Key", "weekly").StatusCode, 200)
	}
	same(t, len(h.server.Cycles.(*cycles).keys), 1)
}
