package engine

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// World returns the state, for tests that compare it.
func (e *Engine) World() *world.World { return e.w }

// Fork returns an independent copy of the world that can run, like Restore(Checkpoint()) but faster. The loader in o is
// used for later loads; the loaded traits get new instances.
func (e *Engine) Fork(o Options) (*Engine, error) {
	f := assemble(e.w.Fork(), o)
	f.copyRegistry(e)
	for _, t := range f.registry.entries {
		if t == nil || t.mute() {
			continue
		}
		if err := t.build(t.factory, f.options.Workers); err != nil {
			f.Close()
			return nil, rejected(err)
		}
	}
	f.registry.sort()
	f.forgetTypes()
	return f, nil
}

// PruneLineage drops extinct branches and returns the number of records dropped.
func (e *Engine) PruneLineage() int { return e.lineage.prune() }

// Decide runs only the first phase of a tick, for benchmarks.
func (e *Engine) Decide() {
	e.w.Reindex(true)
	e.decide(0)
}

// Change applies the change of a trial to a fork.
func (e *Engine) Change(o TrialOptions) error { return change(e, o) }

// Watched attaches a watch to an engine, as a loop does, and returns a function that runs a tick under it.
func Watched(e *Engine) (tick func()) {
	l := NewLoop(e, LoopOptions{})
	return func() { l.advance() }
}

// Unwatch removes the watch from a loop that is not running yet.
func Unwatch(l *Loop) { l.e.phase.watch = nil }

// Looking returns a molbot as its traits see it, and a function that prepares it for another run.
func Looking(e *Engine, slot int32) (m *trait.Molbot, again func()) {
	e.w.Reindex(true)
	w := e.workers[0]
	m = &w.molbots[0]
	return m, func() {
		w.hits = w.hits[:0]
		e.fill(m.Body(), slot)
		m.Body().Energy = e.w.Bots.Energy[slot]
		w.caches[0] = perceptionCache{senses: e.senses, hits: &w.hits, food: notCached, molbots: notCached}
		m.Begin(&w.caches[0], 1<<40)
	}
}

// ThreadTime is the CPU time of this thread.
var ThreadTime = cpuTime

// Watch starts the observation of a molbot and a trait without a loop.
func Watch(e *Engine, molbot, id string) error {
	for range 2 {
		_, missing, err := e.watchMolbot(molbot)
		if err != nil {
			return err
		}
		_, more, err := e.watchTrait(id)
		if err != nil {
			return err
		}
		forms := map[string]countingForm{}
		for _, t := range append(missing, more...) {
			forms[t.codeHash] = e.loadForm(t.source)
		}
		e.keepForms(forms)
	}
	return nil
}

// Counts is the number of runs that the observation of a trait has counted.
func Counts(e *Engine) int64 { return e.observers.heats[0].report(e).Runs }
