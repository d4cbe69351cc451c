package gateway

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// How a part of the system fares.
const (
	up   = "up"
	down = "down"
)

// systemStats is the loop's figures (zero while the engine is down, but for the last tick) and how the parts fare.
type systemStats struct {
	genesis.LoopStats
	World         string               `json:"world"`
	Engine        string               `json:"engine"`
	EngineUp      bool                 `json:"engine_up"`
	Parts         map[string]string    `json:"parts"`
	Degraded      []string             `json:"degraded"`
	Model         string               `json:"model"`
	ModelProvider string               `json:"model_provider"`
	TemporalUIURL string               `json:"temporal_ui_url"`
	NeedsToken    bool                 `json:"needs_token"`
	Viewers       int                  `json:"viewers"`
	GatewayUptime float64              `json:"gateway_uptime_sec"`
	VetRates      []redisstore.VetRate `json:"vet_rates"`
}

// stats is GET /api/stats.
func (s *Server) stats(c *fiber.Ctx) error {
	loop, tick, engine, err := s.engine(c)
	if err != nil {
		return err
	}
	model, err := s.Store.ReadModel(c.UserContext())
	if err != nil {
		return err
	}
	counters, err := s.Store.Counters(c.UserContext())
	if err != nil {
		return err
	}
	loop.Tick = tick
	out := systemStats{
		LoopStats: loop, World: s.Store.World(), Engine: engine, EngineUp: engine != engineDown,
		Parts: map[string]string{"redis": up, "engine": state(engine != engineDown), "temporal": s.temporal(c.UserContext())},
		Model: model.Name, ModelProvider: model.Provider, TemporalUIURL: s.TemporalUIURL, NeedsToken: s.Token != "",
		Viewers: s.hub.viewers(), GatewayUptime: time.Since(s.started).Seconds(), VetRates: redisstore.VetRates(counters),
	}
	out.Degraded = missing(out.Parts)
	return c.JSON(out)
}

// health is GET /healthz: this process answers.
func (s *Server) health(c *fiber.Ctx) error {
	return c.JSON(fiber.Map{"status": "ok", "world": s.Store.World(), "version": genesis.Version()})
}

type readiness struct {
	Ready   bool              `json:"ready"`
	Parts   map[string]string `json:"parts"`
	Missing []string          `json:"missing"`
}

// ready is GET /readyz: 503 while a part that the gateway needs does not answer.
func (s *Server) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	_, alive, err := s.Store.ReadStats(ctx)
	parts := map[string]string{"redis": state(err == nil), "engine": state(alive), "temporal": s.temporal(ctx)}
	out := readiness{Parts: parts, Missing: missing(parts)}
	out.Ready = len(out.Missing) == 0
	if !out.Ready {
		c.Set(fiber.HeaderRetryAfter, "2")
		c.Status(fiber.StatusServiceUnavailable)
	}
	return c.JSON(out)
}

func state(ok bool) string {
	if ok {
		return up
	}
	return down
}

func missing(parts map[string]string) []string {
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if parts[name] != up {
			names = append(names, name)
		}
	}
	return names
}

// pulse remembers for a moment whether Temporal answered, since every viewer asks each second.
type pulse struct {
	mu    sync.Mutex
	at    time.Time
	state string
}

// pulseKept is how long the answer is believed.
const pulseKept = 2 * time.Second

// temporal tells whether Temporal answers.
func (s *Server) temporal(ctx context.Context) string {
	if s.Cycles == nil {
		return down
	}
	s.pulse.mu.Lock()
	defer s.pulse.mu.Unlock()
	if time.Since(s.pulse.at) > pulseKept {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		s.pulse.state = state(s.Cycles.Ready(ctx) == nil)
		s.pulse.at = time.Now()
	}
	return s.pulse.state
}
