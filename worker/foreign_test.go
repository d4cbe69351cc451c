package worker_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/worker"
)

// words is a log that a test can read while it is written.
type words struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *words) has(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(w.b.String(), text)
}

// logged runs a worker of the stack until end is called, and returns its log.
func (s *stack) logged() (log *words, end func()) {
	log = &words{}
	ctx, stop := context.WithCancel(context.WithoutCancel(s.t.Context()))
	done := make(chan error, 1)
	go func() {
		done <- worker.Run(ctx, worker.Options{Settings: s.settings, Store: s.store, Supervisor: s.supervisor,
			Log: slog.New(slog.NewTextHandler(log, nil))})
	}()
	return log, sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			s.t.Errorf("the worker ended with %v", err)
		}
	})
}

// TestAWorkerWithAnotherRedisTakesNoWork runs the worker of a second system, with its own Redis, in the namespace of
// the first. It must say so and take no work, so that the cycles of the first system end normally. Once the second
// system has claimed the namespace, the worker of the first must leave it.
func TestAWorkerWithAnotherRedisTakesNoWork(t *testing.T) {
	t.Parallel()
	temporal := realTemporal(t)
	first := newStackAt(t, realRedis(t).address, temporal.address)
	second := newStackAt(t, realRedis(t).address, temporal.address)
	own, endOwn := first.logged()
	defer endOwn()
	eventually(t, "the first worker is ready", time.Minute, func() bool { return own.has("worker ready") })
	if _, err := second.store.ClaimIdentity(t.Context(), "second"); err != nil { // as its engine does
		t.Fatal(err)
	}
	other, endOther := second.logged()
	defer endOther()
	eventually(t, "the other worker says that it takes no work", time.Minute, func() bool {
		return other.has("takes no work") && other.has("belongs to another Redis")
	})
	c, err := first.end(first.trigger("k"), 3*time.Minute)
	if err != nil || c.Outcome != genesis.OutcomeApplied {
		t.Errorf("the cycle ended %s: %s, %v", c.Outcome, c.Reason, err)
	}
	if other.has("worker ready") {
		t.Error("the other worker serves")
	}
	if err := binding.Check(t.Context(), second.store, second.supervisor); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("a gateway of the second system finds %v", err)
	}
	if _, err := binding.Claim(t.Context(), second.store, second.supervisor); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the workers change places", time.Minute, func() bool {
		return other.has("worker ready") && own.has("takes no work")
	})
}

// TestAnEmptiedRedisIsStillItsNamespaces empties Redis. A running worker restores the id; a worker that starts waits
// until somebody says whose Redis it is, as the engine does.
func TestAnEmptiedRedisIsStillItsNamespaces(t *testing.T) {
	t.Parallel()
	redis := realRedis(t)
	s := newStackAt(t, redis.address, realTemporal(t).address)
	log, end := s.logged()
	eventually(t, "the worker is ready", time.Minute, func() bool { return log.has("worker ready") })
	id, err := s.store.Identity(t.Context())
	if err != nil || id == "" {
		t.Fatalf("the id is %q, %v", id, err)
	}
	flush(t, redis)
	eventually(t, "the id is back", 20*time.Second, func() bool {
		now, err := s.store.Identity(t.Context())
		return err == nil && now == id
	})
	end()
	flush(t, redis)
	log, end = s.logged()
	defer end()
	eventually(t, "the worker says what it waits for", time.Minute, func() bool {
		return log.has("Redis is empty") && !log.has("worker ready")
	})
	if _, err := s.store.ClaimIdentity(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the worker is ready", time.Minute, func() bool { return log.has("worker ready") })
}
