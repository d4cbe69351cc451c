package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// TestBranch opens a past tick as a new world, beside the engine of the original one, and runs it.
func TestBranch(t *testing.T) {
	dir := t.TempDir()
	environ := []string{
		"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"), "GENESIS_TICK_RATE_MS=2",
		"GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(), "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1",
	}
	stop := runEngine(t, environ)
	t.Cleanup(func() { stop() })
	newest := func(environ []string) int {
		out, _, _ := call(t, environ, "world", "checkpoints")
		fields := strings.Fields(out)
		if len(fields) < 5 {
			return 0
		}
		n, _ := strconv.Atoi(fields[4])
		return n
	}
	for deadline := time.Now().Add(20 * time.Second); newest(environ) < 300; time.Sleep(50 * time.Millisecond) {
		if _, errs, status := call(t, environ, "world", "restore", "0"); status == 0 {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(errs)
		}
	}
	time.Sleep(300 * time.Millisecond)
	stop()
	at := newest(environ) - 7
	if at <= 0 {
		t.Fatalf("the world came to tick %d only", at+7)
	}
	stop = runEngine(t, environ)
	then, errs, status := call(t, environ, "world", "replay", "--to", strconv.Itoa(at))
	if status != 0 {
		t.Fatal(errs)
	}
	out, errs, status := call(t, environ, "branch", strconv.Itoa(at), "--name", "what-if")
	if status != 0 || !strings.Contains(out, "World what-if begins at tick "+strconv.Itoa(at)) || !strings.Contains(out,
		"GENESIS_WORLD=what-if genesis engine") {
		t.Fatalf("%q, %q", out, errs)
	}
	other := append(environ[:len(environ):len(environ)], "GENESIS_WORLD=what-if")
	same, errs, status := call(t, other, "world", "replay", "--to", strconv.Itoa(at))
	if status != 0 || lastLine(same) != lastLine(then) {
		t.Errorf("the branch is %q, the world then was %q; %q", same, then, errs)
	}
	stopOther := runEngine(t, other)
	time.Sleep(500 * time.Millisecond)
	stopOther()
	if n := newest(other); n <= at {
		t.Errorf("the branch did not go on: it is at tick %d", n)
	}
	for _, bad := range []struct {
		args []string
		says string
	}{
		{[]string{strconv.Itoa(at), "--name", "what-if"}, "there is a world what-if already"},
		{[]string{strconv.Itoa(at), "--name", "main"}, "can't be the name of the branch"},
		{[]string{strconv.Itoa(at), "--name", "../up"}, "can't be the name of the branch"},
		{[]string{"999999999"}, "beyond the records"},
		{[]string{"yesterday"}, "is not a tick"},
		{[]string{"-5"}, "unknown shorthand flag"},
	} {
		if _, errs, status := call(t, environ, append([]string{"branch"}, bad.args...)...); status == 0 ||
			!strings.Contains(errs, bad.says) {
			t.Errorf("branch %v: %q", bad.args, errs)
		}
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
