package e2e

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// backUp backs up the running system to a file.
func backUp(t *testing.T, s *system) (file, said string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "world.tar.gz")
	said, code := s.run(t, []string{"GENESIS_REDIS_URL=" + s.reported(t, "Redis")}, "backup", file)
	if code != 0 {
		t.Fatalf("genesis backup ended with %d:\n%s", code, said)
	}
	return file, said
}

// checkRestored restores a backup into new folders and starts there: world, trait and history must be the same.
func checkRestored(t *testing.T, file, said string, m genesis.Mutation, c genesis.Cycle) {
	t.Helper()
	s := newSystem(t)
	out, code := s.run(t, nil, "restore", file)
	was := regexp.MustCompile(`at tick \d+, hash [0-9a-f]{16}`).FindString(said)
	if is := regexp.MustCompile(`at tick \d+, hash [0-9a-f]{16}`).FindString(out); code != 0 || was == "" || is != was {
		t.Fatalf("genesis restore ended with %d:\n%s\nbut the backup said:\n%s", code, out, said)
	}
	s.start(t)
	if now := get[genesis.Mutation](t, s, "/api/mutations/"+m.ID); now.Hash != m.Hash || now.Status != m.Status {
		t.Errorf("the mutation became %+v", now)
	}
	if now := get[genesis.Cycle](t, s, "/api/evolution/cycles/"+c.ID); now.Outcome != c.Outcome {
		t.Errorf("the cycle became %+v", now)
	}
	checkBearers(t, s, m)
	s.stop(t)
}
