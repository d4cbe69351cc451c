package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// moved starts a world and moves its data folder away while it runs.
func moved(t *testing.T) (r *rig, data string) {
	t.Helper()
	dir := t.TempDir()
	data = filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	r = start(t, data, "GENESIS_MUTATIONS_DIR="+filepath.Join(dir, "mutations"))
	r.do(command.SetParam{Name: "temperature", Value: 21})
	if err := os.Rename(data, data+".away"); err != nil {
		t.Fatal(err)
	}
	reply := r.checkpoint()
	if reply == nil || reply.Code != genesis.CodeUnavailable ||
		!strings.Contains(reply.Message, data+"/worlds/main is gone") ||
		!strings.Contains(reply.Message, "put the folder back") {
		t.Errorf("a checkpoint says %v", reply)
	}
	before := r.tick()
	r.await("the world to go on", func() bool { return r.tick() > before })
	r.do(command.SetParam{Name: "temperature", Value: 22})
	return r, data
}

func (r *rig) checkpoint() *genesis.Error {
	reply, err := r.store.SendCommand(r.t.Context(), command.Command{Payload: command.Checkpoint{}})
	if err != nil && reply.Err == nil {
		return asError(err)
	}
	return reply.Err
}

// goesOn stops the world and restarts it from what is in the folder.
func (r *rig) goesOn(data string) {
	r.t.Helper()
	tick := r.tick()
	if err := r.stop(); err != nil {
		r.t.Errorf("the stop: %v", err)
	}
	again := start(r.t, data)
	defer again.stop() //nolint:errcheck // it is looked at above
	if now := again.tick(); now < tick {
		r.t.Errorf("it goes on at tick %d after %d", now, tick)
	}
	again.await("the parameters, with the temperature of before", func() bool { return again.param("temperature") == 23 })
}

// TestADataFolderThatIsMovedAwayIsNamed: the missing folder is named in errors, and used again once it is back.
func TestADataFolderThatIsMovedAwayIsNamed(t *testing.T) {
	r, data := moved(t)
	if err := os.Rename(data+".away", data); err != nil {
		t.Fatal(err)
	}
	r.do(command.SetParam{Name: "temperature", Value: 23})
	if reply := r.checkpoint(); reply != nil {
		t.Errorf("back again, a checkpoint says %v", reply)
	}
	r.goesOn(data)
}

// TestADataFolderThatIsReplacedIsWrittenAgain: an empty folder gets the journal and a checkpoint.
func TestADataFolderThatIsReplacedIsWrittenAgain(t *testing.T) {
	r, data := moved(t)
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	written := func() bool {
		found, _ := filepath.Glob(filepath.Join(data, "worlds/main/*.genesis"))
		return len(found) > 0
	}
	for deadline := time.Now().Add(time.Minute); !written(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is written into the new folder")
		}
	}
	r.do(command.SetParam{Name: "temperature", Value: 23})
	if reply := r.checkpoint(); reply != nil {
		t.Errorf("in the new folder a checkpoint says %v", reply)
	}
	r.goesOn(data)
}

// TestAnotherWorldsFolderIsLeftAlone: another folder in place of the world's is not written to.
func TestAnotherWorldsFolderIsLeftAlone(t *testing.T) {
	r, data := moved(t)
	world := filepath.Join(data, "worlds/main")
	if err := os.MkdirAll(world, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(world, journalFile), []byte("theirs\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if reply := r.checkpoint(); reply == nil || reply.Code != genesis.CodeUnavailable ||
		!strings.Contains(reply.Message, "another world's files") {
		t.Errorf("a checkpoint says %v", reply)
	}
	entries, err := os.ReadDir(world)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(data+".away", data); err != nil {
		t.Fatal(err)
	}
	r.do(command.SetParam{Name: "temperature", Value: 23})
	r.goesOn(data)
}
