package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestBenchCycle measures one short cycle, whatever its outcome, and checks that the measurement leaves nothing behind.
func TestBenchCycle(t *testing.T) {
	s := newSystem(t, "GENESIS_CANARY_TICKS=300", "GENESIS_TRIAL_PAIRS=2", "GENESIS_TRIAL_MAX_PAIRS=2",
		"TMPDIR="+t.TempDir())
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "bench", "cycle", "--cycles", "1", "--no-ops", "1", "--trial-ticks", "60", "--tick-ms", "4",
		"--grow", "200", "--json")
	cmd.Env, cmd.Dir = s.env, s.dir
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(said.String(), 4000))
	}
	var report struct {
		Complete bool
		Cycles   []struct {
			Outcome                     genesis.Outcome
			Took, Model, Rest           int64
			Steps, Pairs, Events, Bytes int
			NoOps                       []int64 `json:"no_ops"`
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !report.Complete || len(report.Cycles) != 1 {
		t.Fatalf("not one cycle: %s", out)
	}
	c := report.Cycles[0]
	if !slices.Contains(genesis.Outcomes, c.Outcome) || c.Model <= 0 || c.Rest <= 0 || c.Took <= c.Rest || c.Steps < 8 ||
		c.Events < 3*c.Steps || c.Bytes < 1000 || len(c.NoOps) != 1 || c.NoOps[0] <= 0 {
		t.Errorf("these are no figures of a cycle: %s", out)
	}
	for _, kv := range s.env {
		if dir, ok := strings.CutPrefix(kv, "TMPDIR="); ok {
			if left, err := filepath.Glob(filepath.Join(dir, "genesis-bench-*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, "data")); err == nil {
		t.Error("it wrote to the caller's data folder")
	}
}
