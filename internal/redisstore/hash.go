package redisstore

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// flatten turns a struct into the fields of a Redis hash, named by its json tags. Strings and times are stored as they
// are, numbers and booleans in their JSON form, anything else as JSON. Empty omitempty fields and nil pointers are left
// out.
func flatten(v any) (map[string]any, error) {
	value := reflect.ValueOf(v)
	fields := map[string]any{}
	for f := range value.Type().Fields() {
		name, omit := jsonName(f)
		field := value.FieldByIndex(f.Index)
		if (omit && field.IsZero()) || (field.Kind() == reflect.Pointer && field.IsNil()) {
			continue
		}
		raw, err := json.Marshal(field.Interface())
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		if !isStringJSON(f.Type) {
			fields[name] = string(raw)
			continue
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		fields[name] = text
	}
	return fields, nil
}

// unflatten reads fields written by flatten into the struct that out points to. Unknown fields are ignored.
func unflatten(fields map[string]string, out any) error {
	value := reflect.ValueOf(out).Elem()
	for f := range value.Type().Fields() {
		name, _ := jsonName(f)
		text, ok := fields[name]
		if !ok {
			continue
		}
		raw := []byte(text)
		if isStringJSON(f.Type) {
			raw, _ = json.Marshal(text) // can't fail for a string
		}
		if err := json.Unmarshal(raw, value.FieldByIndex(f.Index).Addr().Interface()); err != nil {
			return fmt.Errorf("field %s holds %q: %w", name, text, err)
		}
	}
	return nil
}

// isStringJSON reports whether a type marshals to a JSON string; a hash holds it without quotes.
func isStringJSON(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.String || t == reflect.TypeFor[time.Time]()
}

func jsonName(f reflect.StructField) (name string, omitempty bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, rest == "omitempty"
}
