package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestReplayWithoutTemporal replays a cycle from the archive while Temporal does not answer at all.
func TestReplayWithoutTemporal(t *testing.T) {
	url := "redis://" + miniredis.RunT(t).Addr() + "/0"
	store, err := redisstore.Open(t.Context(), url, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	data, err := os.ReadFile("../../worker/testdata/histories/2026-11-26/kept.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SaveHistory(t.Context(), "cycle-main-000001", data); err != nil {
		t.Fatal(err)
	}
	replay := func(what string) (int, string) {
		var out, said bytes.Buffer
		p := &program{stdout: &out, stderr: &said, environ: []string{"GENESIS_REDIS_URL=" + url,
			"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1"}}
		code := p.run(t.Context(), []string{"replay", what})
		return code, out.String() + said.String()
	}
	if code, said := replay("1"); code != 0 || !strings.Contains(said, "today's code makes the same decisions") {
		t.Errorf("%d: %s", code, said)
	}
	if code, said := replay(genesis.CycleID("main", 2)); code == 0 || !strings.Contains(said, "is not archived") {
		t.Errorf("%d: %s", code, said)
	}
}
