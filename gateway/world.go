package gateway

import (
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// States of the engine.
const (
	engineRunning = "running"
	enginePaused  = "paused"
	engineDown    = "down"
	engineUnknown = "unknown" // Redis, to which it reports, is away
)

// worldState is what is known about the world. Degraded names the parts whose figures are missing or old.
type worldState struct {
	World        string             `json:"world"`
	Tick         uint64             `json:"tick"`
	Engine       string             `json:"engine"`
	Params       map[string]float64 `json:"params"`
	EntityCount  int                `json:"entity_count"`
	Resources    int                `json:"resource_count"`
	Generation   int64              `json:"registry_version"`
	Traits       map[string]string  `json:"traits"` // file of each loaded trait, by name
	Snapshot     *genesis.Snapshot  `json:"snapshot"`
	CurrentCycle *string            `json:"current_cycle"`
	Model        redisstore.Model   `json:"model"`
	Degraded     []string           `json:"degraded"`
}

// worldState handles GET /api/world/state.
func (s *Server) worldState(c *fiber.Ctx) error {
	ctx := c.UserContext()
	stats, tick, engine, err := s.engine(c)
	if err != nil {
		return err
	}
	w := worldState{
		World: s.Store.World(), Tick: tick, Engine: engine, EntityCount: stats.EntityCount, Resources: stats.Resources,
		Degraded: []string{},
	}
	switch engine {
	case engineDown:
		w.Degraded = append(w.Degraded, partEngine)
	case engineUnknown:
		w.Degraded = append(w.Degraded, partRedis)
	}
	if w.Params, err = s.Store.Params(ctx); err != nil {
		return err
	}
	if w.Generation, w.Traits, err = s.Store.Registry(ctx); err != nil {
		return err
	}
	if w.Model, err = s.Store.ReadModel(ctx); err != nil {
		return err
	}
	newest, err := s.Store.Snapshots(ctx, 1)
	if err != nil {
		return err
	}
	if len(newest) > 0 {
		w.Snapshot = &newest[0]
	}
	id, err := s.Store.CurrentCycle(ctx)
	if id != "" {
		w.CurrentCycle = &id
	}
	if err != nil {
		return err
	}
	return c.JSON(w)
}

// engine returns the loop's figures, the current tick (the last known one while the engine is down) and the engine's
// state. While the state is unknown because Redis accepts no reports, it returns the last reported figures, because
// zeros would say that the world is empty. If none have been reported, it returns an error.
func (s *Server) engine(c *fiber.Ctx) (stats genesis.LoopStats, tick uint64, state string, err error) {
	stats, alive, err := s.Store.ReadStats(c.UserContext())
	if err != nil {
		return stats, 0, "", err
	}
	if alive {
		s.reported.Store(&stats)
	}
	tick, err = s.Store.Tick(c.UserContext())
	if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
		return stats, 0, "", err
	}
	switch {
	case !alive && s.takesNoWrites(c.UserContext()): // Redis accepts no reports
		state = engineUnknown
		last := s.reported.Load()
		if last == nil { // nothing was reported since this gateway started
			return stats, 0, "", s.withheld(c.UserContext(), "the engine's state is not known")
		}
		stats = *last
	case !alive:
		state = engineDown
	case stats.Paused:
		state = enginePaused
	default:
		state = engineRunning
	}
	return stats, max(tick, stats.Tick), state, nil
}

// typeRow tells what an entity's type in a binary frame means.
type typeRow struct {
	Type   int      `json:"type"`
	Traits []string `json:"traits"`
}

// types handles GET /api/world/types: the trait sets to which frames refer.
func (s *Server) types(c *fiber.Ctx) error {
	sets, ok := s.hub.types(c.UserContext())
	if !ok {
		return s.withheld(c.UserContext(), "the engine sends no frames")
	}
	rows := make([]typeRow, 0, len(sets))
	for i, set := range sets {
		rows = append(rows, typeRow{i, append([]string{}, set...)})
	}
	return c.JSON(rows)
}
