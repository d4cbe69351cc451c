// Package prompts holds the prompts as templates, with golden tests. They are written for small local models: the API
// as a short list, worked examples, one function to write, and the errors with their lines after a failed attempt.
//
// The built-in synthesiser parses the same prompts, so their structure is a contract. A system prompt starts with "You
// are the Architect" or "You are the Coder". Lines such as "Problem: starvation" stand alone. The sources of kept
// traits are the go fences below "## Kept traits", and the trait to change is the fence below "## Trait to change".
package prompts

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"github.com/ai-genesis/ai-genesis"
)

//go:embed *.tmpl
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.tmpl"))

// Tunable lists the parameters of the world that a plan may change. The others are limits of the machine rather than
// properties of the world.
var Tunable = []string{"gravity", "friction", "resource_spawn_rate", "temperature"}

// Plan holds the data of the architect's prompt.
type Plan struct {
	CycleID  string
	Problem  genesis.Problem
	Severity genesis.Severity
	Area     string // traits, physics or environment
	Reason   string
	Tick     uint64
	Vitals   genesis.Vitals
	Params   []Value
	Traits   []genesis.TraitRef
	Tried    []Try    // newest first
	Asked    []string // the criteria that a program must meet in its trial
	Sums     []string // summaries that also cover older cycles
}

// Value is the current value of a parameter.
type Value struct {
	Name  string
	Value float64
}

// Try is the result of an earlier cycle.
type Try struct {
	Outcome     genesis.Outcome
	Trait       string
	Description string
	Reason      string
}

// Code holds the data of the coder's prompt.
type Code struct {
	CycleID  string
	Attempt  int
	Problem  genesis.Problem
	Trait    string
	Action   genesis.ActionType
	Plan     string // the plan as JSON on one line
	Change   *Example
	Kept     []Example
	Examples []Example
	Asked    []string // the criteria that the program must meet in its trial
	Wish     string   // request of the person who started the cycle
	Tries    []string // earlier programs of this cycle and their results
	Numbered string   // previous program with line numbers
	Problems []genesis.VetProblem
	Feedback string
}

// Example is a trait to learn from; Source is only its functions.
type Example struct {
	ID     string
	About  string
	Source string
}

// PlanPrompt returns the architect's system and user prompt.
func PlanPrompt(api string, p Plan) (system, user string, err error) {
	var params []genesis.Param
	for _, name := range Tunable {
		if param, ok := genesis.ParamByName(name); ok {
			params = append(params, param)
		}
	}
	senses, actions := Abilities(api)
	about := struct {
		Params          []genesis.Param
		Senses, Actions string
		Facts           []string
	}{params, senses, actions, Facts()}
	for {
		system, user, err = fill("plan", about, p)
		if err != nil || len(system)+len(user) <= Budget || len(p.Tried) == 0 {
			return system, user, err
		}
		p.Tried = p.Tried[:len(p.Tried)-1] // the oldest cycle is the least informative
	}
}

// CodePrompt returns the coder's system and user prompt; api lists what a trait can call.
func CodePrompt(api string, c Code) (system, user string, err error) {
	about := struct {
		API   string
		Facts []string
	}{strings.TrimSpace(api), Facts()}
	for {
		system, user, err = fill("code", about, c)
		switch {
		case err != nil || len(system)+len(user) <= Budget:
			return system, user, err
		case len(c.Examples) > 0: // drop the least useful parts first
			c.Examples = c.Examples[:len(c.Examples)-1]
		case len(c.Kept) > 0:
			c.Kept = c.Kept[:len(c.Kept)-1]
		case len(c.Tries) > 1:
			c.Tries = c.Tries[1:]
		default:
			return system, user, err
		}
	}
}

func fill(name string, system, user any) (string, string, error) {
	var s, u strings.Builder
	if err := templates.ExecuteTemplate(&s, name+"_system.tmpl", system); err != nil {
		return "", "", fmt.Errorf("fill the prompt %s: %w", name, err)
	}
	if err := templates.ExecuteTemplate(&u, name+"_user.tmpl", user); err != nil {
		return "", "", fmt.Errorf("fill the prompt %s: %w", name, err)
	}
	return s.String(), strings.TrimSpace(u.String()) + "\n", nil
}

// PlanSchema returns the JSON schema of a plan.
func PlanSchema() json.RawMessage {
	params := map[string]any{}
	for _, name := range Tunable {
		params[name] = map[string]any{"type": "number"}
	}
	schema, err := json.Marshal(map[string]any{
		"type": "object",
		"properties": map[string]any{
			"action_type": map[string]any{"type": "string", "enum": []genesis.ActionType{
				genesis.ActionNewTrait, genesis.ActionModifyTrait, genesis.ActionAdjustParams, genesis.ActionImpossible,
			}},
			"trait_name":  map[string]any{"type": "string"},
			"description": map[string]any{"type": "string"},
			"params":      map[string]any{"type": "object", "properties": params, "additionalProperties": false},
		},
		"required": []string{"action_type", "trait_name", "description"},
	})
	if err != nil {
		panic(err) // a literal can be marshalled
	}
	return schema
}

// Number prefixes the lines of a source with line numbers.
func Number(source string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(strings.TrimRight(source, "\n") + "\n") {
		n++
		fmt.Fprintf(&b, "%3d  %s", n, line)
	}
	return strings.TrimRight(b.String(), "\n")
}
