package worker

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// model is who plans and writes traits.
type model struct {
	name     string
	provider string // ollama or synth
	address  string
}

// chooseModel settles who writes traits, once, at the start: if the model vanishes later, cycles pause, they don't
// switch. It starts the built-in synthesiser in group if that is the choice and none runs elsewhere.
func chooseModel(ctx context.Context, group *errgroup.Group, s config.Settings, log *slog.Logger) (model, error) {
	ollama := model{name: s.OllamaModel, provider: "ollama", address: s.OllamaURL}
	switch answers := activities.Answers(ctx, s.OllamaURL); {
	case s.LLM == "ollama" && !answers:
		log.Warn("no Ollama answers; cycles will wait for it", "at", s.OllamaURL)
		return ollama, nil
	case s.LLM == "ollama", s.LLM == "auto" && answers:
		return ollama, nil
	}
	if s.LLM == "auto" {
		log.Info("no Ollama answers; the built-in synthesiser writes the traits", "tried", s.OllamaURL)
	}
	if s.SynthURL != "" {
		return model{name: synth.Model, provider: "synth", address: s.SynthURL}, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return model{}, fmt.Errorf("listen for the built-in synthesiser: %w", err)
	}
	group.Go(func() error { return synth.Serve(ctx, l, synth.Options{Seed: s.Seed, Log: log.With("part", "synth")}) })
	return model{name: synth.Model, provider: "synth", address: "http://" + l.Addr().String()}, nil
}

// announceEvery is how often a worker that started while Redis was away tries again.
const announceEvery = time.Second

// announce records who writes the traits, for people to see. While Redis does not take it, it says so once and tries again
// until ctx ends: nothing that the worker does depends on it.
func announce(ctx context.Context, store *redisstore.Store, m model, log *slog.Logger) {
	for told := false; ; {
		err := store.WriteModel(ctx, redisstore.Model{Name: m.name, Provider: m.provider})
		switch {
		case ctx.Err() != nil:
			return
		case err == nil && told:
			log.Info("Redis is back, and knows the model")
			return
		case err == nil:
			return
		case !told:
			log.Warn("Redis does not take who writes the traits; the worker starts all the same, and goes on when Redis is back", "error", err)
			told = true
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(announceEvery):
		}
	}
}
