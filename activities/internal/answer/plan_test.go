package answer

import (
	"errors"
	"maps"
	"strings"
	"testing"
)

var tunable = []string{"gravity", "friction", "resource_spawn_rate", "temperature"}

const restful = `{"action_type": "new_trait", "trait_name": "night_rest", "description": "Rest when it is dark."}`

func TestReadPlan(t *testing.T) {
	rest := Plan{Action: "new_trait", Trait: "night_rest", Description: "Rest when it is dark."}
	warm := Plan{Action: "adjust_params", Description: "Make it warmer.", Params: map[string]float64{"temperature": 25}}
	better := Plan{Action: "modify_trait", Trait: "forager", Description: "Rest when it is dark."}
	for name, test := range map[string]struct {
		said string
		want Plan
	}{
		"plain":               {restful, rest},
		"fence":               {in("json", restful), rest},
		"fence without label": {in("", restful), rest},
		"prose and fence":     {"Here is my plan:\n\n" + in("json", restful) + "\nIt helps at night.", rest},
		"prose around":        {"Sure! " + restful + " I hope that this helps.", rest},
		"thought":             {"<think>maybe {\"action_type\": \"adjust_params\"}</think>\n" + restful, rest},
		"end of a thought":    {"{\"action_type\":\"adjust_params\"}\n</think>\n" + restful, rest},
		"harmony": {"<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>" +
			restful + "<|return|>", rest},
		"chat token":      {restful + "<|im_end|>", rest},
		"byte order mark": {"\ufeff" + restful, rest},
		"CR LF":           {strings.ReplaceAll(strings.ReplaceAll(restful, ", ", ",\n"), "\n", "\r\n"), rest},
		"quoted":          {quoted1(restful), rest},
		"trailing comma":  {strings.Replace(restful, "}", ",\n}", 1), rest},
		"missing comma": {"{\"action_type\": \"new_trait\"\n\"trait_name\": \"night_rest\"\n\"description\": \"Rest " +
			"when it is dark.\"}", rest},
		"comments": {"{\n  // what\n  \"action_type\": \"new_trait\", // new\n  # name\n  \"trait_name\": " +
			"\"night_rest\", /* x */\n  \"description\": \"Rest when it is dark.\"\n}", rest},
		"list of one": {"[" + restful + "]", rest},
		"list of two": {"[" + restful + `,{"action_type":"new_trait","trait_name":"other","description":"Other."}]`,
			rest},
		"nested":         {`{"plan": ` + restful + `}`, rest},
		"nested twice":   {`{"response": {"evolution_plan": ` + restful + `}}`, rest},
		"properties":     {`{"type": "object", "properties": ` + restful + `}`, rest},
		"string in JSON": {`{"arguments": ` + asJSON(restful) + `}`, rest},
		"tool call":      {`<tool_call>{"name": "plan", "arguments": ` + restful + `}</tool_call>`, rest},
		"curly quotes": {"{“action_type”: “new_trait”, “trait_name”: “night_rest”, “description”: “Rest when it " +
			"is dark.”}", rest},
		"single quotes": {"{'action_type': 'new_trait', 'trait_name': 'night_rest', 'description': 'Rest when " +
			"it is dark.'}", rest},
		"python": {"plan = {'action_type': 'new_trait', 'trait_name': 'night_rest', 'params': None, " +
			"'description': 'Rest when it is dark.', 'final': True}", rest},
		"bare keys": {"{action_type: \"new_trait\", trait_name: \"night_rest\", description: \"Rest when it " +
			"is dark.\"}", rest},
		"bare values": {"{\"action_type\": new_trait, \"trait_name\": night_rest, \"description\": \"Rest when it " +
			"is dark.\"}", rest},
		"camel keys": {`{"actionType": "NewTrait", "traitName": "night_rest", "Description": "Rest when it is dark."}`,
			rest},
		"spaced keys": {`{"Action Type": "New Trait", "Trait Name": "night_rest", "DESCRIPTION": "Rest when it is dark."}`,
			rest},
		"short keys": {`{"action": "create", "name": "night_rest", "desc": "Rest when it is dark."}`, rest},
		"needless fields": {strings.Replace(restful, "}", `, "confidence": 0.9, "steps": ["a", "b"], "priority": "high"}`,
			1), rest},
		"needless parameters": {strings.Replace(restful, "}", `, "params": {}}`, 1), rest},
		"null parameters":     {strings.Replace(restful, "}", `, "params": null}`, 1), rest},
		"no action":           {`{"trait_name": "night_rest", "description": "Rest when it is dark."}`, rest},
		"brace missing":       {strings.TrimSuffix(restful, "}"), rest},
		"opening missing":     {strings.TrimPrefix(restful, "{"), rest},
		"quote missing":       {strings.TrimSuffix(restful, `"}`), rest},
		"line end in string": {strings.Replace(restful, "when it", "when\nit", 1), Plan{Action: "new_trait",
			Trait: "night_rest", Description: "Rest when\nit is dark."}},
		"quotes in string": {strings.Replace(restful, "dark", `"dark" outside`, 1), Plan{Action: "new_trait",
			Trait: "night_rest", Description: `Rest when it is "dark" outside.`}},
		"list of sentences": {`{"action_type":"new_trait","trait_name":"night_rest","description":["Rest","when it is dark."]}`, rest},
		"parts of it":       {`{"action_type":"new_trait","trait_name":"night_rest","description":{"do":"Rest","if":"when it is dark."}}`, rest},
		"trait as object":   {`{"action_type":"new_trait","trait":{"name":"night_rest","description":"Rest when it is dark."}}`, rest},
		"corrected later": {in("json", strings.ReplaceAll(restful, "night_rest", "old_one")) + "\nNo, better:\n" +
			in("json", restful), rest},
		"YAML": {"action_type: new_trait\ntrait_name: night_rest\ndescription: Rest when it is dark.\n", rest},
		"YAML in a fence": {in("yaml", "action_type: new_trait\ntrait_name: night_rest\ndescription: >-\n  Rest when\n  "+
			"it is dark."), rest},
		"TOML": {"action_type = \"new_trait\"\ntrait_name = \"night_rest\"\ndescription = \"Rest when it is dark.\"",
			rest},
		"Markdown": {"## Plan\n\n- **Action type:** new_trait\n- **Trait name:** `night_rest`\n- **Description:** Rest " +
			"when it is dark.\n\nThat is all.", rest},
		"bold labels": {"**Action**: New trait\n**Trait**: night_rest\n**Description**: Rest when it is dark.", rest},
		"prose": {"I propose a new trait called night_rest. Rest when it is dark.",
			Plan{Action: "new_trait", Trait: "night_rest", Description: "I propose a new trait called night_rest. Rest when " +
				"it is dark."}},
		"prose with backticks": {"We should add `night_rest`: it rests when it is dark.",
			Plan{Action: "new_trait", Trait: "night_rest", Description: "We should add night_rest: it rests when it is dark."}},
		"prose of parameters": {"I would adjust the world: set temperature to 25 degrees.",
			Plan{Action: "adjust_params", Description: "I would adjust the world: set temperature to 25 degrees.",
				Params: map[string]float64{"temperature": 25}}},
		"modify": {`{"action_type":"modify_trait","trait_name":"forager","description":"Rest when it is dark."}`,
			better},
		"improve": {`{"action":"improve existing","trait":"forager","description":"Rest when it is dark."}`,
			better},
		"parameters": {`{"action_type":"adjust_params","description":"Make it warmer.","params":{"temperature":25}}`,
			warm},
		"number as string":   {`{"action_type":"adjust_params","description":"Make it warmer.","params":{"temperature":"25"}}`, warm},
		"number with unit":   {`{"action_type":"adjust_params","description":"Make it warmer.","params":{"temperature":"25 °C"}}`, warm},
		"number in words":    {`{"action_type":"adjust_params","description":"Make it warmer.","params":{"temperature":"20 -> 25"}}`, warm},
		"from and to":        {`{"action_type":"adjust_params","description":"Make it warmer.","params":{"temperature":{"from":20,"to":25}}}`, warm},
		"list of parameters": {`{"action_type":"adjust_params","description":"Make it warmer.","params":[{"name":"temperature","value":25}]}`, warm},
		"flat parameters":    {`{"action_type":"adjust_params","description":"Make it warmer.","temperature":25.0}`, warm},
		"camel parameters":   {`{"actionType":"AdjustParams","description":"Make it warmer.","parameters":{"Temperature":+25}}`, warm},
		"no trait":           {`{"action_type":"adjust_params","trait_name":null,"description":"Make it warmer.","params":{"temperature":25}}`, warm},
		"parameters alone":   {`{"description":"Make it warmer.","params":{"temperature":25}}`, warm},
		"YAML parameters": {"action_type: adjust_params\ndescription: Make it warmer.\nparams:\n  temperature: 25\n",
			warm},
		"spawn rate": {`{"action_type":"adjust_params","description":"More food.","params":{"resourceSpawnRate":".07"}}`,
			Plan{Action: "adjust_params", Description: "More food.", Params: map[string]float64{"resource_spawn_rate": 0.07}}},
		"impossible": {`{"action_type":"impossible","description":"Molbots can't fly."}`, Plan{Action: "impossible",
			Description: "Molbots can't fly."}},
	} {
		got, err := ReadPlan(test.said, tunable)
		if err != nil || got.Action != test.want.Action || got.Trait != test.want.Trait ||
			got.Description != test.want.Description ||
			!maps.Equal(got.Params, test.want.Params) {
			t.Errorf("%s: %v\n%+v\nis not\n%+v\nsaid %s", name, err, got, test.want, test.said)
		}
	}
}

func TestRefusedPlans(t *testing.T) {
	for said, want := range map[string]string{
		"":                  "empty",
		"I am a teapot.":    "not JSON",
		"<think>" + restful: "within a thought",
		"{}":                "not JSON",
		`{"action_type":"explode","trait_name":"x","description":"x"}`:                                     "must be new_trait",
		`{"action_type":"new_trait","trait_name":"x"}`:                                                     "no description",
		`{"action_type":"new_trait","trait_name":"x","description":"..."}`:                                 "no description",
		`{"action_type":"adjust_params","description":"warm","params":{"temperature":"higher"}}`:           "no number",
		`{"type":"object","properties":{"action_type":{"type":"string"},"description":{"type":"string"}}}`: "action_type",
	} {
		var no *Rejection
		if got, err := ReadPlan(said, tunable); !errors.As(err, &no) || !strings.Contains(no.Reason, want) {
			t.Errorf("%s: %+v, %v, want …%s…", said, got, err, want)
		}
	}
}
