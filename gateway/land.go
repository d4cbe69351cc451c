package gateway

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// layers are the fields of the environment that can be looked at.
var layers = []string{"temperature", "fertility", "scent"}

const (
	channelMax = 15
	columnsMax = 256
)

// layer is GET /api/world/layers/{layer}?channel=0&cols=64.
func (s *Server) layer(c *fiber.Ctx) error {
	name := c.Params("layer")
	if !slices.Contains(layers, name) {
		return genesis.Errorf(genesis.CodeNotFound, "there is no layer %q: there are %s", name, strings.Join(layers, ", "))
	}
	q, err := readFields(c, "channel", "cols")
	if err != nil {
		return err
	}
	channel, err := q.whole("channel", 0, 0, channelMax)
	if err != nil {
		return err
	}
	columns, err := q.whole("cols", 64, 1, columnsMax)
	if err != nil {
		return err
	}
	var out json.RawMessage
	err = s.ask(c, genesis.Command{Kind: genesis.CmdLayer, Param: name, Value: float64(channel), Count: columns}, &out)
	if err != nil {
		return err
	}
	return c.JSON(out)
}

// frontMax is how much warmer or colder a front can be [°C].
const frontMax = 40

// front is POST /api/world/front {"celsius": -10}.
func (s *Server) front(c *fiber.Ctx) error {
	var in struct {
		Celsius *float64 `json:"celsius"`
		X       *float64 `json:"x"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Celsius == nil || *in.Celsius < -frontMax || *in.Celsius > frontMax {
		return genesis.Errorf(genesis.CodeInvalid, "celsius must be from -%d to %d", frontMax, frontMax)
	}
	cmd := genesis.Command{Kind: genesis.CmdFront, Value: *in.Celsius}
	if in.X != nil {
		if err := s.checkPlace(c, *in.X, 0); err != nil {
			return err
		}
		cmd.X = max(*in.X, 1)
	}
	return s.command(c, cmd)
}

// checkpoints is GET /api/world/checkpoints, newest first.
func (s *Server) checkpoints(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	kept, err := s.Store.Checkpoints(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(kept)
}

// restore is POST /api/world/restore {"tick": 90300}: back to a kept checkpoint.
func (s *Server) restore(c *fiber.Ctx) error {
	var in struct {
		Tick *uint64 `json:"tick"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Tick == nil {
		return genesis.Errorf(genesis.CodeInvalid, `want {"tick": NUMBER}, one that /api/world/checkpoints lists`)
	}
	kept, err := s.Store.Checkpoints(c.UserContext())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(kept, func(k genesis.KeptCheckpoint) bool { return k.Tick == *in.Tick }) {
		return genesis.Errorf(genesis.CodeNotFound, "no checkpoint of tick %d is kept; /api/world/checkpoints lists those that are", *in.Tick)
	}
	return s.command(c, genesis.Command{Kind: genesis.CmdRestore, Count: int(*in.Tick)})
}

// reset is POST /api/world/reset {"seed": 7}: a new world in the place of this one, whose checkpoints stay.
func (s *Server) reset(c *fiber.Ctx) error {
	var in struct {
		Seed *int64 `json:"seed"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Seed == nil || *in.Seed < 0 || *in.Seed > maxSeed {
		return genesis.Errorf(genesis.CodeInvalid, `want {"seed": NUMBER} from 0 to %d; the world as it is stays among /api/world/checkpoints`, maxSeed)
	}
	return s.command(c, genesis.Command{Kind: genesis.CmdReset, Count: int(*in.Seed)})
}

// maxSeed is the greatest whole number that JavaScript writes exactly.
const maxSeed = 1<<53 - 1
