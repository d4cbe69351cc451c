package devstack

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

const (
	redisReadyIn   = 30 * time.Second // a long append-only file takes time to load
	redisPortTries = 20               // ports to try, starting at the configured one
)

// awaitRedis waits without limit for a given Redis. Meanwhile the engine runs the world; it writes its state once Redis
// answers.
func (s *stack) awaitRedis(ctx context.Context) error {
	for s.redisErr != nil {
		if err := pause(ctx, givenPollInterval); err != nil {
			return err
		}
		s.redisErr = pingRedis(ctx, s.Settings.RedisURL)
	}
	return nil
}

// startRedis starts redis-server if it is installed, otherwise the embedded store. If an address is given, it only
// checks whether that Redis answers.
func (s *stack) startRedis(ctx context.Context) error {
	if given := s.Settings.RedisURL; given != "" {
		if s.redisErr = pingRedis(ctx, given); genesis.CodeOf(s.redisErr) == genesis.CodeInvalid {
			return s.redisErr
		}
		s.addNote("Redis", config.Redact(given)+" (given)")
		return nil
	}
	dir := filepath.Join(s.Settings.DataDir, "redis")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of Redis: %w", err)
	}
	port, err := redisPort(s.Settings.UpRedisPort)
	if err != nil {
		return err
	}
	url := fmt.Sprintf("redis://%s/0", loopback(port))
	s.env["GENESIS_REDIS_URL"] = url
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		return s.startEmbedded(ctx, dir, port, url)
	}
	return s.startRedisServer(ctx, bin, dir, port, url)
}

// startRedisServer starts redis-server. On its first start it loads the world that the embedded store has kept, if
// there is one.
func (s *stack) startRedisServer(ctx context.Context, bin, dir string, port int, url string) error {
	fresh := !hasAppendOnly(dir)
	c, err := s.child(partRedis, bin, redisArgs(dir, port))
	if err != nil {
		return err
	}
	c.before = func() { s.mendRedis(dir) }
	if err := s.run(c); err != nil {
		return err
	}
	if err := s.waitUntilReady(ctx, c, redisReadyIn, func(ctx context.Context) error {
		return pingRedis(ctx,
			url)
	}); err != nil {
		return err
	}
	if fresh {
		if err := withClient(url, func(r *redis.Client) error { return redisdump.Load(ctx, r, DumpPath(dir)) }); err != nil {
			return err
		}
	}
	s.addNote("Redis", fmt.Sprintf("%s (redis-server)", url))
	return nil
}

// mendRedis removes blocks of zeros from the append-only files. Redis leaves them when its disk is full, and then
// refuses to start.
func (s *stack) mendRedis(dir string) {
	mended, err := redisdump.MendAOF(redisdump.AOFDir(dir))
	for _, m := range mended {
		s.console.printLine("%s had %d zeros between its commands, which a full disk leaves behind; they are "+
			"removed, and the original file is %s",
			m.File, m.Bytes, m.Aside)
	}
	if err != nil {
		s.console.printLine("the files of Redis could not be checked: %v", err)
	}
}

func (s *stack) redisAddress() string { return cmp.Or(s.env["GENESIS_REDIS_URL"], s.Settings.RedisURL) }

func redisArgs(dir string, port int) []string {
	return []string{
		"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--appendonly", "yes", "--appendfsync", "everysec",
		"--save", "", "--daemonize", "no", "--loglevel", "notice",
	}
}

// hasAppendOnly reports whether a redis-server has kept the world in dir before.
func hasAppendOnly(dir string) bool {
	_, err := os.Stat(redisdump.AOFDir(dir))
	return err == nil
}

// HasHistory reports whether up has ever kept a Redis in dir.
func HasHistory(dir string) bool {
	_, err := os.Stat(DumpPath(dir))
	return err == nil || hasAppendOnly(dir)
}

// redisPort returns the first free port, starting at the given one: the default port is often taken by another Redis.
func redisPort(first int) (int, error) {
	if first == 0 {
		return FreePort()
	}
	for port := first; port < first+redisPortTries && port < 1<<16; port++ {
		if portFree(loopback(port)) == nil {
			return port, nil
		}
	}
	return 0, portTaken(first, "GENESIS_UP_REDIS_PORT", fmt.Sprintf("Redis (and the %d after it)", redisPortTries-1))
}

func pingRedis(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return withClient(url, func(r *redis.Client) error { return r.Ping(ctx).Err() })
}

func withClient(url string, f func(*redis.Client) error) error {
	o, err := redis.ParseURL(url)
	if err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "Redis address: %s", strings.TrimPrefix(err.Error(), "redis: "))
	}
	o.MaxRetries = -1
	r := redis.NewClient(o)
	defer r.Close()
	return f(r)
}
