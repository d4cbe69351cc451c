package synth

import (
	"encoding/json"
	"slices"
)

// most rules that the schema asks for: a model that is held to it must come to an end.
const askedRules = 4

// RulesSchema is the JSON schema of a program as rules. Every answer that obeys it is a program. Its numbers have no bounds,
// as servers hold no number to any; ReadRules does.
func RulesSchema() json.RawMessage {
	schema, err := json.Marshal(object{
		"type": "object", "required": list{"rules"},
		"properties": object{
			"rules": array(1, askedRules, object{
				"type": "object", "required": list{"when", "then"},
				"properties": object{
					"when": array(0, maxConds, object{"anyOf": condSchemas()}),
					"then": array(1, maxActions, object{"anyOf": actionSchemas()}),
					"stop": object{"type": "boolean"},
				},
			}),
			"look_within": object{"type": "object", "properties": radii()},
		},
	})
	if err != nil {
		panic(err) // a literal of ours marshals
	}
	return schema
}

type (
	object map[string]any
	list   []any
)

var numberSchema = object{"type": "number"}

func array(least, most int, items any) object {
	return object{"type": "array", "minItems": least, "maxItems": most, "items": items}
}

func enum[T any](words ...T) object {
	if len(words) == 1 {
		return object{"const": words[0]}
	}
	return object{"enum": words}
}

// fields is an object of which every field is required.
func fields(of object) object {
	var names list
	for _, name := range []string{"sense", "is", "than", "than_sense", "do", "what", "slot", "angle", "effort", "share", "amount"} {
		if of[name] != nil {
			names = append(names, name)
		}
	}
	return object{"type": "object", "properties": of, "required": names, "additionalProperties": false}
}

func condSchemas() list {
	senses := enum(senseWords[1:]...)
	return list{
		fields(object{"sense": senses, "is": enum("above", "below"), "than": numberSchema}),
		fields(object{"sense": enum(flagWords[1:]...), "is": enum("true", "false")}),
		fields(object{"sense": senses, "is": enum("above", "below"), "than_sense": senses}),
	}
}

// actionSchemas has one for each form that an action takes.
func actionSchemas() (all list) {
	var verbs [][]string
	var forms []object
	for _, s := range shapes {
		of := s.schema()
		same := func(f object) bool { return equalJSON(f, of) }
		if i := slices.IndexFunc(forms, same); i >= 0 {
			verbs[i] = append(verbs[i], s.word)
			continue
		}
		verbs, forms = append(verbs, []string{s.word}), append(forms, of)
	}
	for i, of := range forms {
		of["do"] = enum(verbs[i]...)
		all = append(all, fields(of))
	}
	return all
}

// schema is the fields of an action besides its verb.
func (s shape) schema() object {
	of := object{}
	var things []string
	for t := NearFood; t < thingCount; t++ { // in one order, so that like forms are alike
		if slices.Contains(s.thing, t) {
			things = append(things, thingWords[t])
		}
	}
	if things != nil {
		of["what"] = enum(things...)
	}
	if s.index {
		of["slot"] = enum(0, 1, 2, mostIndex)
	}
	if s.sense {
		of["sense"] = enum(senseWords[1:]...)
	}
	for _, name := range []string{s.a, s.b} {
		if name != "" {
			of[name] = numberSchema
		}
	}
	return of
}

func radii() object {
	of := object{}
	for _, word := range reachWords {
		of[word] = numberSchema
	}
	return of
}

func equalJSON(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

// Sizes of a program that the schema asks for.
const (
	AskedRules   = askedRules
	AskedConds   = maxConds
	AskedActions = maxActions
)
