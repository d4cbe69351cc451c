package gateway

import (
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// worldCommands maps paths below POST /api/world to the functions that read the request into the payload of an engine
// command; s.command sends the command and answers. Parameters have their own route because their answer differs.
var worldCommands = []struct {
	path string
	read func(*Server, *fiber.Ctx) (command.Payload, error)
}{
	{"pause", bodyless(command.Pause{})},
	{"resume", bodyless(command.Resume{})},
	{"checkpoint", bodyless(command.Checkpoint{})},
	{"step", (*Server).step},
	{"speed", (*Server).speed},
	{"scatter", (*Server).scatter},
	{"spawn", (*Server).spawn},
	{"front", (*Server).front},
	{"restore", (*Server).restore},
	{"reset", (*Server).reset},
}

// commandAnswer tells from which tick on a command is in effect.
type commandAnswer struct {
	Tick       uint64 `json:"tick"`
	Generation int64  `json:"generation"`
	Data       any    `json:"data,omitempty"`
}

// command sends the command that read makes of the request, and answers with the engine's reply.
func (s *Server) command(read func(*Server, *fiber.Ctx) (command.Payload, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := read(s, c)
		if err != nil {
			return err
		}
		reply, err := s.Store.SendCommand(c.UserContext(), command.Command{ID: commandID(c), Payload: p})
		if err != nil {
			return err
		}
		return c.JSON(commandAnswer{reply.Tick, reply.Generation, reply.Data})
	}
}

// bodyless reads a request for a command without arguments.
func bodyless(p command.Payload) func(*Server, *fiber.Ctx) (command.Payload, error) {
	return func(_ *Server, c *fiber.Ctx) (command.Payload, error) {
		return p, decode(c.Body(), &struct{}{})
	}
}

// step handles POST /api/world/step {"count": 1}, which needs a paused world.
func (s *Server) step(c *fiber.Ctx) (command.Payload, error) {
	in := struct {
		Count int `json:"count"`
	}{1}
	if err := decode(c.Body(), &in); err != nil {
		return nil, err
	}
	if in.Count < 1 || in.Count > command.MaxCount {
		return nil, genesis.Errorf(genesis.CodeInvalid, "count must be from 1 to %d", command.MaxCount)
	}
	return command.Step{Count: in.Count}, nil
}

// speed handles POST /api/world/speed {"speed": 2}.
func (s *Server) speed(c *fiber.Ctx) (command.Payload, error) {
	var in struct {
		Speed *float64 `json:"speed"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return nil, err
	}
	if in.Speed == nil || (*in.Speed != 0 && (*in.Speed < 0.1 || *in.Speed > 100)) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "speed must be from 0.1 to 100, or 0 for as fast as possible")
	}
	return command.Speed{Factor: *in.Speed}, nil
}

// scatter handles POST /api/world/scatter.
func (s *Server) scatter(c *fiber.Ctx) (command.Payload, error) {
	at, err := s.place(c, 1000)
	if err != nil {
		return nil, err
	}
	return command.Scatter{Count: at.count, X: at.x, Y: at.y}, nil
}

// spawn handles POST /api/world/spawn.
func (s *Server) spawn(c *fiber.Ctx) (command.Payload, error) {
	at, err := s.place(c, 100)
	if err != nil {
		return nil, err
	}
	return command.Spawn{Count: at.count, X: at.x, Y: at.y}, nil
}

// front handles POST /api/world/front {"celsius": -10}.
func (s *Server) front(c *fiber.Ctx) (command.Payload, error) {
	var in struct {
		Celsius *float64 `json:"celsius"`
		X       *float64 `json:"x"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return nil, err
	}
	if in.Celsius == nil || *in.Celsius < -command.MaxFront || *in.Celsius > command.MaxFront {
		return nil, genesis.Errorf(genesis.CodeInvalid, "celsius must be from -%d to %d", command.MaxFront, command.MaxFront)
	}
	cmd := command.Front{Celsius: *in.Celsius}
	if in.X != nil {
		if err := s.checkPlace(c, *in.X, 0); err != nil {
			return nil, err
		}
		cmd.X = max(*in.X, 1)
	}
	return cmd, nil
}

// placed is a number of things to create, and where.
type placed struct {
	count int
	x, y  float64 // both 0: anywhere
}

// place reads {"count": 20, "x": 100, "y": 200}; without x and y the place is random.
func (s *Server) place(c *fiber.Ctx, most int) (at placed, err error) {
	var in struct {
		Count int      `json:"count"`
		X     *float64 `json:"x"`
		Y     *float64 `json:"y"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return at, err
	}
	if in.Count < 1 || in.Count > most {
		return at, genesis.Errorf(genesis.CodeInvalid, "count must be from 1 to %d", most)
	}
	at.count = in.Count
	if (in.X == nil) != (in.Y == nil) {
		return at, genesis.Errorf(genesis.CodeInvalid, "give both x and y, or neither")
	}
	if in.X != nil {
		if err := s.checkPlace(c, *in.X, *in.Y); err != nil {
			return at, err
		}
		at.x, at.y = *in.X, *in.Y
	}
	return at, nil
}

// checkPlace rejects a place outside of the world.
func (s *Server) checkPlace(c *fiber.Ctx, x, y float64) error {
	params, err := s.Store.Params(c.UserContext())
	if err != nil {
		return err
	}
	width, height := params["world_width"], params["world_height"]
	if x < 0 || y < 0 || x >= width || y >= height {
		return genesis.Errorf(genesis.CodeInvalid, "x and y must lie between 0, 0 and %g, %g", width, height)
	}
	return nil
}
