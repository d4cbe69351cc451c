package gateway

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// systemStats is the loop's figures and the state of the parts. While the engine is down, all figures but the last tick
// are zero; while Redis accepts no reports, they are the last reported ones.
type systemStats struct {
	genesis.LoopStats
	redisstore.Tally
	World         string               `json:"world"`
	Engine        string               `json:"engine"`
	EngineUp      bool                 `json:"engine_up"`
	Parts         map[string]string    `json:"parts"`
	Degraded      []string             `json:"degraded"`
	Model         string               `json:"model"`
	ModelProvider string               `json:"model_provider"`
	ModelStatus   redisstore.Model     `json:"model_status"`
	TemporalUIURL string               `json:"temporal_ui_url"`
	NeedsToken    bool                 `json:"needs_token"`
	Viewers       int                  `json:"viewers"`
	GatewayUptime float64              `json:"gateway_uptime_sec"`
	VetRates      []redisstore.VetRate `json:"vet_rates"`
	Starting      []Starting           `json:"starting"`
}

// Starting is a part of the system that is being prepared, such as a Temporal that has to be built first.
type Starting struct {
	Part  string    `json:"part"`
	Text  string    `json:"text"` // what is being done, as a sentence
	Since time.Time `json:"since"`
}

// stats handles GET /api/stats.
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
	parts, _ := s.parts.status(c.UserContext())
	out := systemStats{
		LoopStats: loop, World: s.Store.World(), Engine: engine, EngineUp: engine != engineDown && engine != engineUnknown,
		Parts: parts, Tally: redisstore.TallyOf(counters),
		Model: model.Name, ModelProvider: model.Provider, ModelStatus: model, TemporalUIURL: s.TemporalUIURL,
		NeedsToken: s.Token != "",
		Viewers:    s.hub.viewers(), GatewayUptime: time.Since(s.started).Seconds(), VetRates: redisstore.VetRates(counters),
		Starting: []Starting{},
	}
	if s.Starting != nil {
		out.Starting = append(out.Starting, s.Starting()...)
	}
	out.Degraded = missing(out.Parts)
	return c.JSON(out)
}

// health handles GET /healthz: this process is alive.
func (s *Server) health(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(s.healthy)
}
