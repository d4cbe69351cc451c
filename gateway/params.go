package gateway

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// paramRow is a parameter with its present value.
type paramRow struct {
	genesis.Param
	Value float64 `json:"value"`
}

// params is GET /api/world/params: the table of parameters with their values.
func (s *Server) params(c *fiber.Ctx) error {
	values, err := s.Store.Params(c.UserContext())
	if err != nil {
		return err
	}
	rows := make([]paramRow, 0, len(genesis.Params))
	for _, p := range genesis.Params {
		row := paramRow{Param: p, Value: p.Default}
		if v, ok := values[p.Name]; ok {
			row.Value = v
		}
		rows = append(rows, row)
	}
	return c.JSON(rows)
}

// setting is one value for one parameter.
type setting struct {
	name  string
	value float64
}

// readSettings reads {"temperature": 35, …} or {"param": "temperature", "value": 35} and checks every value, so that
// either all of them can be sent or none is.
func readSettings(body []byte) ([]setting, error) {
	var fields map[string]json.RawMessage
	if err := decode(body, &fields); err != nil {
		return nil, err
	}
	if _, named := fields["param"]; named {
		var one struct {
			Param *string  `json:"param"`
			Value *float64 `json:"value"`
		}
		if err := decode(body, &one); err != nil {
			return nil, err
		}
		if one.Param == nil || one.Value == nil {
			return nil, genesis.Errorf(genesis.CodeInvalid, `want {"param": NAME, "value": NUMBER}`)
		}
		return checked([]setting{{*one.Param, *one.Value}})
	}
	settings := make([]setting, 0, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		var value *float64
		if err := json.Unmarshal(fields[name], &value); err != nil || value == nil {
			return nil, genesis.Errorf(genesis.CodeInvalid, "%s must be a number", name)
		}
		settings = append(settings, setting{name, *value})
	}
	return checked(settings)
}

func checked(settings []setting) ([]setting, error) {
	if len(settings) == 0 {
		return nil, genesis.Errorf(genesis.CodeInvalid, `name a parameter, as in {"temperature": 35}`)
	}
	for _, one := range settings {
		if err := genesis.CheckParam(one.name, one.value); err != nil {
			return nil, err
		}
	}
	return settings, nil
}

// paramsAnswer tells what was set, and from which tick on.
type paramsAnswer struct {
	Params map[string]float64 `json:"params"`
	Tick   uint64             `json:"tick"`
}

// partly names in err's details what was set before it.
func partly(err error, applied map[string]float64) error {
	e, ok := errors.AsType[*genesis.Error](err)
	if !ok || len(applied) == 0 {
		return err
	}
	return e.With("applied", applied)
}

// setParams is POST /api/world/params.
func (s *Server) setParams(c *fiber.Ctx) error {
	settings, err := readSettings(c.Body())
	if err != nil {
		return err
	}
	answer := paramsAnswer{Params: map[string]float64{}}
	for _, one := range settings {
		reply, err := s.Store.SendCommand(c.UserContext(), genesis.Command{
			Kind: genesis.CmdSetParam, Param: one.name, Value: one.value,
		})
		if err != nil {
			return partly(err, answer.Params)
		}
		answer.Params[one.name], answer.Tick = one.value, reply.Tick
	}
	return c.JSON(answer)
}
