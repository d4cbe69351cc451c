package worker_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// awayFor is how long a killed part stays away: longer than all attempts of any step take.
const awayFor = 6 * time.Second

// server is a real server at a fixed address that a test can kill.
type server struct {
	t       *testing.T
	name    string
	args    []string
	address string
	mu      sync.Mutex
	cmd     *exec.Cmd
}

func (s *server) start() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cmd = exec.Command(s.name, s.args...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *server) await() {
	s.t.Helper()
	eventually(s.t, s.name+" listens", time.Minute, func() bool {
		c, err := net.Dial("tcp", s.address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
}

var lastPort atomic.Int64

// freePort returns a port below the ephemeral range, so that no other process takes it while its server is dead.
func freePort(t *testing.T) string {
	t.Helper()
	for range 1000 {
		port := 20000 + (int64(os.Getpid())*61+lastPort.Add(1))%12000
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = l.Close()
			return fmt.Sprint(port)
		}
	}
	t.Fatal("no port between 20000 and 32000 is free")
	return ""
}

func realRedis(t *testing.T) *server {
	t.Helper()
	path := redistest.Path(t)
	port := freePort(t)
	s := &server{t: t, name: path, address: "127.0.0.1:" + port, args: []string{
		"--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--appendonly", "yes", "--save", "", "--loglevel",
		"warning",
	}}
	s.start()
	t.Cleanup(s.kill)
	s.await()
	return s
}

func realTemporal(t *testing.T) *server {
	t.Helper()
	port := freePort(t)
	s := &server{t: t, name: temporaltest.CLI(t), address: "127.0.0.1:" + port, args: []string{
		"server", "start-dev", "--ip", "127.0.0.1", "--port", port, "--headless", "--log-level", "error",
		"--db-filename", filepath.Join(t.TempDir(), "temporal.db"),
		"--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000",
	}}
	s.start()
	t.Cleanup(s.kill)
	s.await()
	eventually(t, "Temporal answers", time.Minute, func() bool { // it listens before it answers
		c, err := client.Dial(
			client.Options{HostPort: s.address, Logger: tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))},
		)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	return s
}

// TestKilledRedisEndsNoCycle kills a real Redis at the start of each step and restarts it some seconds later. Each
// cycle must be applied once, and its feed must say that it waited.
func TestKilledRedisEndsNoCycle(t *testing.T) {
	t.Parallel()
	for _, step := range []string{
		genesis.ActObserve, genesis.ActPlan, genesis.ActCode, genesis.ActVet, genesis.ActTrial, genesis.ActSave,
		genesis.ActLoad,
		genesis.ActCanary, genesis.ActKeep, genesis.ActRecord,
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			redis, temporal := realRedis(t), realTemporal(t)
			s := newStackAt(t, redis.address, temporal.address)
			s.killedAt(step, redis)
		})
	}
}

// TestKilledTemporalEndsNoCycle does the same with Temporal.
func TestKilledTemporalEndsNoCycle(t *testing.T) {
	t.Parallel()
	for _, step := range []string{genesis.ActCode, genesis.ActTrial, genesis.ActLoad, genesis.ActKeep} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			redis, temporal := realRedis(t), realTemporal(t)
			s := newStackAt(t, redis.address, temporal.address)
			s.killedAt(step, temporal)
		})
	}
}

// waiting waits until the cycle says that it waits for Redis, for as long as its first attempts may take on a busy
// machine. It asks the cycle itself, because its record is in Redis.
func (s *stack) waiting(victim *server) {
	if !strings.Contains(victim.name, "redis") {
		return
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		value, err := s.supervisor.Temporal().QueryWorkflow(context.Background(), genesis.CycleID(s.settings.World, 1), "",
			genesis.QueryCycle)
		var c genesis.Cycle
		if err == nil && value.Get(&c) == nil && c.Waiting == genesis.PartRedis && c.WaitingWhy != "" {
			return
		}
	}
	s.t.Errorf("%s has not said that it waits", genesis.CycleID(s.settings.World, 1))
}

// killedAt runs a cycle and kills a server for a while in one of its steps.
func (s *stack) killedAt(step string, victim *server) {
	s.t.Helper()
	back := make(chan struct{})
	once := sync.OnceFunc(func() {
		victim.kill()
		go func() {
			defer close(back)
			time.Sleep(awayFor)
			s.waiting(victim)
			victim.start()
		}()
	})
	defer func() { <-back }()
	s.before.f = func(name string, _ int32) {
		if name == step {
			once()
		}
	}
	s.work()
	var id string
	eventually(s.t, "the trigger is answered", time.Minute, func() (ok bool) {
		var err error
		id, err = s.supervisor.Trigger(s.t.Context(), s.settings.World, "k",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	var c genesis.Cycle
	eventually(s.t, id+" ends", 4*time.Minute, func() (ended bool) {
		var err error
		c, err = s.store.Cycle(s.t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	if c.Outcome != genesis.OutcomeApplied || len(c.MutationIDs) != 1 || len(s.loaded()) != 1 {
		s.t.Fatalf("%s: %s; mutations %v, loaded %v", c.Outcome, c.Reason, c.MutationIDs, s.loaded())
	}
	feed, err := s.store.FeedPage(s.t.Context(), "", 500)
	if err != nil {
		s.t.Fatal(err)
	}
	if !slices.ContainsFunc(feed, func(m redisstore.FeedEntry) bool { return m.Action == "goes_on" }) &&
		victim.name != temporaltest.CLI(s.t) {
		s.t.Errorf("the feed does not say that the cycle waited")
	}
}
