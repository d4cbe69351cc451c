package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// olderCheckpoint is a checkpoint as version 4 had it: without the state that the hash leaves out.
func olderCheckpoint(t *testing.T, b []byte) []byte {
	t.Helper()
	state, _, err := verified(b)
	if err != nil {
		t.Fatal(err)
	}
	old := append([]byte(checkpointMagic), 4, 0, 0, 0)
	old = append(old, state...)
	sum := sha256.Sum256(old)
	return append(old, sum[:]...)
}

// bitten is a world in which molbots bite each other, and its newest checkpoint.
func bitten(t *testing.T) (*Engine, []byte) {
	t.Helper()
	e := New(NewParams(), 3, Options{Loader: shelf{}})
	t.Cleanup(e.Close)
	bite := command.Load{Name: "bite", Version: 1, Source: "bite"}
	for _, c := range []command.Payload{bite, command.Adopt{Trait: bite.Ref(), Share: .5}} {
		p, err := e.Prepare(command.Command{Payload: c})
		if err != nil {
			t.Fatal(err)
		}
		if reply := e.Apply(p); reply.Err != nil {
			t.Fatal(reply.Err)
		}
	}
	for range 600 {
		e.Tick(Input{})
	}
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	return e, b
}

// TestCheckpointKeepsWhatTheHashLeavesOut restores a world in which molbots were bitten.
func TestCheckpointKeepsWhatTheHashLeavesOut(t *testing.T) {
	e, b := bitten(t)
	if HashOf(b) != e.Hash() {
		t.Error("the hash of the checkpoint is not that of the world")
	}
	again := restored(t, b)
	differ := 0
	for i, tick := range e.w.Bots.Bitten {
		if again.w.Bots.Bitten[i] != tick {
			t.Fatalf("slot %d was bitten at %d, after the restore at %d", i, tick, again.w.Bots.Bitten[i])
		}
		if tick != e.w.Bots.Born[i] {
			differ++
		}
	}
	if differ == 0 {
		t.Error("no living molbot was bitten")
	}
}

// TestOlderCheckpointIsRead restores a world from a checkpoint of version 4, which goes on with the same hashes.
func TestOlderCheckpointIsRead(t *testing.T) {
	e, b := bitten(t)
	old := olderCheckpoint(t, b)
	if HashOf(old) != e.Hash() {
		t.Error("the hash of the older checkpoint is not that of the world")
	}
	again := restored(t, old)
	for i, tick := range again.w.Bots.Bitten {
		if tick != again.w.Bots.Born[i] {
			t.Fatalf("slot %d was bitten at %d, which the older checkpoint can't say", i, tick)
		}
	}
	for range 200 { // no trait of this world feels bites
		e.Tick(Input{})
		again.Tick(Input{})
	}
	if e.Hash() != again.Hash() {
		t.Error("the world of the older checkpoint goes another way")
	}
}

// TestUnhashedStateOfBadLength damages the length at the end of a checkpoint, and corrects its sum.
func TestUnhashedStateOfBadLength(t *testing.T) {
	_, b := bitten(t)
	body := b[:len(b)-sha256.Size]
	for _, length := range []uint32{0, 1, 5, uint32(len(body)), 1 << 31, 1<<32 - 1} {
		bad := append([]byte(nil), body...)
		binary.LittleEndian.PutUint32(bad[len(bad)-4:], length)
		sum := sha256.Sum256(bad)
		if e, err := Restore(append(bad, sum[:]...), Options{Loader: shelf{}}); err == nil {
			e.Close()
			t.Errorf("a checkpoint with %d bytes at its end was read", length)
		}
	}
}

func restored(t *testing.T, b []byte) *Engine {
	t.Helper()
	e, err := Restore(b, Options{Loader: shelf{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}
