package engine

import "github.com/ai-genesis/ai-genesis/engine/world"

// World is the state, for tests that compare it.
func (e *Engine) World() *world.World { return e.w }

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
