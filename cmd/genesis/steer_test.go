package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestSteeringSaysWhatIsWrong: without a system, each command must fail with advice, and wrong usage must be rejected
// before a connection is tried.
func TestSteeringSaysWhatIsWrong(t *testing.T) {
	environ := []string{"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1", "GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr()}
	bare := filepath.Join(t.TempDir(), "bare.go")
	if err := os.WriteFile(bare, []byte("func Execute(m *trait.Molbot) { m.Eat() }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"trigger", "--reason", "because"}, "127.0.0.1:1"},
		{[]string{"trigger", "--problem", "boredom"}, "--problem is one of"},
		{[]string{"trigger", "--area", "luck"}, "--area is one of"},
		{[]string{"evolution", "pause"}, "127.0.0.1:1"},
		{[]string{"approve"}, "accepts 1 arg"},
		{[]string{"hint", "cycle-main-000001"}, "accepts 2 arg"},
		{[]string{"pin", "a", "b"}, "accepts 1 arg"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			if out, errs, status := call(t, environ, test.args...); status != 1 || !strings.Contains(errs, test.says) {
				t.Errorf("status %d, %q, %q; want …%s…", status, out, errs, test.says)
			}
		})
	}
}

// TestSteering runs the commands against a real Temporal and a worker. There is no engine, so cycles wait for it.
func TestSteering(t *testing.T) {
	server := temporaltest.Server(t)
	environ := []string{
		"GENESIS_TEMPORAL_ADDRESS=" + server.FrontendHostPort(), "GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(),
		"GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL=http://127.0.0.1:1",
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	p := &program{stdout: io.Discard, stderr: io.Discard, environ: environ}
	go func() { ended <- p.run(ctx, []string{"worker"}) }()
	t.Cleanup(func() { stop(); <-ended })
	for deadline := time.Now().Add(30 * time.Second); ; {
		if out, errs, status := call(t, environ, "evolution", "pause", "--reason", "lunch"); status == 0 {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("pause: %q, %q", out, errs)
		}
	}
	trait := filepath.Join(t.TempDir(), "eager.go")
	if err := os.WriteFile(trait, []byte("package eager\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"trigger"}, 1, "paused"},
		{[]string{"evolution", "resume"}, 0, "is resumed"},
		{[]string{"trigger", "--reason", "why not", "--problem", "starvation", "--area", "traits"}, 0, "cycle-main-000001"},
		{[]string{"load", trait}, 1, "cycle-main-000001"}, // only one cycle at a time
		{[]string{"hint", "cycle-main-000001", "mind the storms"}, 0, "has your hint"},
		{[]string{"veto", "cycle-main-000001", "--reason", "no"}, 0, "is vetoed"},
		{[]string{"approve", "cycle-main-000077"}, 1, "no such workflow"},
		{[]string{"cancel", "cycle-main-000077"}, 1, "no such workflow"},
	} {
		out, errs, status := call(t, environ, step.args...)
		if status != step.status || !strings.Contains(out+errs, step.says) {
			t.Errorf("%v: status %d, %q, %q; want …%s…", step.args, status, out, errs, step.says)
		}
	}
}
