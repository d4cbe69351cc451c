package activities

import (
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestRevertWhileRedisTakesNoWrites: a rollback whose record can't be written changes nothing in the world, and works when it can.
func TestRevertWhileRedisTakesNoWrites(t *testing.T) {
	b := newBench(t)
	server := realRedis(t)
	store, err := redisstore.Open(t.Context(), "redis://"+server.Options().Addr+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b.Store = store
	in := b.source("spinner", "1")
	out := b.saved(in)
	if _, err := b.load(t.Context(), genesis.LoadInput{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Adoption: 0.5}); err != nil {
		t.Fatal(err)
	}
	if err := b.keep(t.Context(), genesis.MutationRef{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash}); err != nil {
		t.Fatal(err)
	}
	revert := genesis.RevertInput{WorldRef: here, RollbackRequest: genesis.RollbackRequest{MutationID: out.MutationID, By: "user"}}
	server.ConfigSet(t.Context(), "min-replicas-to-write", "1")
	if _, err := b.revert(t.Context(), revert); genesis.CodeOf(err) != genesis.CodeUnavailable {
		t.Errorf("Redis takes no writes: %v", err)
	}
	if !b.has("spinner", 1) || b.status(out.MutationID) != genesis.StatusApplied {
		t.Error("the world was changed, and its record was not")
	}
	server.ConfigSet(t.Context(), "min-replicas-to-write", "0")
	if _, err := b.revert(t.Context(), revert); err != nil || b.has("spinner", 1) || b.status(out.MutationID) != genesis.StatusRolledBack {
		t.Errorf("Redis takes writes: %v, %s", err, b.status(out.MutationID))
	}
}

// realRedis is a redis-server that ends with the test.
func realRedis(t *testing.T) *redis.Client {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
			t.Fatal("this test needs redis-server 7: install the package redis-server")
		}
		t.Skip("SKIPPED: this test needs redis-server 7: install the package redis-server")
	}
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + strconv.Itoa(port), MaxRetries: -1})
	t.Cleanup(func() { _ = client.Close() })
	for deadline := time.Now().Add(20 * time.Second); client.Ping(t.Context()).Err() != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("redis-server does not answer")
		}
	}
	return client
}
