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
	maxChannel = 15
	maxColumns = 256
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
	channel, err := q.integer("channel", 0, 0, maxChannel)
	if err != nil {
		return err
	}
	columns, err := q.integer("cols", 64, 1, maxColumns)
	if err != nil {
		return err
	}
	var out json.RawMessage
	err = s.queryEngine(c, genesis.Command{Kind: genesis.CmdLayer, Param: name, Value: float64(channel), Count: columns},
		&out)
	if err != nil {
		return err
	}
	return c.JSON(out)
}

// maxFront is how much warmer or colder a front can be [°C].
const maxFront = 40

// front is POST /api/world/front {"celsius": -10}.
func (s *Server) front(c *fiber.Ctx) error {
	var in struct {
		Celsius *float64 `json:"celsius"`
		X       *float64 `json:"x"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if in.Celsius == nil || *in.Celsius < -maxFront || *in.Celsius > maxFront {
		return genesis.Errorf(genesis.CodeInvalid, "celsius must be from -%d to %d", maxFront, maxFront)
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
