package activities

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Coder is who plans and writes: a model, or several behind one.
type Coder interface {
	// Chat asks and waits for the whole answer, calling heard with each part of it.
	Chat(ctx context.Context, p llm.Prompt, heard func(llm.Part)) (llm.Answer, error)
	// Model names who is asked if a prompt names nobody.
	Model() string
}

// ModelOptions says where the writers are to be had.
type ModelOptions struct {
	Mode    string   // auto, ollama or synth
	Model   string   // that the Ollama server is to have
	Others  []string // more models, which are asked beside it
	Form    string   // what a model is asked for: auto, go or rules; "" stands for go
	Ollama  string   // its address
	Synth   string   // that of the built-in synthesiser; empty in mode ollama
	Builtin string   // the name that it goes by
	Timeout time.Duration
	OnCall  func(CallStats) // called with every answer, if it is not nil
}

// CallStats is what an answer took.
type CallStats struct {
	Step   string  // plan or code
	Tokens int     // of the answer, as the server counts them
	Rate   float64 // tokens a second, 0 where the server does not say
	Took   time.Duration
	Err    error
}

// Models knows who writes the traits. In mode auto the synthesiser does until the model was there once; a cycle goes on
// with whom it began. A model that the server lacks is pulled.
type Models struct {
	ModelOptions
	ollama, synth *llm.Client

	mu         sync.Mutex
	status     redisstore.Model
	available  bool            // the model was there once
	maintained bool            // somebody looks after it
	others     map[string]bool // of Others, those that are there
	checked    chan struct{}   // closed once the server was asked for the first time
}

// NewModels returns the writers. Nobody looks after the model before Keep.
func NewModels(w ModelOptions) (*Models, error) {
	limits := llm.LimitsOf(cmp.Or(w.Timeout, 120*time.Second))
	m := &Models{ModelOptions: w, checked: make(chan struct{}), others: map[string]bool{}}
	var err error
	if m.ollama, err = llm.New(w.Ollama, w.Model, limits); err != nil {
		return nil, err
	}
	if w.Synth != "" {
		if m.synth, err = llm.New(w.Synth, w.Builtin, limits); err != nil {
			return nil, err
		}
	}
	m.status = redisstore.Model{Name: w.Model, Provider: providerOllama, Wanted: w.Model}
	if w.Mode != providerOllama {
		m.status.Name, m.status.Provider = w.Builtin, providerSynth
	}
	if w.Mode == providerSynth {
		m.status.Wanted, m.status.State = w.Builtin, redisstore.ModelReady
	}
	return m, nil
}

const (
	providerOllama = "ollama"
	providerSynth  = "synth"

	pollInterval  = 2 * time.Second // at a server that does not have the model yet
	watchInterval = 30 * time.Second
	pullPause     = 10 * time.Second // after a pull that failed, twice as long each time
	pullRest      = 5 * time.Minute  // but no longer than this
	firstCheck    = 3 * time.Second  // that the first cycle waits for the word of the server
)

// coderFor is who writes in a cycle: the one that it began with. A prompt that names a model of the server's goes
// there.
func (m *Models) coderFor(ctx context.Context, store *redisstore.Store, cycleID, model string) (Coder, error) {
	switch {
	case m.Mode == providerSynth, m.synth != nil && model == m.Builtin:
		return m.synth, nil
	case m.Mode == providerOllama, m.synth == nil, model != "":
		return m.ollama, nil
	}
	who, err := store.Writer(ctx, cycleID)
	if err != nil {
		return nil, err
	}
	if who == "" {
		select {
		case <-m.checked:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(firstCheck):
		}
		m.mu.Lock()
		who = providerSynth
		if m.available {
			who = providerOllama
		}
		m.mu.Unlock()
		if who, err = store.PinWriter(ctx, cycleID, who); err != nil {
			return nil, err
		}
	}
	if who == providerSynth {
		return m.synth, nil
	}
	return m.ollama, nil
}

// missing says what becomes of a model that the server lacks: while it is being pulled, it is absent and no more.
func (m *Models) missing(err error) error {
	if !isMissing(err) {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.maintained || m.status.State == redisstore.ModelFailed {
		return err
	}
	return &llm.Error{
		Kind: genesis.FailLLMAbsent, Message: cmp.Or(m.status.Text, "the model "+m.Model+" is about to be pulled"),
	}
}

func isMissing(err error) bool {
	e, ok := errors.AsType[*llm.Error](err)
	return ok && e.Kind == genesis.FailModelMissing
}

// fetch has the server pull another model than the usual one.
func (m *Models) fetch(ctx context.Context, name string, says func(string)) error {
	return m.ollama.Pull(ctx, name, func(completed, total int64) {
		says(fmt.Sprintf("Ollama pulls %s: %s", name, share(completed, total)))
	})
}

// Status is who writes, and how the model does that is wanted.
func (m *Models) Status() redisstore.Model {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

// note changes the status, and reports whether the model is there for the first time.
func (m *Models) note(state, text string, completed, total int64) (first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status.State, m.status.Text, m.status.Completed, m.status.Total = state, text, completed, total
	if state == redisstore.ModelReady {
		first, m.available = !m.available, true
		m.status.Name, m.status.Provider = m.Model, providerOllama
	}
	return first
}

// fallbackText says who writes while the model is not there.
func (m *Models) fallbackText() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Mode == "auto" && !m.available {
		return "; the built-in synthesiser writes the traits until it is there"
	}
	return "; cycles wait for it"
}

// Keep looks after the model until ctx ends: it asks the server whether it has it, and has it pulled if not. tell is
// called with what people should know.
func (m *Models) Keep(ctx context.Context, log *slog.Logger, tell func(message string)) {
	if m.Mode == providerSynth {
		m.open()
		<-ctx.Done()
		return
	}
	m.mu.Lock()
	m.maintained = true
	m.mu.Unlock()
	pause, last := pullPause, ""
	say := func(message string) {
		if message != last {
			last = message
			tell(message)
		}
	}
	for checked := false; ctx.Err() == nil; {
		asking, stop := context.WithTimeout(ctx, 5*time.Second)
		has, err := m.ollama.Has(asking, m.Model)
		stop()
		wait := pollInterval
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			m.note(redisstore.ModelAbsent, err.Error()+m.fallbackText(), 0, 0)
			if !checked {
				log.Info("no Ollama answers", "at", m.Ollama, "error", err)
			}
		case has:
			if m.note(redisstore.ModelReady, "", 0, 0) && last != "" {
				say(m.Model + " is there: it plans and writes from the next cycle on.")
			}
			pause, wait = pullPause, watchInterval
			m.open()
			m.checkOthers(ctx, log, say)
		default:
			wait, pause = m.pull(ctx, say, log, pause)
		}
		checked = true
		m.open()
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// checkOthers notes which of the other models are there, and has the server pull one that is not. One that can't be had
// is left out, and tried again at the next look.
func (m *Models) checkOthers(ctx context.Context, log *slog.Logger, say func(string)) {
	for _, name := range m.Others {
		has, err := m.ollama.Has(ctx, name)
		if err == nil && !has {
			log.Info("Ollama pulls a model", "model", name)
			if err = m.ollama.Pull(ctx, name, func(int64, int64) {}); err == nil {
				has = true
			} else if ctx.Err() == nil {
				log.Warn("Ollama can't pull the model", "model", name, "error", err)
				say(fmt.Sprintf("%s is not asked: %v.", name, err))
			}
		}
		m.mu.Lock()
		m.others[name] = has
		m.mu.Unlock()
	}
}

// pull has the server fetch the model. It returns how long to wait before the next look, and after the next failure.
func (m *Models) pull(
	ctx context.Context, say func(string), log *slog.Logger, pause time.Duration,
) (wait, next time.Duration) {
	began := fmt.Sprintf("Ollama does not have %s and pulls it%s", m.Model, m.fallbackText())
	m.note(redisstore.ModelPulling, began, 0, 0)
	m.open()
	say(began + ".")
	log.Info("Ollama pulls the model", "model", m.Model)
	err := m.ollama.Pull(ctx, m.Model, func(completed, total int64) {
		text := fmt.Sprintf("Ollama pulls %s: %s%s", m.Model, share(completed, total), m.fallbackText())
		m.note(redisstore.ModelPulling, text, completed, total)
	})
	e, _ := errors.AsType[*llm.Error](err)
	switch {
	case err == nil:
		log.Info("Ollama has pulled the model", "model", m.Model)
		return 0, pullPause
	case ctx.Err() != nil:
		return 0, pause
	case e != nil && e.Kind == genesis.FailModelMissing:
		m.note(redisstore.ModelFailed, e.Message+": set GENESIS_OLLAMA_MODEL to one that there is"+m.fallbackText(), 0, 0)
	default:
		m.note(redisstore.ModelPulling, fmt.Sprintf("%v; it is tried again in %v%s", err, pause, m.fallbackText()), 0, 0)
	}
	say(m.Status().Text + ".")
	log.Warn("Ollama can't pull the model", "model", m.Model, "error", err, "again in", pause)
	return pause, min(2*pause, pullRest)
}

// open lets cycles begin though the server has never had the model.
func (m *Models) open() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.checked:
	default:
		close(m.checked)
	}
}

// share says how far a pull is.
func share(completed, total int64) string {
	if total <= 0 {
		return "it reads the manifest"
	}
	return fmt.Sprintf("%d %% of %.1f GB", 100*completed/total, float64(total)/1e9)
}
