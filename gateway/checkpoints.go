package gateway

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// checkpoints handles GET /api/world/checkpoints, newest first.
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

// restore handles POST /api/world/restore {"tick": 90300}: the world returns to a kept checkpoint.
func (s *Server) restore(c *fiber.Ctx) (command.Payload, error) {
	var in struct {
		Tick *uint64 `json:"tick"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return nil, err
	}
	if in.Tick == nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, `want {"tick": NUMBER}, one that /api/world/checkpoints lists`)
	}
	kept, err := s.Store.Checkpoints(c.UserContext())
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(kept, func(k genesis.KeptCheckpoint) bool { return k.Tick == *in.Tick }) {
		return nil, genesis.Errorf(genesis.CodeNotFound, "no checkpoint of tick %d is kept; /api/world/checkpoints lists "+
			"those that are", *in.Tick)
	}
	return command.Restore{Tick: int(*in.Tick)}, nil
}

// reset handles POST /api/world/reset {"seed": 7}: a new world replaces this one, whose checkpoints are kept.
func (s *Server) reset(c *fiber.Ctx) (command.Payload, error) {
	var in struct {
		Seed *int64 `json:"seed"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return nil, err
	}
	if in.Seed == nil || *in.Seed < 0 || *in.Seed > maxSeed {
		return nil, genesis.Errorf(genesis.CodeInvalid,
			`want {"seed": NUMBER} from 0 to %d; the world as it is stays among /api/world/checkpoints`, maxSeed)
	}
	return command.Reset{Seed: int(*in.Seed)}, nil
}

// maxSeed is the greatest integer that JavaScript represents exactly.
const maxSeed = 1<<53 - 1
