package worker

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// writers settles where the writers of traits are. It starts the built-in synthesiser in group unless only a model is
// to write, or one runs elsewhere.
func writers(
	ctx context.Context, group *errgroup.Group, s config.Settings, log *slog.Logger,
) (*activities.Models, error) {
	models := s.OllamaModels()
	w := activities.ModelOptions{
		Mode: s.LLM, Model: models[0], Others: models[1:], Form: s.Coder, Ollama: s.OllamaURL, Synth: s.SynthURL,
		Builtin: synth.Model,
		Timeout: time.Duration(s.LLMTimeoutSec) * time.Second,
	}
	if s.LLM == "ollama" {
		w.Synth = ""
	} else if w.Synth == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("listen for the built-in synthesiser: %w", err)
		}
		group.Go(func() error { return synth.Serve(ctx, l, synth.Options{Seed: s.Seed, Log: log.With("part", "synth")}) })
		w.Synth = "http://" + l.Addr().String()
	}
	return activities.NewModels(w)
}

// announceEvery is how often a change of the writers is looked for.
const announceEvery = time.Second

// announce records who writes the traits whenever that changes or Redis has lost it, for people to see. While Redis
// does not take it, it says so once and tries again until ctx ends: nothing that the worker does depends on it.
func announce(ctx context.Context, store *redisstore.Store, status func() redisstore.Model, log *slog.Logger) {
	var known redisstore.Model
	for told := false; ; {
		now := status()
		held, err := store.KnowsModel(ctx)
		if err == nil && (now != known || !held) {
			err = store.WriteModel(ctx, now)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			if now.Name != known.Name {
				log.Info("who writes the traits", "model", now.Name, "provider", now.Provider)
			}
			if told {
				log.Info("Redis is back, and knows the model")
			}
			known, told = now, false
		case !told:
			log.Warn("Redis does not take who writes the traits; the worker starts all the same, and goes on when Redis is back",
				"error", err)
			told = true
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(announceEvery):
		}
	}
}

// feedWriter writes what becomes of the model into the feed.
func feedWriter(ctx context.Context, store *redisstore.Store, log *slog.Logger) func(string) {
	return func(message string) {
		err := store.Feed(ctx, genesis.FeedMessage{Agent: genesis.AgentArchitect, Action: "model_changed", Message: message})
		if err != nil && ctx.Err() == nil {
			log.Warn("the feed misses what becomes of the model", "error", err)
		}
	}
}
