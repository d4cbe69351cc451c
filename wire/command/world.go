package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// SetParam sets one parameter of the world.
type SetParam struct {
	answers[genesis.ParamsChanged]
	Name  string
	Value float64
}

// SetParams sets several parameters at the same tick. If one can't be set, none is.
type SetParams struct {
	answers[[]genesis.ParamsChanged]
	Params map[string]float64
}

// Pause stops the world between two ticks.
type Pause struct{ answers[None] }

// Resume continues a paused world.
type Resume struct{ answers[None] }

// Step runs Count ticks of a paused world.
type Step struct {
	answers[None]
	Count int // 0 means 1
}

// Speed sets the speed of the world.
type Speed struct {
	answers[None]
	Factor float64 // multiple of the tick rate, 0.1 to 100; 0 for as fast as possible
}

// Checkpoint saves the state of the world.
type Checkpoint struct{ answers[Saved] }

// Saved describes the saved checkpoint. It is empty if the host of the loop keeps the checkpoints.
type Saved struct {
	Bytes int `json:"bytes"`
}

// Spawn adds molbots around a place, or anywhere if both coordinates are 0.
type Spawn struct {
	answers[Spawned]
	Count int
	X, Y  float64 // [px]
}

// Spawned lists the new molbots.
type Spawned struct {
	Molbots []string `json:"molbots"`
}

// Scatter adds food around a place, or anywhere if both coordinates are 0.
type Scatter struct {
	answers[None]
	Count int
	X, Y  float64 // [px]
}

// Kill removes a molbot.
type Kill struct {
	answers[None]
	Molbot string
}

// Front starts a weather front.
type Front struct {
	answers[None]
	Celsius float64 // change of temperature; below 0: colder
	X       float64 // position to start at [px]; 0: it enters from the edge
}

// Restore takes the world back to a saved checkpoint.
type Restore struct {
	answers[None]
	Tick int
}

// Reset replaces this world by a new one.
type Reset struct {
	answers[None]
	Seed int
}

// Budget sets the fuel available to a tick. The loop journals it because a replay needs it; nobody else can send it.
type Budget struct {
	answers[None]
	Fuel int64 // 0: no limit
}

// Limits of a single command.
const (
	MaxCount = 10_000 // molbots, food items or ticks
	MaxFront = 40     // maximum change of temperature by a front [°C]
)

// Sentence describes the effect of a command at a tick, for the feed. A kind that people don't send has no sentence;
// its name is returned.
func Sentence(p Payload, tick uint64) string {
	if told, ok := p.(interface{ sentence(tick uint64) string }); ok {
		return told.sentence(tick)
	}
	return string(p.Kind())
}

var worldKinds = kinds{
	"set_param":   func(l *line) Payload { return SetParam{Name: l.Param, Value: l.Value} },
	"set_params":  func(l *line) Payload { return SetParams{Params: l.Params} },
	"pause":       func(*line) Payload { return Pause{} },
	"resume":      func(*line) Payload { return Resume{} },
	"step":        func(l *line) Payload { return Step{Count: l.Count} },
	"speed":       func(l *line) Payload { return Speed{Factor: l.Value} },
	"checkpoint":  func(*line) Payload { return Checkpoint{} },
	"spawn":       func(l *line) Payload { return Spawn{Count: l.Count, X: l.X, Y: l.Y} },
	"scatter":     func(l *line) Payload { return Scatter{Count: l.Count, X: l.X, Y: l.Y} },
	"kill":        func(l *line) Payload { return Kill{Molbot: l.Molbot} },
	"front":       func(l *line) Payload { return Front{Celsius: l.Value, X: l.X} },
	"restore":     func(l *line) Payload { return Restore{Tick: l.Count} },
	"reset":       func(l *line) Payload { return Reset{Seed: l.Count} },
	"fuel_budget": func(l *line) Payload { return Budget{Fuel: int64(l.Value)} },
}

// Kind implements Payload.
func (SetParam) Kind() Kind      { return "set_param" }
func (p SetParam) write(l *line) { l.Param, l.Value = p.Name, p.Value }
func (p SetParam) sentence(tick uint64) string {
	return fmt.Sprintf("%s set to %g at tick %d.", p.Name, p.Value, tick)
}

// Kind implements Payload.
func (SetParams) Kind() Kind      { return "set_params" }
func (p SetParams) write(l *line) { l.Params = p.Params }
func (p SetParams) sentence(tick uint64) string {
	var set []string
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		set = append(set, fmt.Sprintf("%s to %g", name, p.Params[name]))
	}
	return fmt.Sprintf("%s set at tick %d.", strings.Join(set, ", "), tick)
}

// Kind implements Payload.
func (Pause) Kind() Kind                  { return "pause" }
func (Pause) write(*line)                 {}
func (Pause) sentence(tick uint64) string { return fmt.Sprintf("World paused at tick %d.", tick) }

// Kind implements Payload.
func (Resume) Kind() Kind                  { return "resume" }
func (Resume) write(*line)                 {}
func (Resume) sentence(tick uint64) string { return fmt.Sprintf("World resumed at tick %d.", tick) }

// Kind implements Payload.
func (Step) Kind() Kind      { return "step" }
func (p Step) write(l *line) { l.Count = p.Count }
func (p Step) sentence(tick uint64) string {
	return fmt.Sprintf("World steps by %d from tick %d.", max(p.Count, 1), tick)
}

// Kind implements Payload.
func (Speed) Kind() Kind      { return "speed" }
func (p Speed) write(l *line) { l.Value = p.Factor }
func (p Speed) sentence(uint64) string {
	if p.Factor == 0 {
		return "World runs as fast as it can."
	}
	return fmt.Sprintf("World runs at %gx.", p.Factor)
}

// Kind implements Payload.
func (Checkpoint) Kind() Kind  { return "checkpoint" }
func (Checkpoint) write(*line) {}
func (Checkpoint) sentence(tick uint64) string {
	return fmt.Sprintf("Checkpoint saved at tick %d.", tick)
}

// Kind implements Payload.
func (Spawn) Kind() Kind               { return "spawn" }
func (p Spawn) write(l *line)          { l.Count, l.X, l.Y = p.Count, p.X, p.Y }
func (p Spawn) sentence(uint64) string { return fmt.Sprintf("%d molbots spawned.", p.Count) }

// Kind implements Payload.
func (Scatter) Kind() Kind               { return "scatter" }
func (p Scatter) write(l *line)          { l.Count, l.X, l.Y = p.Count, p.X, p.Y }
func (p Scatter) sentence(uint64) string { return fmt.Sprintf("%d food items scattered.", p.Count) }

// Kind implements Payload.
func (Kill) Kind() Kind               { return "kill" }
func (p Kill) write(l *line)          { l.Molbot = p.Molbot }
func (p Kill) sentence(uint64) string { return p.Molbot + " removed." }

// Kind implements Payload.
func (Front) Kind() Kind               { return "front" }
func (p Front) write(l *line)          { l.Value, l.X = p.Celsius, p.X }
func (p Front) sentence(uint64) string { return fmt.Sprintf("A front comes in: %+g °C.", p.Celsius) }

// Kind implements Payload.
func (Restore) Kind() Kind      { return "restore" }
func (p Restore) write(l *line) { l.Count = p.Tick }
func (Restore) sentence(tick uint64) string {
	return fmt.Sprintf("The world went back to tick %d.", tick)
}

// Kind implements Payload.
func (Reset) Kind() Kind               { return "reset" }
func (p Reset) write(l *line)          { l.Count = p.Seed }
func (p Reset) sentence(uint64) string { return fmt.Sprintf("A new world began with seed %d.", p.Seed) }

// Kind implements Payload.
func (Budget) Kind() Kind      { return "fuel_budget" }
func (p Budget) write(l *line) { l.Value = float64(p.Fuel) }
