package gateway

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// layers are the fields of the environment that can be shown.
var layers = []string{"temperature", "fertility", "scent"}

const (
	maxChannel = 15
	maxColumns = 256
)

// layer handles GET /api/world/layers/{layer}?channel=0&cols=64.
func (s *Server) layer(c *fiber.Ctx) error {
	name := c.Params("layer")
	if !slices.Contains(layers, name) {
		return genesis.Errorf(genesis.CodeNotFound, "there is no layer %q; the layers are %s", name,
			strings.Join(layers, ", "))
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
	out, err := ask(s, c, command.Layer{Name: name, Channel: channel, Columns: columns})
	if err != nil {
		return err
	}
	return c.JSON(out)
}
