package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Registry lists the loaded traits.
type Registry struct {
	Generation int64                 // incremented by each change
	Traits     []genesis.LoadedTrait // newest first
}

// Files maps the name of each generated trait to the file of its newest version. During a canary, that is the version
// in canary and not the one before.
func (r Registry) Files(world string) map[string]string {
	files := map[string]string{}
	for _, t := range slices.Backward(r.Traits) {
		if t.Generated {
			files[t.Name] = genesis.MutationPath(world, t.Name, t.Version)
		}
	}
	return files
}

// entry is a loaded trait. Its index in registry.entries is its bit in the masks of molbots.
type entry struct {
	name       string
	version    int
	mutationID string
	source     string
	codeHash   string
	generated  bool
	heritable  bool
	waiting    bool // replaced by a newer version that is still in its canary
	pinned     bool // never retired to make room
	score      float64
	seq        uint64
	loadedAt   uint64
	total      tally // since it was loaded
	period     tally // since the last snapshot
	lastFault  string
	key        world.TickKey // key of its random numbers in this tick
	piece      int           // runs that are done at once under a watch
	refusal    error         // error of the loader; the trait is then mute: it is loaded but does nothing

	factory  trait.Factory
	programs []trait.Program // one for each worker
}

// tally counts runs.
type tally struct{ calls, faults, fuel int64 }

func (t *tally) add(o tally) {
	t.calls += o.calls
	t.faults += o.faults
	t.fuel += o.fuel
}

// mute reports whether the trait does nothing because the loader rejects it.
func (t *entry) mute() bool { return t.refusal != nil }

func (t *entry) close() {
	for _, p := range t.programs {
		p.Close()
	}
	t.programs = nil
}

// registry holds the loaded traits.
type registry struct {
	generation int64
	seq        uint64
	entries    [world.MaxTraits]*entry
	order      []int // bits of the traits that run, newest first
}

// size is the approximate memory of all loaded programs [bytes].
func (r *registry) size() (bytes uint64) {
	for _, t := range r.entries {
		if t == nil {
			continue
		}
		bytes += uint64(len(t.source))
		for _, p := range t.programs {
			if sized, ok := p.(trait.Sized); ok {
				bytes += uint64(sized.Size())
			}
		}
	}
	return bytes
}

func (r *registry) find(name string, version int) (bit int, ok bool) {
	for bit, t := range r.entries {
		if t != nil && t.name == name && t.version == version {
			return bit, true
		}
	}
	return 0, false
}

// active finds the version of a trait that is not waiting behind a newer one.
func (r *registry) active(name string) (bit int, ok bool) {
	for bit, t := range r.entries {
		if t != nil && t.name == name && !t.waiting {
			return bit, true
		}
	}
	return 0, false
}

// versions is the mask of all loaded versions of a trait.
func (r *registry) versions(name string) (mask uint64) {
	for bit, t := range r.entries {
		if t != nil && t.name == name {
			mask |= 1 << bit
		}
	}
	return mask
}

func (r *registry) free() (bit int, ok bool) {
	for bit, t := range r.entries {
		if t == nil {
			return bit, true
		}
	}
	return 0, false
}

// generated is the number of loaded generated traits.
func (r *registry) generated() (n int) {
	for _, t := range r.entries {
		if t != nil && t.generated && !t.waiting {
			n++
		}
	}
	return n
}

// sort updates order.
func (r *registry) sort() {
	r.order = r.order[:0]
	for bit, t := range r.entries {
		if t != nil {
			r.order = append(r.order, bit)
		}
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(r.entries[b].seq, r.entries[a].seq) })
}

// changed must be called after each change of the registry. It updates everything that depends on it.
func (e *Engine) changed() {
	e.registry.generation++
	e.registry.sort()
	e.rules()
	e.forgetTypes()
	clear(e.setOfMask)
}

// rules updates the masks by which newborns inherit traits.
func (e *Engine) rules() {
	h := &e.w.Heredity
	h.Ancestral, h.Heritable, h.Replaced = 0, 0, 0
	for bit, t := range e.registry.entries {
		switch mask := uint64(1) << bit; {
		case t == nil:
		case t.waiting:
			h.Replaced |= mask
		case !t.generated:
			h.Ancestral |= mask
		case t.heritable:
			h.Heritable |= mask
		}
	}
	h.Kits = h.Kits[:0]
	for _, names := range ancestors.Kits() {
		kit := uint64(0)
		for _, name := range names {
			kit |= e.registry.versions(name)
		}
		h.Kits = append(h.Kits, kit)
	}
}

// install adds a trait to the registry.
func (e *Engine) install(bit int, t *entry) {
	e.registry.seq++
	t.seq, t.loadedAt = e.registry.seq, e.w.Tick
	e.registry.entries[bit] = t
	e.w.Bots.DropMemory(bit)
	e.w.Period.Traits[bit] = world.Tally{}
}

// installAncestors loads the ancestral traits.
func (e *Engine) installAncestors() error {
	for bit, a := range ancestors.All() {
		t := &entry{name: a.Name, version: 1, source: a.Source, codeHash: hashSource(a.Source), heritable: true}
		if err := t.build(a.Run, e.options.Workers); err != nil {
			return err
		}
		e.install(bit, t)
	}
	e.changed()
	return nil
}

func (t *entry) build(f trait.Factory, workers int) (err error) {
	t.factory = f
	t.programs, err = instances(f, workers)
	return err
}

// instances makes one program for each worker.
func instances(f trait.Factory, workers int) ([]trait.Program, error) {
	var programs []trait.Program
	for range workers {
		p, err := f.New()
		if err != nil {
			for _, p := range programs {
				p.Close()
			}
			return nil, err
		}
		programs = append(programs, p)
	}
	return programs, nil
}

func hashSource(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}

// unload removes a trait from the registry and from all bearers. If it had replaced an older version that is still
// waiting, the bearers get that version back.
func (e *Engine) unload(bit int) {
	h := &e.w.Heredity
	restores := uint64(0)
	if c := h.Assignment(bit); c != nil {
		e.readings = remember(e.readings, e.reading(bit))
		if c.Replaces >= 0 {
			restores = 1 << c.Replaces
			e.registry.entries[c.Replaces].waiting = false
		}
		h.Assignments = slices.DeleteFunc(h.Assignments, func(c world.Assignment) bool { return c.Trait == bit })
	}
	e.w.Strip(1<<bit, restores)
	e.drop(bit)
	e.changed()
}

func (e *Engine) drop(bit int) {
	e.registry.entries[bit].close()
	e.registry.entries[bit] = nil
	e.w.Bots.DropMemory(bit)
}

// keep ends a canary successfully: the trait becomes heritable and the previous version is removed.
func (e *Engine) keep(bit int) {
	h := &e.w.Heredity
	if c := h.Assignment(bit); c != nil {
		e.readings = remember(e.readings, e.reading(bit))
		old := c.Replaces
		h.Assignments = slices.DeleteFunc(h.Assignments, func(c world.Assignment) bool { return c.Trait == bit })
		if old >= 0 {
			e.w.Strip(1<<old, 1<<bit)
			e.drop(old)
		}
	}
	e.w.LeaveCohorts(1 << bit)
	e.registry.entries[bit].heritable = true
	e.changed()
}

// Registry lists the loaded traits, newest first.
func (e *Engine) Registry() Registry {
	r := Registry{Generation: e.registry.generation, Traits: []genesis.LoadedTrait{}}
	for _, bit := range e.registry.order {
		t := e.registry.entries[bit]
		loaded := genesis.LoadedTrait{
			Name: t.name, Version: t.version, MutationID: t.mutationID, CodeHash: t.codeHash, Source: t.source,
			Generated: t.generated, Heritable: t.heritable, LoadedAt: t.loadedAt, Score: t.score, Pinned: t.pinned,
		}
		if c := e.w.Heredity.Assignment(bit); c != nil {
			loaded.Canary, loaded.Adoption = true, c.Adoption
			if c.Replaces >= 0 {
				loaded.Replaces = e.registry.entries[c.Replaces].version
			}
		}
		loaded.Bearers, _ = e.w.Bearers(bit)
		r.Traits = append(r.Traits, loaded)
	}
	return r
}

func joinIDs(ids []string) string { return strings.Join(ids, ",") }

// traitIDs lists the traits of a mask as name_vN, oldest first.
func (e *Engine) traitIDs(mask uint64) []string {
	ids := []string{}
	for _, bit := range slices.Backward(e.registry.order) {
		if mask>>bit&1 == 1 {
			t := e.registry.entries[bit]
			ids = append(ids, genesis.TraitID(t.name, t.version))
		}
	}
	return ids
}
