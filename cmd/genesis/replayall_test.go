package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestReplayAll replays an archive of many cycles, in which one decides differently, one is damaged and one is missing.
func TestReplayAll(t *testing.T) {
	redis := miniredis.RunT(t)
	store, err := redisstore.Open(t.Context(), "redis://"+redis.Addr()+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	paths, err := filepath.Glob("../../worker/testdata/histories/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	archive := func(data []byte) {
		t.Helper()
		n++
		id := genesis.CycleID("main", n)
		if err := store.SaveCycle(t.Context(), genesis.Cycle{ID: id, World: "main",
			Outcome: genesis.OutcomeApplied}); err != nil {
			t.Fatal(err)
		}
		if data == nil {
			return
		}
		if err := store.SaveHistory(t.Context(), id, data); err != nil {
			t.Fatal(err)
		}
	}
	all := func() (int, string, string) {
		var out, errs bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs,
			environ: []string{"GENESIS_REDIS_URL=redis://" + redis.Addr() + "/0"}}
		return p.run(t.Context(), []string{"replay", "--all"}), out.String(), errs.String()
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		archive(data)
	}
	whole := n
	archive(nil)
	status, out, errs := all()
	if status != 0 || !regexp.MustCompile(`(?m)^world main: `+regexp.QuoteMeta(strconv.Itoa(whole))+
		` archived cycles`).MatchString(out) ||
		!strings.Contains(out, "1 ended cycles have no archived history") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	data, err := os.ReadFile(recordedCycle)
	if err != nil {
		t.Fatal(err)
	}
	archive(regexp.MustCompile(`"name": *"Vet"`).ReplaceAll(data, []byte(`"name":"Guess"`)))
	archive([]byte("rubbish"))
	status, out, errs = all()
	if status != 1 || !strings.Contains(errs, "2 cycles") || !strings.Contains(out, genesis.CycleID("main", n-1)+
		": today's workflow code decides otherwise") ||
		!strings.Contains(out, genesis.CycleID("main", n)+": not a history") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}
