package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// theirs starts a real redis-server with given settings, and opens an operator's connection to it.
func theirs(t *testing.T, settings ...string) (s *server, operator *redis.Client) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		installed(t) // says what is missing
	}
	port := freePort(t)
	s = &server{url: fmt.Sprintf("redis://127.0.0.1:%d/0", port)}
	args := append([]string{"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir(),
		"--enable-debug-command", "yes"}, settings...)
	process := exec.Command(path, args...)
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	s.stop = func() { _ = process.Process.Kill(); _ = process.Wait() }
	t.Cleanup(s.stop)
	operator = redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", port), DisableIdentity: true,
		ReadTimeout: time.Minute})
	t.Cleanup(func() { _ = operator.Close() })
	eventually(t, "redis-server answers", func() bool {
		err := operator.Ping(context.Background()).Err()
		return err == nil || redis.HasErrorPrefix(err, "NOAUTH")
	})
	return s, operator
}

func do(t *testing.T, operator *redis.Client, args ...any) {
	t.Helper()
	if err := operator.Do(t.Context(), args...).Err(); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
}

// writes has an operation of each shape: a plain command, a transaction, a script, a stream, a blob.
var writes = map[string]func(context.Context, *redisstore.Store) error{
	"tick":  func(ctx context.Context, s *redisstore.Store) error { return s.WriteTick(ctx, 7) },
	"probe": func(ctx context.Context, s *redisstore.Store) error { return s.Ready(ctx) },
	"molbots": func(ctx context.Context, s *redisstore.Store) error {
		return s.WriteEntities(ctx, []genesis.Entity{seedMolbot()})
	},
	"registry": func(ctx context.Context, s *redisstore.Store) error {
		return s.WriteRegistry(ctx, 2, map[string]string{"a": "b"})
	},
	"lease": func(ctx context.Context, s *redisstore.Store) error { return s.AcquireEngine(ctx, "boot", time.Second) },
	"feed": func(ctx context.Context, s *redisstore.Store) error {
		return s.Feed(ctx, genesis.FeedMessage{Message: "hello"})
	},
	"blob": func(ctx context.Context, s *redisstore.Store) error {
		_, err := s.PutBlob(ctx, []byte("x"), 0)
		return err
	},
	"cycle": func(ctx context.Context, s *redisstore.Store) error {
		return s.SaveCycle(ctx, genesis.Cycle{ID: "cycle-main-000001", World: "main"})
	},
	"queued cycle": func(ctx context.Context, s *redisstore.Store) error {
		return s.QueueCycle(ctx, genesis.Cycle{ID: "cycle-main-000002", World: "main"})
	},
	"command": func(ctx context.Context, s *redisstore.Store) error {
		_, err := s.SendCommand(ctx, command.Command{Payload: command.Pause{}})
		return err
	},
}

// reads has the operations behind a page view.
var reads = map[string]func(context.Context, *redisstore.Store) error{
	"registry": func(ctx context.Context, s *redisstore.Store) error { _, _, err := s.Registry(ctx); return err },
	"params":   func(ctx context.Context, s *redisstore.Store) error { _, err := s.Params(ctx); return err },
	"tick":     func(ctx context.Context, s *redisstore.Store) error { _, err := s.Tick(ctx); return err },
	"stats":    func(ctx context.Context, s *redisstore.Store) error { _, _, err := s.ReadStats(ctx); return err },
	"cycles":   func(ctx context.Context, s *redisstore.Store) error { _, _, err := s.Cycles(ctx, 10, ""); return err },
	"molbots": func(ctx context.Context, s *redisstore.Store) error {
		_, err := s.Census(ctx)
		return err
	},
	"feed":     func(ctx context.Context, s *redisstore.Store) error { _, err := s.FeedPage(ctx, "", 10); return err },
	"counters": func(ctx context.Context, s *redisstore.Store) error { _, err := s.Counters(ctx); return err },
}

// refused checks each operation's error: code unavailable, Redis named, with its own words and advice.
func refused(t *testing.T, s *redisstore.Store, ops map[string]func(context.Context, *redisstore.Store) error,
	word string) {
	t.Helper()
	for name, op := range ops {
		err := op(t.Context(), s)
		if genesis.CodeOf(err) != genesis.CodeUnavailable || genesis.MissingPart(err) != "redis" {
			t.Errorf("%s: code %q, part %q: %v", name, genesis.CodeOf(err), genesis.MissingPart(err), err)
			continue
		}
		e, _ := errors.AsType[*genesis.Error](err)
		if !strings.Contains(e.Message, word) || word != "" && !strings.Contains(e.Message, ";") {
			t.Errorf("%s: %q says neither %s nor what to do", name, e.Message, word)
		}
	}
}

func served(t *testing.T, s *redisstore.Store, ops map[string]func(context.Context, *redisstore.Store) error) {
	t.Helper()
	for name, op := range ops {
		if err := op(t.Context(), s); err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRefusedWrites makes a real Redis refuse writes in every way that it knows. Writes must fail as unavailable with
// Redis's own words, reads must work, and writes must work again as soon as the cause is gone.
func TestRefusedWrites(t *testing.T) {
	for _, test := range []struct {
		word           string
		settings       []string
		refuse, accept [][]any
	}{
		{word: "OOM", refuse: [][]any{{"CONFIG", "SET", "maxmemory", "1"}}, accept: [][]any{{"CONFIG", "SET", "maxmemory",
			"0"}}},
		{word: "NOREPLICAS", refuse: [][]any{{"CONFIG", "SET", "min-replicas-to-write", "1"}},
			accept: [][]any{{"CONFIG", "SET", "min-replicas-to-write", "0"}}},
		{word: "READONLY", refuse: [][]any{{"REPLICAOF", "127.0.0.1", "1"}}, accept: [][]any{{"REPLICAOF", "NO", "ONE"}}},
		{word: "NOPERM", refuse: [][]any{{"ACL", "SETUSER", "default", "on", "nopass", "~*", "&*", "+@all", "-@write",
			"-@scripting"}},
			accept: [][]any{{"ACL", "SETUSER", "default", "+@all"}}},
	} {
		t.Run(test.word, func(t *testing.T) {
			s, operator := theirs(t, test.settings...)
			store := open(t, s, "main")
			do(t, operator, "SET", "ws:tick", "1")
			for _, command := range test.refuse {
				do(t, operator, command...)
			}
			refused(t, store, writes, test.word)
			served(t, store, reads)
			for _, command := range test.accept {
				do(t, operator, command...)
			}
			if err := store.Ready(t.Context()); err != nil {
				t.Errorf("the cause is gone: %v", err)
			}
		})
	}
}

// TestFullDisk makes Redis fail to save, as on a full disk.
func TestFullDisk(t *testing.T) {
	s, operator := theirs(t, "--save", "3600 1", "--stop-writes-on-bgsave-error", "yes")
	store := open(t, s, "main")
	dir, err := operator.ConfigGet(t.Context(), "dir").Result()
	if err != nil {
		t.Fatal(err)
	}
	// A folder in place of the file makes every save fail, even for root.
	if err := os.MkdirAll(filepath.Join(dir["dir"], "dump.rdb", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	do(t, operator, "SET", "k", "v")
	eventually(t, "a save has failed", func() bool {
		_ = operator.BgSave(t.Context()).Err()
		return store.Ready(t.Context()) != nil
	})
	refused(t, store, writes, "MISCONF")
	served(t, store, reads)
	health, err := store.Health(t.Context())
	if err != nil || !health.Stuck {
		t.Errorf("%+v, %v: the write to disk failed", health, err)
	}
}

// TestLocked makes Redis refuse everything: no password, a wrong one, a script that does not end, cluster mode.
func TestLocked(t *testing.T) {
	all := func() map[string]func(context.Context, *redisstore.Store) error {
		out := map[string]func(context.Context, *redisstore.Store) error{}
		for name, op := range writes {
			out["write "+name] = op
		}
		for name, op := range reads {
			out["read "+name] = op
		}
		return out
	}()
	t.Run("NOAUTH", func(t *testing.T) {
		s, _ := theirs(t, "--requirepass", "secret")
		if _, err := redisstore.Open(t.Context(), s.url, "main"); genesis.MissingPart(err) != "redis" ||
			strings.Contains(err.Error(), "start it") {
			t.Error(err)
		}
		store, err := redisstore.Connect(s.url, "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		refused(t, store, all, "NOAUTH")
	})
	t.Run("WRONGPASS", func(t *testing.T) {
		s, _ := theirs(t, "--requirepass", "secret")
		u, _ := url.Parse(s.url)
		u.User = url.UserPassword("", "another")
		store, err := redisstore.Connect(u.String(), "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		refused(t, store, all, "WRONGPASS")
		if err := store.Ready(t.Context()); strings.Contains(err.Error(), "another") {
			t.Errorf("the password is shown: %v", err)
		}
	})
	t.Run("password changed", func(t *testing.T) {
		s, operator := theirs(t)
		store := open(t, s, "main")
		do(t, operator, "CONFIG", "SET", "requirepass", "new")
		operator.Do(t.Context(), "AUTH", "new")
		operator.Do(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		refused(t, store, all, "NOAUTH")
	})
	t.Run("BUSY", func(t *testing.T) {
		s, operator := theirs(t, "--busy-reply-threshold", "50")
		store := open(t, s, "main")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			operator.Eval(context.Background(), "while true do end", nil)
		}()
		eventually(t, "the script holds Redis up", func() bool { return store.Ready(t.Context()) != nil })
		refused(t, store, all, "BUSY")
		killer := redis.NewClient(operator.Options())
		defer func() { _ = killer.Close() }()
		do(t, killer, "SCRIPT", "KILL")
		<-ended
		eventually(t, "Redis serves again", func() bool { return store.Ready(t.Context()) == nil })
	})
	t.Run("CLUSTERDOWN", func(t *testing.T) {
		s, _ := theirs(t, "--cluster-enabled", "yes", "--cluster-port", fmt.Sprint(freePort(t)))
		store, err := redisstore.Connect(s.url, "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		refused(t, store, writes, "cluster mode")
	})
	t.Run("cluster of one", func(t *testing.T) {
		s, operator := theirs(t, "--cluster-enabled", "yes", "--cluster-port", fmt.Sprint(freePort(t)))
		do(t, operator, "CLUSTER", "ADDSLOTSRANGE", 0, 16383)
		eventually(t, "the cluster is up", func() bool { return operator.Set(t.Context(), "x", 1, 0).Err() == nil })
		if _, err := redisstore.Open(t.Context(), s.url, "main"); genesis.CodeOf(err) != genesis.CodeInvalid ||
			!strings.Contains(err.Error(), "cluster mode") {
			t.Errorf("at the start: %v", err)
		}
		store, err := redisstore.Connect(s.url, "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		err = store.WriteRegistry(t.Context(), 1, map[string]string{"a": "b"})
		if genesis.MissingPart(err) != "redis" || !strings.Contains(err.Error(), "cluster mode") {
			t.Error(err)
		}
	})
	t.Run("max number of clients", func(t *testing.T) {
		s, operator := theirs(t)
		do(t, operator, "CONFIG", "SET", "maxclients", "1")
		store, err := redisstore.Connect(s.url, "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		refused(t, store, reads, "") // Redis may close the connection before its words are read
	})
	t.Run("a database that is not there", func(t *testing.T) {
		s, _ := theirs(t)
		store, err := redisstore.Connect(strings.TrimSuffix(s.url, "0")+"99", "main")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		refused(t, store, reads, "DB index is out of range")
	})
}

// TestFrozen suspends Redis: the error of a question to the engine must name Redis, not the engine.
func TestFrozen(t *testing.T) {
	s, operator := theirs(t)
	store := open(t, s, "main")
	_, err := store.SendCommand(t.Context(), command.Command{Payload: command.Pause{}})
	if genesis.MissingPart(err) != "engine" {
		t.Errorf("nobody serves: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, err := store.SendCommand(ctx, command.Command{Payload: command.Pause{}}); genesis.MissingPart(err) != "engine" {
		t.Errorf("nobody serves, and the caller has little time: %v", err)
	}
	go operator.Do(context.Background(), "DEBUG", "SLEEP", "4")
	eventually(t, "Redis hangs", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		return store.Ready(ctx) != nil
	})
	ctx, cancel = context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err = store.SendCommand(ctx, command.Command{Payload: command.Pause{}})
	if genesis.MissingPart(err) != "redis" {
		t.Errorf("Redis hangs: %v", err)
	}
}

// TestGone kills Redis: the error says how the connection failed, without the address.
func TestGone(t *testing.T) {
	s, _ := theirs(t)
	store := open(t, s, "main")
	s.stop()
	for name, op := range reads {
		err := op(t.Context(), store)
		e, ok := errors.AsType[*genesis.Error](err)
		if !ok || genesis.MissingPart(err) != "redis" || strings.Contains(e.Message, "127.0.0.1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := store.Ready(t.Context())
	if !strings.Contains(err.Error(), "connection refused") {
		t.Error(err)
	}
}

// TestOwnMistakes checks that foreign data are reported as a defect, not as an absent part. A key of another type is
// named, because it is going to be repaired.
func TestOwnMistakes(t *testing.T) {
	s, operator := theirs(t)
	store := open(t, s, "main")
	do(t, operator, "SET", "ws:params", "text")
	if _, err := store.Params(t.Context()); genesis.MissingPart(err) != "redis" || !redisstore.IsBroken(err) ||
		!strings.Contains(err.Error(), "ws:params") {
		t.Errorf("WRONGTYPE: %v", err)
	}
	do(t, operator, "SET", "ws:tick", "text")
	if _, err := store.Tick(t.Context()); genesis.CodeOf(err) != genesis.CodeInternal {
		t.Errorf("no number: %v", err)
	}
}

// TestOldRedisIsRefused connects to a server that claims to be version 6.
func TestOldRedisIsRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				buffer := make([]byte, 4096)
				for {
					n, err := conn.Read(buffer)
					if err != nil {
						return
					}
					info := "redis_version:6.0.16\r\n"
					for command := range strings.SplitSeq(strings.ToLower(string(buffer[:n])), "*") {
						switch {
						case strings.Contains(command, "hello"):
							_, _ = fmt.Fprint(conn, "-ERR unknown command `HELLO`\r\n")
						case strings.Contains(command, "info"):
							_, _ = fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(info), info)
						case strings.Contains(command, "time"):
							_, _ = fmt.Fprint(conn, "*2\r\n$1\r\n1\r\n$1\r\n1\r\n")
						case command != "":
							_, _ = fmt.Fprint(conn, "+OK\r\n")
						}
					}
				}
			}()
		}
	}()
	_, err = redisstore.Open(t.Context(), "redis://"+l.Addr().String(), "main")
	if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), "Redis 6.0.16 is too old") {
		t.Errorf("version 6: %v", err)
	}
}

// TestWorldsAreNotNamedLikeKeys checks that no world's name can be a prefix of the default world's keys.
func TestWorldsAreNotNamedLikeKeys(t *testing.T) {
	for _, name := range []string{"ws", "ent", "evo", "blob", "meta", "engine", "view", "cmd", "feed", "ch"} {
		if _, err := redisstore.Connect("redis://127.0.0.1:1", name); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
