package host

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestStartsAndStopsWithARedisThatRefuses uses a real Redis that can't write to its disk, is blocked by a script, or is
// still loading its data. The engine must start, run its world, report the problem once, and save the world when it
// stops.
func TestStartsAndStopsWithARedisThatRefuses(t *testing.T) {
	for word, refuse := range map[string]func(t *testing.T) *redis.Client{"MISCONF": misconfigured, "BUSY": busy,
		"LOADING": loading} {
		t.Run(word, func(t *testing.T) {
			r := refuse(t)
			refuses := func() bool {
				err := r.Set(t.Context(), "probe", 1, 0).Err()
				return err != nil && strings.HasPrefix(err.Error(), word)
			}
			(&rig{t: t}).await("a Redis that answers "+word, refuses)
			dir, said := t.TempDir(), &said{}
			s, err := config.Load([]string{"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"),
				"GENESIS_REDIS_URL=redis://" + r.Options().Addr + "/0", "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1"}, "")
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- Run(ctx, s, slog.New(slog.NewTextHandler(said, nil))) }()
			(&rig{t: t}).await("the world to run", func() bool { return strings.Contains(said.String(), "the world runs") })
			time.Sleep(2 * time.Second) // periodic writes must be refused several times
			stop()
			if err := <-done; err != nil {
				t.Errorf("the engine ended with %v", err)
			}
			if !refuses() {
				t.Fatal("Redis refuses no more: this test has shown nothing")
			}
			if tick, _, err := NewestCheckpoint(s, WorldDir(s), quiet()); err != nil || tick == 0 {
				t.Errorf("the newest checkpoint is of tick %d, %v", tick, err)
			}
			if n := strings.Count(said.String(), "level=WARN") + strings.Count(said.String(),
				"level=ERROR"); !strings.Contains(said.String(), word) || n > 8 {
				t.Errorf("%d warnings:\n%s", n, said)
			}
		})
	}
}

// TestStopsBesideARedisThatStands suspends a real Redis with SIGSTOP, so that it accepts connections but never answers.
// The world must run on, the log must stay short, and the engine must stop within a bound, with the final world on
// disk.
func TestStopsBesideARedisThatStands(t *testing.T) {
	r := redistest.Server(t, t.TempDir(), "--save", "")
	info, err := r.Info(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(regexp.MustCompile(`process_id:(\d+)`).FindStringSubmatch(info)[1])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
	dir, said := t.TempDir(), &said{}
	s, err := config.Load([]string{"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"),
		"GENESIS_REDIS_URL=redis://" + r.Options().Addr + "/0", "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1"}, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, s, slog.New(slog.NewTextHandler(said, nil))) }()
	tick := func() int { n, _ := r.Get(t.Context(), "ws:tick").Int(); return n }
	(&rig{t: t}).await("the world to run", func() bool { return tick() > 0 })
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(8 * time.Second) // more than twice the time limit of an answer
	begun := time.Now()
	stop()
	if err := <-done; err != nil {
		t.Errorf("the engine ended with %v", err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if saved, _, err := NewestCheckpoint(s, WorldDir(s), quiet()); err != nil || int(saved) <= tick() {
		t.Errorf("the newest checkpoint is of tick %d, Redis was stopped at %d: %v", saved, tick(), err)
	}
	n := strings.Count(said.String(), "level=WARN") + strings.Count(said.String(), "level=ERROR")
	if !strings.Contains(said.String(), "no answer in time") || n > 8 {
		t.Errorf("%d warnings:\n%s", n, said)
	}
}

// said is a log that can be read while it is written.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// misconfigured returns a Redis whose last save failed because its folder is gone.
func misconfigured(t *testing.T) *redis.Client {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := redistest.Server(t, dir, "--save", "3600 1")
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	r.BgSave(t.Context())
	return r
}

// busy returns a Redis that is blocked by a script that never ends.
func busy(t *testing.T) *redis.Client {
	r := redistest.Server(t, t.TempDir(), "--save", "", "--busy-reply-threshold", "10")
	go r.Eval(context.Background(), "while true do end", nil)
	return r
}

// loading returns a Redis that loads its data for longer than this test takes.
func loading(t *testing.T) *redis.Client {
	dir := t.TempDir()
	r := redistest.Server(t, dir, "--save", "")
	fill := "for i = 1, 20000 do redis.call('SET', i, string.rep('x', 100) .. i) end"
	if err := r.Eval(t.Context(), fill, nil).Err(); err != nil && err != redis.Nil {
		t.Fatal(err)
	}
	if err := r.Save(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return redistest.Server(t, dir, "--save", "", "--key-load-delay", "3000", "--loading-process-events-interval-bytes",
		"1024")
}
