package routine

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// program returns a script that stands in for this program.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "genesis")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func work(t *testing.T, script string) (*Work, *testsuite.TestActivityEnvironment) {
	t.Helper()
	w := &Work{Settings: config.Settings{World: "main", DataDir: t.TempDir()},
		Log:     slog.New(slog.NewTextHandler(t.Output(), nil)),
		Program: program(t, script), Environ: []string{"PATH=" + os.Getenv("PATH")}}
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(w.backup)
	return w, env
}

func TestOldBackupsGo(t *testing.T) {
	t.Parallel()
	w, env := work(t, `[ "$1" = backup ] && echo packed > "$2"`)
	dir := filepath.Join(w.Settings.DataDir, "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"genesis-main-20200101-000000.tar.gz", "genesis-main-20200102-000000.tar.gz", "genesis-main-20200103-000000.tar.gz",
		"genesis-main-2-20200101-000000.tar.gz", "genesis-main-before-restore-20200101-000000.tar.gz", "mine.tar.gz",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	value, err := env.ExecuteActivity(w.backup, genesis.RoutineInput{World: "main", Name: "n", Does: genesis.RoutineBackup,
		Keep: 2})
	var out genesis.RoutineResult
	if err != nil || value.Get(&out) != nil {
		t.Fatal(err)
	}
	if out.Removed != 2 || out.Bytes != 7 || !strings.HasPrefix(out.File, dir) {
		t.Errorf("%+v", out)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 5 {
		t.Errorf("left: %v, %v", entries, err)
	}
	for _, stays := range []string{"genesis-main-20200103-000000.tar.gz", filepath.Base(out.File),
		"genesis-main-2-20200101-000000.tar.gz", "mine.tar.gz"} {
		if _, err := os.Stat(filepath.Join(dir, stays)); err != nil {
			t.Error(err)
		}
	}
}

func TestBackupThatFails(t *testing.T) {
	t.Parallel()
	w, env := work(t, "echo begun >&2; echo 'genesis: Redis does not answer' >&2; exit 1")
	dir := filepath.Join(w.Settings.DataDir, "backups")
	old := filepath.Join(dir, "genesis-main-20200101-000000.tar.gz")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := env.ExecuteActivity(w.backup, genesis.RoutineInput{World: "main", Name: "n", Does: genesis.RoutineBackup,
		Keep: 1})
	if err == nil || !strings.Contains(err.Error(), "Redis does not answer") || strings.Contains(err.Error(), "begun") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(old); err != nil {
		t.Errorf("a backup that failed has removed an older one: %v", err)
	}
}
