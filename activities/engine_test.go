package activities

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// bench is a small world in its loop, with its steps and its store.
type bench struct {
	*Engine
	t     *testing.T
	url   string
	redis *miniredis.Miniredis
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchOf(t, 0)
}

// newBenchOf returns a bench whose world keeps at most maxTraits traits; 0 means the default.
func newBenchOf(t *testing.T, maxTraits int) *bench {
	t.Helper()
	redis := miniredis.RunT(t)
	b := &bench{t: t, redis: redis, url: "redis://" + redis.Addr() + "/0"}
	store, err := redisstore.Open(t.Context(), b.url, "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	e := engine.New(engine.NewParams(), 1, engine.Options{
		Loader: sandbox.New(sandbox.DefaultLimits), Workers: 1, MaxTraits: maxTraits,
	})
	loop := engine.NewLoop(e, engine.LoopOptions{})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = loop.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	b.Engine = &Engine{World: "main", BootID: "boot", Loop: loop, Store: store, MutationsDir: t.TempDir(), Versions: 2}
	b.Mirror = b.writeRegistry
	return b
}

// writeRegistry does what the engine's process does, which is not part of these tests.
func (b *bench) writeRegistry(ctx context.Context) error {
	r := b.registry()
	return b.Store.WriteRegistry(ctx, r.Generation, r.Files(b.World))
}

var here = genesis.WorldRef{World: "main", CycleID: "cycle-main-000001"}

// source stores a program of a trait; n makes programs differ.
func (b *bench) source(name string, n string) genesis.SaveInput {
	b.t.Helper()
	file := traitFile(name, here.CycleID, genesis.EvolutionPlan{PlanID: "evo_plan_001", Description: "turn"}, "test",
		"func Execute(m *trait.Molbot) {\n\tm.Turn("+n+", 0.1)\n}")
	ref, err := b.Store.PutBlob(b.t.Context(), file, draftTTL)
	if err != nil {
		b.t.Fatal(err)
	}
	return genesis.SaveInput{
		WorldRef: here, Source: ref, TraitName: name, CodeHash: ref.SHA256, CanonicalHash: ref.SHA256, Model: "test",
		Plan: genesis.EvolutionPlan{PlanID: "evo_plan_001", Description: "turn"},
	}
}

func (b *bench) saved(in genesis.SaveInput) genesis.SaveResult {
	b.t.Helper()
	out, err := b.save(b.t.Context(), in)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) registry() (r engine.Registry) {
	b.t.Helper()
	if err := b.Loop.Inspect(b.t.Context(), func(e *engine.Engine) { r = e.Registry() }); err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) has(name string, version int) bool {
	for _, t := range b.registry().Traits {
		if t.Name == name && t.Version == version {
			return true
		}
	}
	return false
}

func (b *bench) status(id string) genesis.MutationStatus {
	b.t.Helper()
	m, err := b.Store.Mutation(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return m.Status
}

func (b *bench) files() []string {
	b.t.Helper()
	entries, err := os.ReadDir(b.MutationsDir)
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSaveIsIdempotent(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	first := b.saved(in)
	if again := b.saved(in); again != first || first.MutationID != "mut_spinner_v1" ||
		first.FilePath != "mutations/trait_spinner_v1.go" {
		t.Errorf("saved as %+v, then as %+v", first, again)
	}
	other := b.source("spinner", "2")
	other.CycleID = "cycle-main-000002"
	if next := b.saved(other); next.Version != 2 {
		t.Errorf("another program is version %d", next.Version)
	}
	data, err := os.ReadFile(filepath.Join(b.MutationsDir, "trait_spinner_v1.go"))
	if err != nil || !sandbox.Vet(data, sandbox.Options{}).OK {
		t.Errorf("file: %v\n%s", err, data)
	}
}

// TestSaveWaitsForADiskThatRefuses: a person can fix whatever the disk refuses, so the step is retried and says what it
// waits for.
func TestSaveWaitsForADiskThatRefuses(t *testing.T) {
	b := newBench(t)
	b.MutationsDir = filepath.Join(b.MutationsDir, "a_file")
	if err := os.WriteFile(b.MutationsDir, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := b.Save(t.Context(), b.source("spinner", "1"))
	e, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok || e.NonRetryable() || e.Type() != string(genesis.CodeUnavailable) ||
		!strings.Contains(e.Message(), "not a directory") || !strings.Contains(e.Message(), b.MutationsDir) ||
		!strings.Contains(e.Message(), "a file is in the way") {
		t.Errorf("saving into a file: %v, want what is in the way, and another try", err)
	}
	if err := os.Remove(b.MutationsDir); err != nil {
		t.Fatal(err)
	}
	if out, err := b.Save(t.Context(), b.source("spinner", "1")); err != nil || out.Version != 1 {
		t.Errorf("with the file away: version %d, %v", out.Version, err)
	}
	for _, no := range []error{fs.ErrPermission, syscall.EACCES, syscall.EROFS, syscall.ENOSPC, syscall.EDQUOT} {
		if err := classifyDiskError(fmt.Errorf("save: %w", no), "."); genesis.CodeOf(err) != genesis.CodeUnavailable ||
			missing(err) != genesis.PartDisk {
			t.Errorf("%v is %v", no, err)
		}
	}
	if err := classifyDiskError(syscall.EINTR, "."); !errors.Is(err, syscall.EINTR) {
		t.Errorf("an interruption became %v", err)
	}
}

// TestSaveFinishesWhatADeadRunBegan simulates an engine that dies between writing the record and announcing it.
func TestSaveFinishesWhatADeadRunBegan(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	b.saved(in)
	ready := make(chan []byte, 1)
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	go func() {
		_ = b.Store.Listen(ctx, redisstore.ChMutationReady, func(p []byte) {
			select {
			case ready <- p:
			default: // one message is enough
			}
		})
	}()
	for len(ready) == 0 && ctx.Err() == nil { // until the subscription is active
		b.saved(in)
		time.Sleep(10 * time.Millisecond)
	}
	if len(ready) == 0 || !strings.Contains(string(<-ready), "mut_spinner_v1") {
		t.Error("the second run did not announce the mutation")
	}
}

func TestSaveKeepsTheProgramForGood(t *testing.T) {
	b := newBench(t)
	in, draft := b.source("spinner", "1"), b.source("spinner", "2")
	b.saved(in)
	b.redis.FastForward(draftTTL + time.Hour)
	if _, err := b.Store.Blob(t.Context(), in.Source); err != nil {
		t.Errorf("the program of a mutation: %v", err)
	}
	if _, err := b.Store.Blob(t.Context(), draft.Source); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("a draft after its time: %v", err)
	}
}

func TestSaveNeverOverwritesAFile(t *testing.T) {
	b := newBench(t)
	path := filepath.Join(b.MutationsDir, "trait_spinner_v1.go")
	if err := os.WriteFile(path, []byte("// of a world whose records were lost"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := b.saved(b.source("spinner", "1")); out.Version != 2 {
		t.Errorf("saved as version %d over a file of another program", out.Version)
	}
}

func TestSaveKeepsTheLastVersionsAndTheLoadedOne(t *testing.T) {
	b := newBench(t)
	for i, n := range []string{"1", "2", "3", "4"} {
		in := b.source("spinner", n)
		in.CycleID = genesis.CycleID("main", i+1)
		out := b.saved(in)
		if i == 0 { // its cycle keeps the first one: it is in the world
			m, _ := b.Store.Mutation(t.Context(), out.MutationID)
			m.Status = genesis.StatusApplied
			if err := b.Store.SaveMutation(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := b.files()
	if len(got) != 3 || got[0] != "trait_spinner_v1.go" || got[1] != "trait_spinner_v3.go" ||
		got[2] != "trait_spinner_v4.go" {
		t.Errorf("files %v", got)
	}
	if b.status("mut_spinner_v2") != genesis.StatusValidated {
		t.Error("the record of a deleted file is gone")
	}
}

func TestLoadIsFenced(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	out := b.saved(in)
	now := b.registry().Generation
	load := genesis.LoadInput{
		WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Generation: now, Adoption: 0.5,
	}

	for name, wrong := range map[string]func(*genesis.LoadInput){
		"another world":      func(l *genesis.LoadInput) { l.World = "alpha" },
		"another program":    func(l *genesis.LoadInput) { l.CodeHash = "0" },
		"another generation": func(l *genesis.LoadInput) { l.Generation = now + 5 },
	} {
		bad := load
		wrong(&bad)
		if _, err := b.load(t.Context(), bad); err == nil || b.has("spinner", 1) {
			t.Errorf("%s: loaded (%v)", name, err)
		}
	}
	first, err := b.load(t.Context(), load)
	if err != nil || !b.has("spinner", 1) || b.status(out.MutationID) != genesis.StatusCanary {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := b.load(t.Context(), load)
	if err != nil || again.Generation != first.Generation || again.Tick != first.Tick {
		t.Errorf("loading it again: %+v, %v; want %+v", again, err, first)
	}
	version, files, err := b.Store.Registry(t.Context())
	if err != nil || version != first.Generation || files["spinner"] != "mutations/trait_spinner_v1.go" {
		t.Errorf("mirror: %d %v, %v", version, files, err)
	}
}

func TestKeepAndRollback(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	out := b.saved(in)
	ref := genesis.MutationRef{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash}
	load := genesis.LoadInput{
		WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Generation: b.registry().Generation, Adoption: 0.5,
	}
	if _, err := b.load(t.Context(), load); err != nil {
		t.Fatal(err)
	}
	r, err := b.canary(t.Context(), ref)
	if err != nil || !r.Loaded || r.Trait != "spinner" {
		t.Errorf("reading %+v, %v", r, err)
	}
	for range 2 {
		if err := b.keep(t.Context(), ref); err != nil || b.status(out.MutationID) != genesis.StatusApplied {
			t.Fatalf("keep: %v, status %s", err, b.status(out.MutationID))
		}
	}
	ref.Status, ref.Reason = genesis.StatusRolledBack, "a person's\nwish"
	for range 2 {
		if err := b.rollback(t.Context(), ref); err != nil || b.has("spinner", 1) ||
			b.status(out.MutationID) != genesis.StatusRolledBack {
			t.Fatalf("rollback: %v, status %s, loaded %v", err, b.status(out.MutationID), b.has("spinner", 1))
		}
	}
	if _, err := b.load(t.Context(), load); genesis.CodeOf(err) == "" && b.has("spinner", 1) {
		t.Error("a late repetition of the load brought it back")
	}
}

// TestOnlyKeepMakesRoom: in a full registry, a canary evicts no other trait before it is kept.
func TestOnlyKeepMakesRoom(t *testing.T) {
	b := newBenchOf(t, 1)
	canary := func(name string) genesis.MutationRef {
		t.Helper()
		in := b.source(name, "1")
		out := b.saved(in)
		if _, err := b.load(t.Context(), genesis.LoadInput{
			WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Generation: b.registry().Generation,
			Adoption: 0.5,
		}); err != nil {
			t.Fatal(err)
		}
		return genesis.MutationRef{
			WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Status: genesis.StatusRolledBack,
		}
	}
	if err := b.keep(t.Context(), canary("first")); err != nil {
		t.Fatal(err)
	}
	if err := b.rollback(t.Context(), canary("harmful")); err != nil || !b.has("first", 1) ||
		b.status("mut_first_v1") != genesis.StatusApplied {
		t.Errorf("after a canary that was rolled back: %v, %s, registry %+v", err, b.status("mut_first_v1"),
			b.registry().Traits)
	}
	if err := b.keep(t.Context(), canary("better")); err != nil || b.has("first", 1) ||
		b.status("mut_first_v1") != genesis.StatusRetired {
		t.Errorf("after a canary that was kept: %v, %s, registry %+v", err, b.status("mut_first_v1"), b.registry().Traits)
	}
}

// TestRollbackFindsWhatTheCycleNeverHeardOf simulates a cycle that is cancelled before it receives the result of Save.
func TestRollbackFindsWhatTheCycleNeverHeardOf(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	ref := genesis.MutationRef{WorldRef: here, CodeHash: in.CodeHash, Status: genesis.StatusRolledBack}
	if err := b.rollback(t.Context(), ref); err != nil {
		t.Errorf("nothing to undo: %v", err)
	}
	out := b.saved(in)
	if err := b.rollback(t.Context(), ref); err != nil || b.status(out.MutationID) != genesis.StatusRolledBack {
		t.Errorf("%v, status %s", err, b.status(out.MutationID))
	}
}

// TestRollbackByTheCycleAlone does what the supervisor requests after a cycle was terminated.
func TestRollbackByTheCycleAlone(t *testing.T) {
	for _, test := range []struct{ before, after genesis.MutationStatus }{
		{genesis.StatusCanary, genesis.StatusFailed}, {genesis.StatusApplied, genesis.StatusApplied},
	} {
		b := newBench(t)
		in := b.source("spinner", "1")
		out := b.saved(in)
		load := genesis.LoadInput{
			WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Generation: b.registry().Generation,
			Adoption: 0.5,
		}
		if _, err := b.load(t.Context(), load); err != nil {
			t.Fatal(err)
		}
		if test.before == genesis.StatusApplied {
			if err := b.keep(t.Context(), genesis.MutationRef{WorldRef: here, MutationID: out.MutationID,
				CodeHash: in.CodeHash}); err != nil {
				t.Fatal(err)
			}
		}
		err := b.rollback(t.Context(),
			genesis.MutationRef{WorldRef: here, Status: genesis.StatusFailed, Reason: "terminated"})
		if err != nil || b.status(out.MutationID) != test.after ||
			b.has("spinner", 1) != (test.after == genesis.StatusApplied) {
			t.Errorf("%s: %v, status %s, loaded %v", test.before, err, b.status(out.MutationID), b.has("spinner", 1))
		}
	}
}

func TestRecordClosesWhatIsOpen(t *testing.T) {
	b := newBench(t)
	stores := NewStores(b.url)
	defer stores.Close() // nothing is buffered
	c := NewCycles(stores, sandbox.Options{}, nil)
	record := func(in genesis.RecordInput) genesis.Cycle {
		t.Helper()
		if err := c.record(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		got, err := b.Store.Cycle(t.Context(), in.Cycle.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	now := time.Now().UTC()
	cycle := genesis.Cycle{
		ID: here.CycleID, World: "main", Stage: genesis.StageCanary, MutationIDs: []string{"mut_spinner_v1"}, StartedAt: now,
	}
	end := genesis.Cycle{
		ID: here.CycleID, World: "main", Stage: genesis.StageDone, Outcome: genesis.OutcomeFailed, Reason: "terminated",
		EndedAt: &now,
	}
	record(genesis.RecordInput{Cycle: cycle})
	for range 2 {
		got := record(genesis.RecordInput{Cycle: end, Closing: true})
		if got.Outcome != genesis.OutcomeFailed || got.Stage != genesis.StageDone || len(got.MutationIDs) != 1 ||
			got.EndedAt == nil {
			t.Errorf("closed as %+v", got)
		}
	}
	if id, err := b.Store.CurrentCycle(t.Context()); id != "" || err != nil {
		t.Errorf("current cycle %q, %v", id, err)
	}
	cycle.Outcome, cycle.Reason = genesis.OutcomeApplied, "kept"
	record(genesis.RecordInput{Cycle: cycle})
	if got := record(genesis.RecordInput{Cycle: end, Closing: true}); got.Outcome != genesis.OutcomeApplied {
		t.Errorf("a record that had ended became %+v", got)
	}
}

func TestRollbackGivesTheVersionBeforeBack(t *testing.T) {
	b := newBench(t)
	for i, n := range []string{"1", "2"} {
		in := b.source("spinner", n)
		in.CycleID = genesis.CycleID("main", i+1)
		if i == 1 {
			in.Parent = "mut_spinner_v1"
		}
		out := b.saved(in)
		if _, err := b.load(t.Context(), genesis.LoadInput{
			WorldRef: in.WorldRef, MutationID: out.MutationID, CodeHash: in.CodeHash, Generation: b.registry().Generation,
			Adoption: 0.5,
		}); err != nil {
			t.Fatal(err)
		}
		ref := genesis.MutationRef{
			WorldRef: in.WorldRef, MutationID: out.MutationID, CodeHash: in.CodeHash, Status: genesis.StatusRolledBack,
		}
		if i == 0 {
			if err := b.keep(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
			continue
		}
		m, _ := b.Store.Mutation(t.Context(), out.MutationID)
		if got := b.before(t.Context(), m); got != "spinner_v1" {
			t.Errorf("rollback_to %q", got)
		}
		if err := b.rollback(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
	}
	if !b.has("spinner", 1) || b.has("spinner", 2) || b.status("mut_spinner_v1") != genesis.StatusApplied {
		t.Errorf("registry %+v", b.registry().Traits)
	}
}

func TestObserveForksTheWorld(t *testing.T) {
	b := newBench(t)
	o, err := b.observe(t.Context(), here)
	if err != nil || o.Generation != b.registry().Generation || o.BootID != "boot" || o.Params["temperature"] != 20 ||
		o.Vitals.Entities == 0 {
		t.Fatalf("%+v, %v", o, err)
	}
	fork, err := b.Store.Blob(t.Context(), o.Fork)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Restore(fork, engine.Options{Workers: 1})
	if err != nil || e.Now() != o.Tick {
		t.Errorf("the fork is at tick %v, %v", e, err)
	}
	if _, err := b.observe(t.Context(), genesis.WorldRef{World: "alpha"}); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("another world: %v", err)
	}
}

// TestRollbackWithoutARecord: a lost record, or an unavailable Redis, does not keep a trait in the world; it is
// unloaded by name, version and hash.
func TestRollbackWithoutARecord(t *testing.T) {
	for _, how := range []string{"flushed", "flushed, by a person", "another program", "away"} {
		t.Run(how, func(t *testing.T) {
			b := newBench(t)
			in := b.source("turner", "1")
			saved := b.saved(in)
			ref := genesis.MutationRef{WorldRef: here, MutationID: saved.MutationID, CodeHash: in.CodeHash, Reason: "a test"}
			if _, err := b.load(t.Context(), genesis.LoadInput{WorldRef: here, MutationID: saved.MutationID,
				CodeHash: in.CodeHash, Adoption: 0.5}); err != nil {
				t.Fatal(err)
			}
			if how == "flushed, by a person" {
				if err := b.keep(t.Context(), ref); err != nil {
					t.Fatal(err)
				}
			}
			switch how {
			case "away":
				b.redis.SetError("LOADING Redis is loading the dataset in memory")
			case "another program":
				m, err := b.Store.Mutation(t.Context(), saved.MutationID)
				if err != nil {
					t.Fatal(err)
				}
				m.Hash = strings.Repeat("0", 64)
				if err := b.Store.SaveMutation(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			default:
				b.redis.FlushAll()
			}
			var err error
			if how == "flushed, by a person" {
				_, err = b.revert(t.Context(),
					genesis.RevertInput{WorldRef: here, RollbackRequest: genesis.RollbackRequest{MutationID: saved.MutationID}})
			} else {
				err = b.rollback(t.Context(), ref)
			}
			if code := genesis.CodeOf(err); how == "away" && code != genesis.CodeUnavailable || how != "away" && err != nil {
				t.Errorf("the rollback says %v", err)
			}
			world, err := b.Engine.registry(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, loaded := range world.Traits {
				if loaded.Name == "turner" {
					t.Error("the trait is still in the world")
				}
			}
		})
	}
}

// TestTheNextVersionIsNotTakenFromAnEmptyRedis: the next version is higher than all that the files and the engine know.
func TestTheNextVersionIsNotTakenFromAnEmptyRedis(t *testing.T) {
	b := newBench(t)
	var last genesis.SaveResult
	for n := range 5 { // the bench keeps the files of two
		in := b.source("turner", fmt.Sprint(n+1))
		in.CycleID = fmt.Sprint("cycle-main-00000", n)
		last = b.saved(in)
	}
	b.redis.FlushAll()
	in := b.source("turner", "6")
	if out := b.saved(in); out.Version != last.Version+1 {
		t.Errorf("after version %d and a flush comes version %d", last.Version, out.Version)
	}
	b.redis.FlushAll()
	in = b.source("spinner", "1")
	load := command.Load{
		Name:    "spinner",
		Version: 9,
		Source: string(
			traitFile("spinner", "c", genesis.EvolutionPlan{}, "m", "func Execute(m *trait.Molbot) {\n\tm.Turn(2, 0.1)\n}"),
		),
		Heritable: true,
	}
	if _, err := engine.Do(t.Context(), b.Loop, "", load); err != nil {
		t.Fatal(err)
	}
	if out := b.saved(in); out.Version != 10 {
		t.Errorf("beside a loaded version 9 comes version %d", out.Version)
	}
}
