package genesis

import "math"

// Param is a parameter of the world. It can be changed in a running world if Live is true.
type Param struct {
	Name    string  `json:"name"`
	Default float64 `json:"default"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Unit    string  `json:"unit"`
	Live    bool    `json:"live"`    // false: fixed when the world is created
	Integer bool    `json:"integer"` // whole numbers only
	About   string  `json:"about"`
}

// Params lists the parameters in the order of the hash ws:params (docs/specification.md, section 3.2).
var Params = []Param{
	{"world_width", 2000, 200, 100_000, "px", false, true, "width of the world"},
	{"world_height", 2000, 200, 100_000, "px", false, true, "height of the world"},
	{"gravity", 0.98, 0, 2, "", true, false, "presses bodies to the ground: with friction it makes the drag"},
	{"friction", 0.85, 0, 1, "", true, false, "share of speed that the ground takes, scaled by gravity"},
	{"resource_spawn_rate", 0.05, 0, 1, "items/tick/Mpx²", true, false, "how fast food grows"},
	{"temperature", 20, -30, 60, "°C", true, false, "base temperature, around which the weather moves"},
	{"max_entities", 500, 1, 200_000, "molbots", true, true, "births stop here"},
	{"min_population", 20, 0, 200_000, "molbots", true, true, "new founders appear below this"},
	{"world_walls", 0, 0, 1, "", false, true, "1 for walls at the edges, 0 for a world that wraps around"},
	{"tick_rate_ms", 16, 1, 1000, "ms", true, true, "length of a tick; 16 ms is 62.5 Hz"},
}

// ParamByName finds a parameter by its name.
func ParamByName(name string) (Param, bool) {
	for _, p := range Params {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// CheckParam returns an error of code invalid if value can't be set in a running world.
func CheckParam(name string, value float64) *Error {
	p, ok := ParamByName(name)
	switch {
	case !ok:
		return Errorf(CodeInvalid, "there is no parameter %q", name)
	case !p.Live:
		return Errorf(CodeInvalid, "%s is fixed when the world is made", name)
	case math.IsNaN(value) || value < p.Min || value > p.Max:
		return Errorf(CodeInvalid, "%s must be between %g and %g", name, p.Min, p.Max).
			With("min", p.Min).With("max", p.Max)
	case p.Integer && value != math.Trunc(value):
		return Errorf(CodeInvalid, "%s must be a whole number", name)
	}
	return nil
}
