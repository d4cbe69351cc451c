package synth

import (
	"maps"
	"slices"
)

// maxSchemaDepth bounds the depth to which a schema is followed.
const maxSchemaDepth = 12

// fill makes a value that obeys a JSON schema. It uses the value of the plan with the same name if that fits, else the
// simplest value of the type.
//
// A real server constrains its model to the schema of the request, so synth must obey every schema that a client may
// send, not only that of the plan.
func fill(schema any, name string, plan map[string]any, depth int) any {
	s, ok := schema.(map[string]any)
	if !ok || depth > maxSchemaDepth {
		return plan[name]
	}
	known, have := plan[name]
	if options, ok := s["enum"].([]any); ok && len(options) > 0 {
		if have && slices.Contains(options, known) {
			return known
		}
		return options[0]
	}
	if value, ok := s["const"]; ok {
		return value
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if options, ok := s[key].([]any); ok && len(options) > 0 {
			return fill(options[0], name, plan, depth+1)
		}
	}
	switch typeOf(s) {
	case "object":
		return fillObject(s, name, plan, depth)
	case "array":
		return fillArray(s, name, plan, depth)
	case "string":
		return fillString(s, known, plan)
	case "number", "integer":
		if v, ok := known.(float64); ok {
			return v
		}
		low, _ := s["minimum"].(float64)
		return low
	case "boolean":
		return false
	case "null":
		return nil
	}
	return known
}

// typeOf returns the type in the schema, or the first of several.
func typeOf(s map[string]any) string {
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		if len(t) > 0 {
			first, _ := t[0].(string)
			return first
		}
	}
	if s["properties"] != nil {
		return "object"
	}
	return ""
}

func fillObject(s map[string]any, name string, plan map[string]any, depth int) any {
	properties, _ := s["properties"].(map[string]any)
	out := map[string]any{}
	if params, ok := plan[name].(map[string]float64); ok { // the parameters of the plan that the schema lists
		for _, p := range slices.Sorted(maps.Keys(params)) {
			if _, listed := properties[p]; listed || len(properties) == 0 && s["additionalProperties"] != false {
				out[p] = params[p]
			}
		}
	}
	required, _ := s["required"].([]any)
	for key, property := range properties {
		if _, done := out[key]; done {
			continue
		}
		_, have := plan[key]
		if _, isParams := plan[name].(map[string]float64); isParams && name != "" {
			have = false
		}
		if have || slices.Contains(required, any(key)) {
			out[key] = fill(property, key, plan, depth+1)
		}
	}
	return out
}

func fillArray(s map[string]any, name string, plan map[string]any, depth int) any {
	out := []any{}
	if params, ok := plan[name].(map[string]float64); ok { // parameters as a list of {name, value}
		for _, p := range slices.Sorted(maps.Keys(params)) {
			out = append(out, fill(s["items"], "", map[string]any{"name": p, "param": p, "param_name": p, "value": params[p]},
				depth+1))
		}
	}
	least, _ := s["minItems"].(float64)
	for float64(len(out)) < least && len(out) < 16 {
		out = append(out, fill(s["items"], "", plan, depth+1))
	}
	return out
}

func fillString(s map[string]any, known any, plan map[string]any) string {
	text, ok := known.(string)
	least, _ := s["minLength"].(float64)
	if !ok || float64(len(text)) < least {
		text, _ = plan["description"].(string)
	}
	if most, ok := s["maxLength"].(float64); ok && float64(len(text)) > most {
		text = text[:int(most)]
	}
	return text
}
