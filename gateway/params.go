package gateway

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// paramRow is a parameter with its current value.
type paramRow struct {
	genesis.Param
	Value float64 `json:"value"`
}

// params handles GET /api/world/params: the table of parameters with their values.
func (s *Server) params(c *fiber.Ctx) error {
	values, err := s.Store.Params(c.UserContext())
	if err != nil {
		return err
	}
	if len(values) == 0 && s.takesNoWrites(c.UserContext()) {
		return s.withheld(c.UserContext(), "the world's parameters are not known")
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

// setting is a value for one parameter.
type setting struct {
	name  string
	value float64
}

// readSettings reads {"temperature": 35, …} or {"param": "temperature", "value": 35} and checks every value before any
// is sent, so that either all of them are set or none.
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

// setParams handles POST /api/world/params. All values are set at the same tick, or none is.
func (s *Server) setParams(c *fiber.Ctx) error {
	settings, err := readSettings(c.Body())
	if err != nil {
		return err
	}
	answer := paramsAnswer{Params: map[string]float64{}}
	for _, one := range settings {
		answer.Params[one.name] = one.value
	}
	cmd := command.Command{ID: commandID(c), Payload: command.SetParams{Params: answer.Params}}
	if len(settings) == 1 {
		cmd.Payload = command.SetParam{Name: settings[0].name, Value: settings[0].value}
	}
	reply, err := s.Store.SendCommand(c.UserContext(), cmd)
	if err != nil {
		return err
	}
	answer.Tick = reply.Tick
	return c.JSON(answer)
}
