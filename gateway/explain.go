package gateway

import (
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// explain handles GET /api/world/molbots/{id}/explain?sources=true: what a molbot did in the last tick and why. The
// first request starts recording, which stops some time after the last request.
func (s *Server) explain(c *fiber.Ctx) error {
	q, err := readFields(c, "sources")
	if err != nil {
		return err
	}
	question := command.Explain{Molbot: c.Params("id")}
	switch q["sources"] {
	case "", "false":
	case "true":
		question.Sources = true
	default:
		return genesis.Errorf(genesis.CodeInvalid, "sources must be true or false")
	}
	if !redisstore.ValidMolbot(question.Molbot) {
		return genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a molbot", question.Molbot)
	}
	out, err := ask(s, c, question)
	if err != nil {
		return err
	}
	out.Traits, out.Sensed, out.Wanted = listed(out.Traits), listed(out.Sensed), listed(out.Wanted)
	return c.JSON(out)
}

// heat handles GET /api/world/traits/{id}/lines: how often each line of a trait ran over a sample of its bearers since
// the first request.
func (s *Server) heat(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	id := c.Params("id")
	if !traitFilter.MatchString(id) {
		return genesis.Errorf(genesis.CodeInvalid, "the id of a trait looks like graze_v1")
	}
	out, err := ask(s, c, command.Heat{Trait: id})
	if err != nil {
		return err
	}
	out.Lines = listed(out.Lines)
	return c.JSON(out)
}
