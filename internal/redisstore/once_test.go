package redisstore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// lossy is a proxy to Redis that loses the answers to some requests: it forwards the request, waits until Redis has
// answered, and closes the connection instead of forwarding the answer.
type lossy struct {
	net.Listener
	to string

	mu   sync.Mutex
	lose []byte // requests that contain this lose their answers
	left int    // how many of them
	lost int
}

func newLossy(t *testing.T, s *server) (*lossy, string) {
	u, err := url.Parse(s.url)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	way := &lossy{Listener: l, to: u.Host}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go way.serve(conn)
		}
	}()
	return way, "redis://" + l.Addr().String() + "/0"
}

// loseNext loses the answers to the next n requests that contain text.
func (l *lossy) loseNext(text string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lose, l.left, l.lost = []byte(text), n, 0
}

func (l *lossy) loses(request []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left == 0 || !bytes.Contains(request, l.lose) {
		return false
	}
	l.left--
	l.lost++
	return true
}

// count returns how many answers were lost since loseNext.
func (l *lossy) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

func (l *lossy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	redis, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer func() { _ = redis.Close() }()
	var cut sync.Mutex // held while an answer is being lost
	go func() {
		b := make([]byte, 1<<20)
		for {
			n, err := redis.Read(b)
			if err != nil {
				return
			}
			if !cut.TryLock() {
				_ = client.Close()
				return
			}
			_, _ = client.Write(b[:n])
			cut.Unlock()
		}
	}()
	b := make([]byte, 1<<20)
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if l.loses(b[:n]) {
			cut.Lock()
		}
		if _, err := redis.Write(b[:n]); err != nil {
			return
		}
	}
}

// TestLostAnswersDoubleNothing loses the answer to each kind of write that is not idempotent. The client repeats the
// request, and the effect must be there exactly once.
func TestLostAnswersDoubleNothing(t *testing.T) {
	s := installed(t)
	way, through := newLossy(t, s)
	store, err := redisstore.Open(t.Context(), through, "main")
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	direct := open(t, s, "main")
	lost := func(t *testing.T, text string, f func() error) {
		t.Helper()
		must(t, f()) // loads the script
		way.loseNext(text, 1)
		must(t, f())
		if way.count() != 1 {
			t.Fatalf("%d answers got lost", way.count())
		}
	}

	t.Run("feed", func(t *testing.T) {
		lost(t, "a line", func() error {
			return store.Feed(t.Context(), genesis.FeedMessage{Agent: "engine", Action: "told", Message: "a line"})
		})
		lines, err := direct.FeedPage(t.Context(), "", 10)
		must(t, err)
		if len(lines) != 2 {
			t.Errorf("%d lines of 2", len(lines))
		}
	})
	t.Run("counters", func(t *testing.T) {
		lost(t, "llm_calls", func() error {
			return store.CountModel(t.Context(), "plan", "synth", 1500*time.Millisecond, false)
		})
		counted(t, direct, redisstore.CountLLMCalls, 2)
		counted(t, direct, redisstore.CountLLMSeconds, 3)
	})
	t.Run("cycles", func(t *testing.T) {
		c := genesis.Cycle{ID: "cycle-main-000001", World: "main", Stage: genesis.StageObserve}
		must(t, store.SaveCycle(t.Context(), c))
		c.Stage = genesis.StagePlan
		way.loseNext("cycles", 1)
		must(t, store.SaveCycle(t.Context(), c))
		counted(t, direct, redisstore.CountStages, 2)
	})
	t.Run("events", func(t *testing.T) {
		heard := make(chan []byte, 10)
		go func() { _ = direct.Listen(t.Context(), redisstore.ChForce, func(b []byte) { heard <- bytes.Clone(b) }) }()
		for listening := false; !listening; { // the subscription needs a moment
			must(t, direct.PublishForce(t.Context(), genesis.EvolutionForce{Reason: "ready?"}))
			select {
			case <-heard:
				listening = true
			case <-time.After(50 * time.Millisecond):
			}
		}
		lost(t, "an event", func() error {
			return store.PublishForce(t.Context(), genesis.EvolutionForce{Reason: "an event"})
		})
		must(t, direct.PublishForce(t.Context(), genesis.EvolutionForce{Reason: "the end"}))
		events := 0
		for {
			var e genesis.EvolutionForce
			must(t, json.Unmarshal(<-heard, &e))
			if e.Reason == "the end" {
				break
			}
			if e.Reason == "an event" {
				events++
			}
		}
		if events != 2 {
			t.Errorf("%d events of 2", events)
		}
	})
	t.Run("commands", func(t *testing.T) {
		var mu sync.Mutex
		served := map[string]int{}
		go func() {
			_ = direct.ServeCommands(t.Context(), func(_ context.Context, c command.Command, answer func(command.Reply)) {
				mu.Lock()
				served[c.ID]++
				mu.Unlock()
				answer(command.Reply{})
			})
		}()
		ask := func(id string) error {
			_, err := store.SendCommand(t.Context(), command.Command{ID: id, Payload: command.Pause{}})
			return err
		}
		eventually(t, "the engine answers", func() bool { return ask("") == nil })
		for id, text := range map[string]string{"sent-twice": "sent-twice", "answered-twice": "cmd:reply:answered-twice"} {
			way.loseNext(text, 1)
			must(t, ask(id))
			must(t, ask("after-"+id))
			if way.count() != 1 {
				t.Errorf("%d answers got lost", way.count())
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for id, n := range served {
			if n != 1 {
				t.Errorf("the command %q was served %d times", id, n)
			}
		}
	})
}

// TestAStepThatRunsAgainTellsOnce writes the same line in several attempts of one step.
func TestAStepThatRunsAgainTellsOnce(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		store := open(t, s, "main")
		for _, token := range []string{"run:1", "run:1", "run:2"} {
			must(t, store.FeedOnce(t.Context(), token, genesis.FeedMessage{Agent: "engine", Action: "told", Message: "a line"}))
		}
		lines, err := store.FeedPage(t.Context(), "", 10)
		must(t, err)
		if len(lines) != 2 {
			t.Errorf("%d lines of 2", len(lines))
		}
	})
}

// counted checks the value of a counter.
func counted(t *testing.T, store *redisstore.Store, name redisstore.CounterName, want float64) {
	t.Helper()
	all, err := store.Counters(t.Context())
	must(t, err)
	sum := 0.0
	for _, c := range all {
		if c.Name == name {
			sum += c.Value
		}
	}
	if sum != want {
		t.Errorf("%s: %v of %v", name, sum, want)
	}
}
