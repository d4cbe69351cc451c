package answer

import (
	"encoding/json"
	"slices"
	"strings"
)

// Rules reads the JSON value of an answer that should be a program as rules: the whole answer if it is JSON, else the
// last value in it that mentions rules or actions. Objects are returned as map[string]any, as by encoding/json. The
// error is a *Rejection.
func Rules(said string) (any, error) {
	text := strings.TrimSpace(Final(said))
	if text == "" {
		return nil, reject("the answer is empty, or ended within a thought")
	}
	var whole any
	if json.Unmarshal([]byte(text), &whole) == nil && mentionsRules(whole, 0) {
		return whole, nil
	}
	text = stripMarkup(text)
	var found []any
	for at, tries := 0, 0; at < len(text) && tries < maxStarts; tries++ {
		i := strings.IndexAny(text[at:], "{[")
		if i < 0 {
			break
		}
		v, n, ok := loose(text[at+i:])
		if v = plainValue(v); ok && n > 1 && mentionsRules(v, 0) {
			found = append(found, v)
			at += i + n
			continue
		}
		at += i + 1
	}
	for _, v := range slices.Backward(found) {
		if of, ok := v.(map[string]any); ok && of["rules"] != nil {
			return v, nil
		}
	}
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	return nil, reject(`it is not JSON with "rules", each with "when" and "then"`)
}

// ruleKeys are the keys that identify rules.
var ruleKeys = []string{"rules", "then", "do", "actions", "when"}

func mentionsRules(v any, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if slices.Contains(ruleKeys, strings.ToLower(k)) || mentionsRules(inner, depth+1) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return mentionsRules(e, depth+1) })
	}
	return false
}

// plainValue converts objects to maps.
func plainValue(v any) any {
	switch v := v.(type) {
	case *Object:
		m := map[string]any{}
		for _, k := range v.Keys {
			m[k] = plainValue(v.Values[k])
		}
		return m
	case []any:
		if v == nil {
			return []any{}
		}
		for i := range v {
			v[i] = plainValue(v[i])
		}
	}
	return v
}
