package engine

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// maxForms limits the number of counting forms that are kept.
const maxForms = 128

// watching returns the engine's observers, which are created by the first question.
func (e *Engine) watching() *observers {
	if e.observers == nil {
		e.observers = &observers{forms: map[string]countingForm{}}
	}
	return e.observers
}

// form returns the counting form of a trait, if it is available without loading.
func (e *Engine) form(t *entry) (f countingForm, ok bool) {
	if f, ok = e.observers.forms[t.codeHash]; ok {
		return f, true
	}
	if factory, counts := t.factory.(trait.Counting); counts {
		return countingForm{factory: factory}, true
	}
	return f, false
}

// loadForm creates the counting form of a trait that has none. Ancestors are compiled in, so their source must be
// loaded to count lines. It doesn't touch the state and may run concurrently with Tick.
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

// Explain describes a molbot's last tick. It starts an observation that ends some thousand ticks after the last
// question. Observations are not part of the state or the journal. The error has code not_found if the molbot is
// neither alive nor observed.
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

// Heat returns how often each line of a trait has run since the first question, over a sample of its bearers. Counting
// ends some thousand ticks after the last question.
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

// counting asks the engine. If traits must be loaded first, it loads them outside of the loop and asks again.
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
