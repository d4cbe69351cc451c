package engine

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// maxForms bounds how many counting forms are kept.
const maxForms = 128

// watching is what the engine watches, from the first question on.
func (e *Engine) watching() *observers {
	if e.observers == nil {
		e.observers = &observers{forms: map[string]countingForm{}}
	}
	return e.observers
}

// form is the counting form of a trait, if there is no need to load it first.
func (e *Engine) form(t *entry) (f countingForm, ok bool) {
	if f, ok = e.observers.forms[t.codeHash]; ok {
		return f, true
	}
	if factory, counts := t.factory.(trait.Counting); counts {
		return countingForm{factory: factory}, true
	}
	return f, false
}

// loadForm makes the counting form of a trait that has none: an ancestor is compiled in, and its source is loaded to be
// counted. It does not touch the engine and may run beside Tick.
func (e *Engine) loadForm(source string) countingForm {
	if e.options.Loader == nil {
		return countingForm{refusal: "this engine has no runtime for generated traits"}
	}
	factory, err := e.options.Loader.Load([]byte(source))
	if err != nil {
		return countingForm{refusal: err.Error()}
	}
	counting, ok := factory.(trait.Counting)
	if !ok {
		return countingForm{refusal: "this runtime does not count lines"}
	}
	return countingForm{factory: counting}
}

// Explain tells of a molbot and watches it from then on, for some thousand ticks after the last question. Nothing of
// that is in the state or the journal. The error has code not_found for a molbot that is neither alive nor watched.
func (l *Loop) Explain(ctx context.Context, molbot string, sources bool) (out genesis.Explanation, err error) {
	err = l.counting(ctx, func(e *Engine) (missing []*entry, err error) {
		k, missing, err := e.watchMolbot(molbot)
		if err == nil && len(missing) == 0 {
			out = e.explanation(k, sources)
		}
		return missing, err
	})
	return out, err
}

// Heat tells how often each line of a trait ran since the first question, over a sample of its bearers; it is counted
// for some thousand ticks after the last question.
func (l *Loop) Heat(ctx context.Context, id string) (out genesis.TraitLines, err error) {
	err = l.counting(ctx, func(e *Engine) (missing []*entry, err error) {
		h, missing, err := e.watchTrait(id)
		if h != nil {
			out = h.report(e)
		}
		return missing, err
	})
	return out, err
}

// counting asks the engine, loads what it misses beside the loop, and asks again.
func (l *Loop) counting(ctx context.Context, ask func(*Engine) ([]*entry, error)) error {
	forms := map[string]countingForm{}
	for {
		missing := map[string]string{}
		var asked error
		if err := l.Inspect(ctx, func(e *Engine) {
			e.keepForms(forms)
			var entries []*entry
			entries, asked = ask(e)
			for _, t := range entries {
				missing[t.codeHash] = t.source
			}
		}); err != nil {
			return err
		}
		if asked != nil || len(missing) == 0 {
			return asked
		}
		for hash, source := range missing {
			forms[hash] = l.e.loadForm(source)
		}
	}
}

func (e *Engine) keepForms(forms map[string]countingForm) {
	known := e.watching().forms
	if len(known)+len(forms) > maxForms {
		clear(known)
	}
	for hash, form := range forms {
		known[hash] = form
	}
}
