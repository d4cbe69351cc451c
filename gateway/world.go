package gateway

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// How the engine fares.
const (
	engineRunning = "running"
	enginePaused  = "paused"
	engineDown    = "down"
	engineUnknown = "unknown" // it reports to Redis, which is away
)

// worldState is what is known of the world. Degraded names the parts whose figures are missing or old.
type worldState struct {
	World        string             `json:"world"`
	Tick         uint64             `json:"tick"`
	Engine       string             `json:"engine"`
	Params       map[string]float64 `json:"params"`
	EntityCount  int                `json:"entity_count"`
	Resources    int                `json:"resource_count"`
	Generation   int64              `json:"registry_version"`
	Traits       map[string]string  `json:"traits"` // file of each loaded trait
	Snapshot     *genesis.Snapshot  `json:"snapshot"`
	CurrentCycle *string            `json:"current_cycle"`
	Model        redisstore.Model   `json:"model"`
	Degraded     []string           `json:"degraded"`
}

// worldState is GET /api/world/state.
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

// engine reads the loop's figures, the present tick (the last known one when the engine is down) and how it fares.
func (s *Server) engine(c *fiber.Ctx) (stats genesis.LoopStats, tick uint64, state string, err error) {
	stats, alive, err := s.Store.ReadStats(c.UserContext())
	if err != nil {
		return stats, 0, "", err
	}
	tick, err = s.Store.Tick(c.UserContext())
	if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
		return stats, 0, "", err
	}
	switch {
	case !alive && s.parts.partStatus(c.UserContext(), partRedis) == down: // it takes no reports
		state = engineUnknown
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

// types is GET /api/world/types: the trait sets that frames refer to.
func (s *Server) types(c *fiber.Ctx) error {
	sets, err := s.hub.types(c.UserContext())
	if err != nil {
		return err
	}
	rows := make([]typeRow, 0, len(sets))
	for i, set := range sets {
		rows = append(rows, typeRow{i, append([]string{}, set...)})
	}
	return c.JSON(rows)
}

// commandAnswer tells from which tick on a command holds.
type commandAnswer struct {
	Tick       uint64          `json:"tick"`
	Generation int64           `json:"generation"`
	Data       json.RawMessage `json:"data,omitempty"`
}

// command sends a command and answers with the engine's reply.
func (s *Server) command(c *fiber.Ctx, cmd genesis.Command) error {
	cmd.ID = commandID(c)
	reply, err := s.Store.SendCommand(c.UserContext(), cmd)
	if err != nil {
		return err
	}
	return c.JSON(commandAnswer{reply.Tick, reply.Generation, reply.Data})
}

// simpleCommand sends a command that takes no arguments.
func (s *Server) simpleCommand(c *fiber.Ctx, kind genesis.CommandKind) error {
	if err := decode(c.Body(), &struct{}{}); err != nil {
		return err
	}
	return s.command(c, genesis.Command{Kind: kind})
}

func (s *Server) pause(c *fiber.Ctx) error      { return s.simpleCommand(c, genesis.CmdPause) }
func (s *Server) resume(c *fiber.Ctx) error     { return s.simpleCommand(c, genesis.CmdResume) }
func (s *Server) checkpoint(c *fiber.Ctx) error { return s.simpleCommand(c, genesis.CmdCheckpoint) }

// step is POST /api/world/step {"count": 1}, for a paused world.
func (s *Server) step(c *fiber.Ctx) error {
	in := struct {
		Count int `json:"count"`
	}{1}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Count < 1 || in.Count > 10_000 {
		return genesis.Errorf(genesis.CodeInvalid, "count must be from 1 to 10000")
	}
	return s.command(c, genesis.Command{Kind: genesis.CmdStep, Count: in.Count})
}

// speed is POST /api/world/speed {"speed": 2}.
func (s *Server) speed(c *fiber.Ctx) error {
	var in struct {
		Speed *float64 `json:"speed"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Speed == nil || (*in.Speed != 0 && (*in.Speed < 0.1 || *in.Speed > 100)) {
		return genesis.Errorf(genesis.CodeInvalid, "speed must be from 0.1 to 100, or 0 for as fast as possible")
	}
	return s.command(c, genesis.Command{Kind: genesis.CmdSpeed, Value: *in.Speed})
}

func (s *Server) scatter(c *fiber.Ctx) error { return s.place(c, genesis.CmdScatter, 1000) }
func (s *Server) spawn(c *fiber.Ctx) error   { return s.place(c, genesis.CmdSpawn, 100) }

// place is POST /api/world/scatter and /api/world/spawn {"count": 20, "x": 100, "y": 200}; without a place, anywhere.
func (s *Server) place(c *fiber.Ctx, kind genesis.CommandKind, most int) error {
	var in struct {
		Count int      `json:"count"`
		X     *float64 `json:"x"`
		Y     *float64 `json:"y"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Count < 1 || in.Count > most {
		return genesis.Errorf(genesis.CodeInvalid, "count must be from 1 to %d", most)
	}
	cmd := genesis.Command{Kind: kind, Count: in.Count}
	if (in.X == nil) != (in.Y == nil) {
		return genesis.Errorf(genesis.CodeInvalid, "give both x and y, or neither")
	}
	if in.X != nil {
		if err := s.checkPlace(c, *in.X, *in.Y); err != nil {
			return err
		}
		cmd.X, cmd.Y = *in.X, *in.Y
	}
	return s.command(c, cmd)
}

// checkPlace refuses a place outside of the world.
func (s *Server) checkPlace(c *fiber.Ctx, x, y float64) error {
	params, err := s.Store.Params(c.UserContext())
	if err != nil {
		return err
	}
	width, height := params["world_width"], params["world_height"]
	if x < 0 || y < 0 || x >= width || y >= height {
		return genesis.Errorf(genesis.CodeInvalid, "the world reaches from 0, 0 to %g, %g", width, height)
	}
	return nil
}
