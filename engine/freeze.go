package engine

import (
	"crypto/sha256"

	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Frozen is a copy of an engine's state that can be turned into a checkpoint beside the running world.
type Frozen struct{ e *Engine }

// Freeze copies the state. It is much faster than Checkpoint.
func (e *Engine) Freeze() *Frozen {
	f := &Engine{w: e.w.Copy(), registry: registry{generation: e.registry.generation, seq: e.registry.seq}}
	for bit, t := range e.registry.entries {
		if t != nil {
			still := *t
			still.programs = nil
			f.registry.entries[bit] = &still
		}
	}
	f.readings = append(f.readings, e.readings...)
	return &Frozen{f}
}

// Tick is the tick at which the state was copied.
func (f *Frozen) Tick() uint64 { return f.e.w.Tick }

// Checkpoint is the checkpoint of that moment, as Engine.Checkpoint.
func (f *Frozen) Checkpoint() ([]byte, error) {
	var c world.Codec
	header(&c)
	f.e.visit(&c)
	sum := sha256.Sum256(c.Buf)
	return append(c.Buf, sum[:]...), c.Err
}
