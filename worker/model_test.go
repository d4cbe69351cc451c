package worker

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestAnnounceWhileRedisIsAway: a worker that is stopped while Redis is unavailable stops, and has logged the problem
// once.
func TestAnnounceWhileRedisIsAway(t *testing.T) {
	redis := miniredis.RunT(t)
	store, err := redisstore.Connect("redis://"+redis.Addr()+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	redis.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := &lines{told: make(chan struct{}, 100)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		announce(ctx, store, func() redisstore.Model { return redisstore.Model{Name: "synth", Provider: "synth"} },
			slog.New(slog.NewTextHandler(said, nil)))
	}()
	<-said.told
	select {
	case <-done:
		t.Fatal("it gave up")
	default:
	}
	stop()
	<-done
	if text := said.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "level=WARN") {
		t.Errorf("it said:\n%s", text)
	}
}

// lines is a log that reports each line.
type lines struct {
	told chan struct{}
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told <- struct{}{}
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
