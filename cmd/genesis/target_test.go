package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
)

func TestTarget(t *testing.T) {
	data := t.TempDir()
	var stderr bytes.Buffer
	p := &program{stderr: &stderr, environ: []string{"GENESIS_DATA_DIR=" + data}}
	tell := func(pid int) {
		t.Helper()
		text, err := json.Marshal(devstack.Running{
			PID: pid, World: "alpha", HTTP: "http://127.0.0.1:8100", Redis: "redis://127.0.0.1:6400/0",
			Temporal: "127.0.0.1:7300",
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(data, "running.json"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tell(os.Getpid())
	s, err := p.target()
	if err != nil || s.World != "alpha" || s.RedisURL != "redis://127.0.0.1:6400/0" ||
		s.TemporalAddress != "127.0.0.1:7300" ||
		s.HTTPAddr != "127.0.0.1:8100" {
		t.Errorf("the running system: %+v, %v", s, err)
	}
	if want := "world alpha, which `genesis up` runs at http://127.0.0.1:8100"; !strings.Contains(stderr.String(), want) {
		t.Errorf("stderr %q lacks %q", stderr.String(), want)
	}
	p.environ = append(p.environ, "GENESIS_REDIS_URL=redis://other:6379/0", "GENESIS_WORLD=beta")
	if s, err = p.target(); err != nil || s.RedisURL != "redis://other:6379/0" || s.World != "beta" {
		t.Errorf("what was set must win: %+v, %v", s, err)
	}
	p.environ = p.environ[:1]
	tell(1 << 30) // no process has this id
	stderr.Reset()
	if s, err = p.target(); err != nil || s.World != "main" || s.RedisURL != "" || stderr.Len() > 0 {
		t.Errorf("the file of an up that was killed counts: %+v, %v, %q", s, err, stderr.String())
	}
}
