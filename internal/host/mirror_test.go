package host

import (
	"strconv"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// After Redis lost its data, the engine restores within seconds what it owns, including the records of loaded traits.
func TestARedisThatLostItsDataIsWrittenAgain(t *testing.T) {
	r := start(t, t.TempDir())
	r.do(command.Load{
		Name: "spinner", Version: 7, Source: spinner, Heritable: true, MutationID: "mut_spinner_v7",
	})
	r.do(command.Checkpoint{})
	r.redis.FlushAll()
	ctx := t.Context()
	r.await("all that the engine owns", func() bool {
		m, noRecord := r.store.Mutation(ctx, "mut_spinner_v7")
		_, files, noRegistry := r.store.Registry(ctx)
		ids, noMolbots := r.store.EntityIDs(ctx)
		source, noSource := r.store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
		kept, noList := r.store.Checkpoints(ctx)
		return noRecord == nil && noRegistry == nil && noMolbots == nil && noSource == nil && noList == nil &&
			m.Version == 7 && m.Status == genesis.StatusApplied && len(files) == 1 && len(ids) > 0 &&
			string(source) == spinner &&
			len(kept) > 0 && r.param("temperature") == 20
	})
	next, err := r.store.NextVersion(ctx, "spinner")
	if err != nil || next != 8 {
		t.Errorf("the next version is %d, %v; want 8", next, err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// A molbot that is being looked at is up to date at the second look, however rarely all molbots are mirrored.
func TestAMolbotThatIsLookedAtIsFresh(t *testing.T) {
	r := start(t, t.TempDir(), "GENESIS_MIRROR_INTERVAL_SEC=3600")
	var id string
	r.await("molbots", func() bool {
		ids, err := r.store.EntityIDs(t.Context())
		if err == nil && len(ids) > 0 {
			id = ids[0]
		}
		return id != ""
	})
	first, err := r.store.Entity(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	r.await("a fresh look", func() bool {
		e, err := r.store.Entity(t.Context(), id)
		return err != nil || e.Age > first.Age
	})
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// A pin is first a command and then a change of the record. If the record could not be written, it must follow later.
func TestRecordsFollowThePins(t *testing.T) {
	r := start(t, t.TempDir())
	ctx := t.Context()
	load := command.Load{Name: "spinner", Version: 7, Source: spinner, Heritable: true, MutationID: "mut_spinner_v7"}
	r.do(load)
	record := genesis.Mutation{ID: "mut_spinner_v7", TraitName: "spinner", Version: 7, Status: genesis.StatusApplied}
	save := func() {
		if err := r.store.SaveMutation(ctx, record); err != nil {
			t.Fatal(err)
		}
	}
	pinned := func() bool {
		m, err := r.store.Mutation(ctx, record.ID)
		return err == nil && m.Pinned
	}
	save()
	named := command.TraitRef{Name: "spinner", Version: 7}
	r.do(command.Pin{Trait: named, Pinned: true})
	r.await("a record that says pinned", pinned)
	r.do(command.Pin{Trait: named})
	r.await("a record that says pinned no more", func() bool { return !pinned() })
	r.do(command.Pin{Trait: named, Pinned: true})
	r.await("a record that says pinned again", pinned)
	save() // the old record again, as if the write after the command had failed
	r.redis.SetError("MISCONF Errors writing to the AOF file")
	time.Sleep(2 * time.Second)
	r.redis.SetError("")
	r.await("a record that says pinned once Redis takes writes", pinned)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// The first reader of molbots after a long pause gets current data: for all of them, or for one and its kin.
func TestTheFirstLookIsFresh(t *testing.T) {
	r := start(t, t.TempDir(), "GENESIS_MIRROR_INTERVAL_SEC=3600")
	ctx := t.Context()
	var ids []string
	r.await("molbots", func() bool {
		ids, _ = r.store.EntityIDs(ctx)
		return len(ids) > 1
	})
	began := r.tick()
	before := map[string]uint64{} // ages
	for _, id := range ids[:2] {
		e, err := r.store.Entity(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		before[id] = e.Age
	}
	older := func(id string) {
		t.Helper()
		if e, err := r.store.Entity(ctx, id); err != nil || e.Age < before[id]+120 {
			t.Errorf("a molbot that was %d ticks old is %d after 180 more, %v", before[id], e.Age, err)
		}
	}
	r.await("time to pass", func() bool { return r.tick() > began+180 })
	r.do(command.Family{Molbot: ids[0]})
	older(ids[0])
	minuteAgo := time.Now().Add(-time.Minute).UnixMilli()
	if err := r.redis.Set("meta:mirrored", strconv.FormatInt(minuteAgo, 10)); err != nil {
		t.Fatal(err)
	}
	if age, err := r.store.FreshEntities(ctx); err != nil || age > redisstore.EntitiesFresh {
		t.Errorf("the mirror is %v old, %v", age, err)
	}
	older(ids[1])
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
