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

// Coder plans and writes: it is a model or a group of models.
type Coder interface {
	// Chat asks and waits for the whole answer. It calls heard with each part.
	Chat(ctx context.Context, p llm.Prompt, heard func(llm.Part)) (llm.Answer, error)
	// Model is the name of the model that is asked if a prompt names none.
	Model() string
}

// ModelOptions says which writers there are and where.
type ModelOptions struct {
	Mode    string   // auto, ollama or synth
	Model   string   // model on the Ollama server
	Others  []string // further models, which are asked as well
	Form    string   // form of the answers: auto, go or rules; "" means go
	Ollama  string   // address of the Ollama server
	Synth   string   // address of the built-in synthesiser; empty in mode ollama
	Builtin string   // model name of the synthesiser
	Timeout time.Duration
	OnCall  func(CallStats) // called after every answer, unless nil
}

// CallStats describes the cost of an answer.
type CallStats struct {
	Step   string  // plan or code
	Tokens int     // of the answer, as counted by the server
	Rate   float64 // tokens a second, 0 if the server does not report it
	Took   time.Duration
	Err    error
}

// Models decides who writes the traits. In mode auto the synthesiser writes until the model has been available once. A
// cycle stays with the writer that it began with. A missing model is pulled.
type Models struct {
	ModelOptions
	ollama, synth *llm.Client

	mu         sync.Mutex
	status     redisstore.Model
	available  bool            // the model has been available once
	maintained bool            // Keep is running
	others     map[string]bool // those of Others that are available
	checked    chan struct{}   // closed after the first check of the server
}

// NewModels returns the writers. The model is not checked or pulled until Keep runs.
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

	pollInterval  = 2 * time.Second // while the server does not have the model
	watchInterval = 30 * time.Second
	pullPause     = 10 * time.Second // after a failed pull, doubled each time
	pullRest      = 5 * time.Minute  // upper limit of that
	firstCheck    = 3 * time.Second  // how long the first cycle waits for the first check of the server
)

// coderFor returns the writer for a cycle, which stays the same until the cycle ends. A prompt that names one of the
// server's models always goes to the server. The choice is stored in Redis, so that a retried step and other workers
// ask the same writer.
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

// missing rewrites the error for a missing model: while the model is being pulled, it is only unavailable.
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

// fetch makes the server pull a model other than the default one.
func (m *Models) fetch(ctx context.Context, name string, says func(string)) error {
	return m.ollama.Pull(ctx, name, func(completed, total int64) {
		says(fmt.Sprintf("Ollama pulls %s: %s", name, share(completed, total)))
	})
}

// Status returns the current writer and the state of the wanted model.
func (m *Models) Status() redisstore.Model {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

// note updates the status and reports whether the model is available for the first time.
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

// fallbackText says who writes while the model is unavailable.
func (m *Models) fallbackText() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Mode == "auto" && !m.available {
		return "; the built-in synthesiser writes the traits until it is there"
	}
	return "; cycles wait for it"
}

// Keep checks until ctx ends whether the server has the model, and pulls it if not. It calls tell with messages for
// people.
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

// checkOthers records which of the other models are available and pulls the missing ones. A model that cannot be pulled
// is left out until the next check.
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

// pull makes the server download the model. It returns the time to wait before the next check and after the next
// failure.
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

// open ends the wait of the first cycle, whether or not the server has the model.
func (m *Models) open() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.checked:
	default:
		close(m.checked)
	}
}

// share formats the progress of a pull.
func share(completed, total int64) string {
	if total <= 0 {
		return "it reads the manifest"
	}
	return fmt.Sprintf("%d %% of %.1f GB", 100*completed/total, float64(total)/1e9)
}
