// Package prompts holds what the model is told, as templates with golden tests. They are written for small local
// models: the API as a short list, worked examples, one function to write, and the errors with their lines when it was
// wrong.
//
// The built-in synthesiser reads the same prompts, so their frame is a contract: a system prompt starts with "You are
// the Architect" or "You are the Coder"; lines such as "Problem: starvation" stand alone; the sources of kept traits
// are the go fences below "## Kept traits", that of the trait to change the one below "## Trait to change".
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

// Tunable names the parameters of the world that a plan may change. The others are limits of the machine, not laws of
// nature.
var Tunable = []string{"gravity", "friction", "resource_spawn_rate", "temperature"}

// Plan fills the architect's prompt.
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
	Asked    []string // what a program will be asked in its trial
	Sums     []string // of more cycles than these
}

// Value is a parameter's present value.
type Value struct {
	Name  string
	Value float64
}

// Try is what an earlier cycle came to.
type Try struct {
	Outcome     genesis.Outcome
	Trait       string
	Description string
	Reason      string
}

// Code fills the coder's prompt.
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
	Asked    []string // what the program will be asked in its trial
	Wish     string   // of the person who asked for the cycle
	Tries    []string // the earlier programs of this cycle, and what became of them
	Numbered string   // the last program with line numbers
	Problems []genesis.VetProblem
	Feedback string
}

// Example is a trait to learn from: the function alone.
type Example struct {
	ID     string
	About  string
	Source string
}

// PlanPrompt is the architect's system and user prompt.
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
		p.Tried = p.Tried[:len(p.Tried)-1] // the oldest has the least to tell
	}
}

// CodePrompt is the coder's system and user prompt; api is the list of what a trait can call.
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
		case len(c.Examples) > 0: // what the prompt can best do without goes first
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

// PlanSchema is the JSON schema of a plan. traits are the loaded ones.
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
		panic(err) // a literal of ours marshals
	}
	return schema
}

// Number puts line numbers in front of a source's lines.
func Number(source string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(strings.TrimRight(source, "\n") + "\n") {
		n++
		fmt.Fprintf(&b, "%3d  %s", n, line)
	}
	return strings.TrimRight(b.String(), "\n")
}
