package engine

import (
	"slices"
)

// copyRegistry copies everything from another engine except the world and the programs.
func (e *Engine) copyRegistry(from *Engine) {
	e.registry.generation, e.registry.seq = from.registry.generation, from.registry.seq
	for bit, t := range from.registry.entries {
		if t != nil {
			still := *t
			still.programs = nil
			e.registry.entries[bit] = &still
		}
	}
	e.readings, e.transit = slices.Clone(from.readings), from.transit.copy()
	e.lineage = lineage{
		records: slices.Clone(from.lineage.records), sets: slices.Clone(from.lineage.sets), limit: from.lineage.limit,
	}
}

// Frozen is a copy of an engine's state. It can be encoded while the world goes on.
type Frozen struct{ e *Engine }

// Freeze copies the state. It is much faster than Checkpoint, so a loop calls it between two ticks and encodes the copy
// outside.
func (e *Engine) Freeze() *Frozen {
	f := &Engine{w: e.w.Copy()}
	f.copyRegistry(e)
	return &Frozen{f}
}

// Tick is the tick at which the state was copied.
func (f *Frozen) Tick() uint64 { return f.e.w.Tick }

// Checkpoint encodes the copied state in the same format as Engine.Checkpoint.
func (f *Frozen) Checkpoint() ([]byte, error) { return f.e.Checkpoint() }
