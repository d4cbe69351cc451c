package doctor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// view holds the contents of all parts at about the same time.
type view struct {
	world      string
	loaded     genesis.LoadedTraits
	mirror     map[string]string // name → file
	mirrored   int64             // generation of the mirror
	mutations  []genesis.Mutation
	files      map[string]string // path as in the records → SHA-256
	cycles     []genesis.Cycle
	endings    map[string]supervisor.Ending // relevant cycles; absent if Temporal does not know one
	supervisor *genesis.SupervisorState     // nil before the first trigger
	current    string
}

// page is the number of records read at once.
const page = 200

// readView reads everything. It asks Temporal about cycles first, because Temporal is the last to change when a cycle
// ends.
func (d *doctor) readView(ctx context.Context) (*view, error) {
	v := &view{world: d.World, files: map[string]string{}, endings: map[string]supervisor.Ending{}}
	if err := d.readRecords(ctx, v); err != nil {
		return nil, err
	}
	if err := d.readTemporal(ctx, v); err != nil {
		return nil, err
	}
	if err := d.readRecords(ctx, v); err != nil {
		return nil, err
	}
	reply, err := redisstore.Ask(ctx, d.store, command.ListLoaded{})
	if err != nil {
		return nil, fmt.Errorf("ask the engine what is loaded: %w", err)
	}
	v.loaded = reply.Data
	if v.mirrored, v.mirror, err = d.store.Registry(ctx); err != nil {
		return nil, err
	}
	return v, d.readFiles(v)
}

func (d *doctor) readRecords(ctx context.Context, v *view) (err error) {
	v.mutations, v.cycles = nil, nil
	for cursor, more := "", true; more; more = cursor != "" {
		var some []genesis.Mutation
		if some, cursor, err = d.store.Mutations(ctx, "", page, cursor); err != nil {
			return err
		}
		v.mutations = append(v.mutations, some...)
	}
	for cursor, more := "", true; more; more = cursor != "" {
		var some []genesis.Cycle
		if some, cursor, err = d.store.Cycles(ctx, page, cursor); err != nil {
			return err
		}
		v.cycles = append(v.cycles, some...)
	}
	v.current, err = d.store.CurrentCycle(ctx)
	return err
}

// readTemporal asks about the cycles whose record has not ended or whose mutation is not settled.
func (d *doctor) readTemporal(ctx context.Context, v *view) error {
	ask := map[string]bool{}
	for _, c := range v.cycles {
		ask[c.ID] = ask[c.ID] || c.Outcome == ""
	}
	for _, m := range v.mutations {
		ask[m.CycleID] = ask[m.CycleID] || m.Status == genesis.StatusCanary || m.Status == genesis.StatusValidated
	}
	state, err := d.temporal.State(ctx, d.World)
	switch {
	case err == nil:
		v.supervisor = &state
		ask[state.Running] = state.Running != ""
	case genesis.CodeOf(err) != genesis.CodeNotFound:
		return fmt.Errorf("ask the supervisor: %w", err)
	}
	for id, wanted := range ask {
		if !wanted || id == "" {
			continue
		}
		ending, err := d.temporal.Ending(ctx, id)
		if genesis.CodeOf(err) == genesis.CodeNotFound {
			continue
		}
		if err != nil {
			return fmt.Errorf("ask Temporal about %s: %w", id, err)
		}
		v.endings[id] = ending
	}
	return nil
}

func (d *doctor) readFiles(v *view) error {
	found, err := filepath.Glob(filepath.Join(d.mutationsFolder(), "trait_*_v*.go"))
	if err != nil {
		return fmt.Errorf("list the files of mutations: %w", err)
	}
	for _, file := range found {
		data, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read a mutation's file: %w", err)
		}
		sum := sha256.Sum256(data)
		v.files[filepath.Base(file)] = hex.EncodeToString(sum[:])
	}
	return nil
}

func (d *doctor) mutationsFolder() string { return genesis.MutationsFolder(d.MutationsDir, d.World) }

// fileOf returns the name of a record's file without its folder.
func fileOf(m genesis.Mutation) string { return path.Base(m.FilePath) }
