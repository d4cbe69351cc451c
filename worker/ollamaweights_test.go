package worker_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// chatML is the chat template of SmolLM2.
const chatML = "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end " +
	"}}<|im_start|>assistant\n"

// TestOllamaRealWeights runs a whole cycle, in both forms, with the weakest model that anybody would use. Its answers
// cannot be predicted, so the test checks that the cycle ends with a reason or a trait, that the world keeps running,
// and that all its rules pass vet.
func TestOllamaRealWeights(t *testing.T) {
	path := os.Getenv("GENESIS_TEST_WEIGHTS")
	weights, err := os.ReadFile(path)
	if err != nil {
		t.Skipf(
			"SKIPPED: no weights of a real model (%v): `go tool task test:ollama` fetches SmolLM2-135M and runs this test; "+
				"or set GENESIS_TEST_WEIGHTS to a GGUF file",
			err,
		)
	}
	o := newOllama(t)
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(weights))
	if err := o.client().CreateBlob(t.Context(), digest, strings.NewReader(string(weights))); err != nil {
		t.Fatal(err)
	}
	if err := o.client().Create(t.Context(), &api.CreateRequest{
		Model: "smollm2", Files: map[string]string{"weights.gguf": digest}, Template: chatML,
		Parameters: map[string]any{"num_gpu": 0, "stop": []any{"<|im_end|>", "<|im_start|>"}},
	}, func(api.ProgressResponse) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"go", "rules"} {
		t.Run(form, func(t *testing.T) {
			s := newStack(t)
			s.settings.Coder, s.settings.LLMTimeoutSec = form, 600
			id := s.ask(o, "smollm2")
			c, _ := s.end(id, 25*time.Minute)
			if c.Outcome == "" || c.Reason == "" || c.EndedAt == nil {
				t.Fatalf("the cycle has not ended: %+v", c)
			}
			vetted := 0
			for _, p := range c.Programs {
				if p.Vetted {
					vetted++
				}
				if p.Asked != nil && (p.Asked.Form == redisstore.FormRules) != (form == "rules") {
					t.Errorf("program %d was asked for as %q", p.Attempt, p.Asked.Form)
				}
			}
			t.Logf("%s: %s (%s); %d programs, of which %d vet", form, c.Outcome, c.Reason, len(c.Programs), vetted)
			if form == "rules" && len(c.Programs) > 0 && vetted == 0 {
				t.Errorf("none of %d programs made of rules vets", len(c.Programs))
			}
			from := s.now()
			eventually(t, "the world goes on", 40*time.Second, func() bool { return s.now() > from+250 })
		})
	}
}
