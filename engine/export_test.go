package engine

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// World is the state, for tests that compare it.
func (e *Engine) World() *world.World { return e.w }

// Fork makes an independent copy of the world that runs on its own, as Restore(Checkpoint()) does, only faster. Of o,
// the loader counts for later loads; what is loaded is instantiated anew.
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

// PruneLineage forgets the dead without living descendants and returns how many they were.
func (e *Engine) PruneLineage() int { return e.lineage.prune() }

// Decide is the first phase of a tick alone, for benchmarks.
func (e *Engine) Decide() {
	e.w.Reindex(true)
	e.decide(0)
}

// Change makes the difference between the forks of a trial.
func (e *Engine) Change(o TrialOptions) error { return change(e, o) }

// Watched sets a watch on an engine, as its loop does, and returns what does a tick under it.
func Watched(e *Engine) (tick func()) {
	l := NewLoop(e, LoopOptions{})
	return func() { l.advance() }
}

// Unwatch takes the watch off a loop that does not run yet.
func Unwatch(l *Loop) { l.e.phase.watch = nil }

// Looking is a molbot as its traits get it, and what readies it for another run.
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

// ThreadTime is the processor time of this thread.
var ThreadTime = cpuTime

// Watch begins to watch a molbot and a trait, without a loop.
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

// Counts is how many runs the watch of a trait has counted.
func Counts(e *Engine) int64 { return e.observers.heats[0].report(e).Runs }
