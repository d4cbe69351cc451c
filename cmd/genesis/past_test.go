package main

import (
	"context"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func TestThePastOfAWorld(t *testing.T) {
	dir := t.TempDir()
	environ := []string{
		"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"), "GENESIS_TICK_RATE_MS=1",
		"GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(), "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1",
	}
	stop := runEngine(t, environ)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		out, errs, status := call(t, environ, "world", "restore", "0")
		if status == 0 && strings.HasPrefix(out, "world main is at tick 0") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("restore: %q, %q", out, errs)
		}
	}
	if out, errs, status := call(t, environ, "world", "restore", "3"); status == 0 || !strings.Contains(errs,
		"no checkpoint of tick 3 is kept") {
		t.Errorf("back to nowhere: %q, %q", out, errs)
	}
	time.Sleep(200 * time.Millisecond)
	stop()
	out, errs, status := call(t, environ, "world", "checkpoints")
	if kept := strings.Fields(out); status != 0 || len(kept) != 4+2*3 || kept[len(kept)-3] != "0" {
		t.Fatalf("checkpoints: %q, %q", out, errs)
	}
	last := strings.Fields(out)[4]
	out, errs, status = call(t, environ, "world", "replay", "--to", last, "--from", "0")
	if ok, _ := regexp.MatchString(`(?s)from the checkpoint of tick 0: .* 2 hashes the same.*\n`+last+` [0-9a-f]{16}\n$`,
		out); status != 0 || !ok {
		t.Errorf("replay: %q, %q", out, errs)
	}
	n, err := strconv.Atoi(last)
	if err != nil {
		t.Fatal(err)
	}
	if out, errs, status := call(t, environ, "world", "replay", "--to", strconv.Itoa(n+100)); status == 0 ||
		!strings.Contains(errs, "they end at tick "+last) {
		t.Errorf("replay of the future: %q, %q", out, errs)
	}
	if _, errs, status := call(t, []string{"GENESIS_DATA_DIR=" + t.TempDir()}, "world", "checkpoints"); status == 0 ||
		!strings.Contains(errs, "nothing is kept of world main") {
		t.Errorf("checkpoints of no world: %q", errs)
	}
}

// runEngine runs genesis engine until stop is called, which may be called more than once.
func runEngine(t *testing.T, environ []string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	p := &program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, environ: environ,
		dotenv: filepath.Join(t.TempDir(), ".env")}
	go func() { ended <- p.run(ctx, []string{"engine"}) }()
	return sync.OnceFunc(func() {
		cancel()
		if status := <-ended; status != 0 {
			t.Errorf("engine ended with %d", status)
		}
	})
}
