package synth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// askedRules is the limit on rules in the schema. It is low so that a model constrained to the schema comes to an end.
const askedRules = 4

// RulesSchema is the JSON schema of a program as rules. Every answer that obeys it is a program. It puts no bounds on
// numbers, because servers do not enforce them; ReadRules does.
func RulesSchema() json.RawMessage {
	schema, err := json.Marshal(object{
		"type": "object", "required": list{"rules"},
		"properties": object{
			"rules": array(1, askedRules, object{
				"type": "object", "required": list{"when", "then"},
				"properties": ordered{
					{"when", array(0, maxConds, object{"anyOf": condSchemas()})},
					{"then", array(1, maxActions, object{"anyOf": actionSchemas()})},
					{"stop", object{"type": "boolean"}},
				},
			}),
			"look_within": object{"type": "object", "properties": radii()},
		},
	})
	if err != nil {
		panic(err) // a literal can be marshalled
	}
	return schema
}

type (
	object map[string]any
	list   []any
)

// property is a field of an object, and ordered is a list of fields in the order in which a model should write them.
// The fields that decide come first, because a model that must follow the order of the schema cannot go back.
type (
	property struct {
		name   string
		schema any
	}
	ordered []property
)

// MarshalJSON implements json.Marshaler.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, p := range o {
		schema, err := json.Marshal(p.schema)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%c%q:%s", "{,"[min(i, 1)], p.name, schema)
	}
	if len(o) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

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

// fields returns an object schema in which every field is required.
func fields(of object) object {
	var names list
	var properties ordered
	for _, name := range []string{"do", "what", "slot", "sense", "is", "than", "than_sense", "angle", "effort", "share",
		"amount"} {
		if of[name] != nil {
			names, properties = append(names, name), append(properties, property{name, of[name]})
		}
	}
	return object{"type": "object", "properties": properties, "required": names, "additionalProperties": false}
}

func condSchemas() list {
	senses := enum(senseWords[1:]...)
	return list{
		fields(object{"sense": senses, "is": enum("above", "below"), "than": numberSchema}),
		fields(object{"sense": enum(flagWords[1:]...), "is": enum("true", "false")}),
		fields(object{"sense": senses, "is": enum("above", "below"), "than_sense": senses}),
	}
}

// actionSchemas returns one schema for each form of action.
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

// schema returns the fields of an action besides its verb.
func (s shape) schema() object {
	of := object{}
	var things []string
	for t := NearFood; t < thingCount; t++ { // in a fixed order, so that equal forms have equal JSON
		if slices.Contains(s.thing, t) {
			things = append(things, thingWords[t])
		}
	}
	if things != nil {
		of["what"] = enum(things...)
	}
	if s.index {
		of["slot"] = enum(0, 1, 2, maxIndex)
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

// Limits on the size of a program in the schema.
const (
	AskedRules   = askedRules
	AskedConds   = maxConds
	AskedActions = maxActions
)
