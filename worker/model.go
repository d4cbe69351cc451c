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

// writers sets up access to the writers of traits. It starts the built-in synthesiser in group unless only a model may
// write or a synthesiser runs elsewhere.
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

// announceEvery is the time between two checks whether the writer has changed.
const announceEvery = time.Second

// announce records in Redis who writes the traits, for people to see, whenever that changes or Redis has lost it. If
// Redis does not accept it, announce logs that once and retries until ctx ends; nothing in the worker depends on the
// record.
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
			log.Warn("Redis rejects the record of the writer; the worker starts anyway and continues when Redis is back",
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

// feedWriter returns a function that writes a message about the model to the feed.
func feedWriter(ctx context.Context, store *redisstore.Store, log *slog.Logger) func(string) {
	return func(message string) {
		err := store.Feed(ctx, genesis.FeedMessage{Agent: genesis.AgentArchitect, Action: "model_changed", Message: message})
		if err != nil && ctx.Err() == nil {
			log.Warn("the feed misses what becomes of the model", "error", err)
		}
	}
}
