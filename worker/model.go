package worker

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/internal/config"
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
