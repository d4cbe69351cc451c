//go:build unix

package gateway

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestARedisThatStands stops a real Redis with SIGSTOP, so that it accepts connections and answers nothing. Every
// caller learns within a bound that Redis is the cause, or gets an old answer that says so. /healthz answers as before,
// the log stays short, and everything recovers when Redis continues.
func TestARedisThatStands(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t, t.TempDir(), "--save", "")
	var store *redisstore.Store
	h := start(t, func(c *Config) {
		var err error
		c.Store, err = redisstore.Connect("redis://"+server.Options().Addr+"/0", "main")
		must(t, err)
		store = c.Store
	})
	t.Cleanup(func() { _ = store.Close() })
	h.store = store
	h.alive()
	same(t, h.call("GET", "/api/feed", "").StatusCode, http.StatusOK)
	h.server.reads = newLimiter(1e6, 1e6)

	signal := stopper(t, server)
	signal(syscall.SIGSTOP)
	const bound = 15 * time.Second // twice 3 s, with margin for a busy machine
	for range 2 {
		for _, asked := range []string{"GET /api/feed", "GET /api/mutations", "GET /api/evolution/history",
			"POST /api/world/pause"} {
			method, path, _ := strings.Cut(asked, " ")
			begun := time.Now()
			r := h.call(method, path, "")
			if took := time.Since(begun); took > bound {
				t.Errorf("%s is answered after %v", asked, took)
			}
			if r.StatusCode == http.StatusOK && r.Header.Get(headerDegraded) == "redis" {
				continue // an earlier answer, which says that it is old and why
			}
			if r.StatusCode != http.StatusServiceUnavailable || r.code(t) != genesis.CodeUnavailable ||
				!strings.Contains(string(r.body), "Redis") {
				t.Errorf("%s: %d %s", asked, r.StatusCode, r.body)
			}
			begun = time.Now()
			same(t, h.call("GET", "/healthz", "").StatusCode, http.StatusOK)
			if took := time.Since(begun); took > time.Second {
				t.Errorf("/healthz took %v", took)
			}
		}
	}
	if r := h.call("GET", "/readyz", ""); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(r.body), `"redis":"down"`) {
		t.Errorf("/readyz: %d %s", r.StatusCode, r.body)
	}
	if lines := strings.Count(h.log.String(), "\n"); lines > 20 {
		t.Errorf("%d lines of log:\n%s", lines, h.log)
	}
	signal(syscall.SIGCONT)
	until := time.Now().Add(bound)
	for h.call("GET", "/api/feed", "").StatusCode != http.StatusOK {
		if time.Now().After(until) {
			t.Fatal("Redis moves again, and is not found")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// stopper sends signals to a server, which is continued at the end of the test.
func stopper(t *testing.T, server *redis.Client) func(syscall.Signal) {
	info, err := server.Info(t.Context(), "server").Result()
	must(t, err)
	pid, err := strconv.Atoi(regexp.MustCompile(`process_id:(\d+)`).FindStringSubmatch(info)[1])
	must(t, err)
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
	return func(s syscall.Signal) { must(t, syscall.Kill(pid, s)) }
}

// TestAVetoDoesNotWaitForRedis stops a real Redis: a person's signal to a cycle still reaches Temporal. It is answered
// within seconds, with the record that the cycle itself returns or without one.
func TestAVetoDoesNotWaitForRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t, t.TempDir(), "--save", "")
	fake := &cycles{running: "cycle-main-000005"}
	h := start(t, func(c *Config) {
		var err error
		c.Store, err = redisstore.Connect("redis://"+server.Options().Addr+"/0", "main")
		must(t, err)
		t.Cleanup(func() { _ = c.Store.Close() })
		c.Cycles = fake
	})
	fake.store = nil
	stopper(t, server)(syscall.SIGSTOP)
	for _, asked := range []string{"veto {}", "cancel {}", "approve {}", `hint {"text":"x"}`} {
		path, body, _ := strings.Cut(asked, " ")
		begun := time.Now()
		r := h.call("POST", "/api/evolution/cycles/cycle-main-000005/"+path, body)
		if r.StatusCode != http.StatusAccepted || !strings.Contains(string(r.body), string(genesis.StageCanary)) ||
			time.Since(begun) > 10*time.Second {
			t.Errorf("%s is answered after %v: %d %s", path, time.Since(begun), r.StatusCode, r.body)
		}
	}
	r := h.call("POST", "/api/evolution/cycles/cycle-main-000006/veto", "")
	if r.StatusCode != http.StatusAccepted || !strings.Contains(string(r.body), "the cycle has received the message") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	same(t, len(fake.steered), 5)
}
