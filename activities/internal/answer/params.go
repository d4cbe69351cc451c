package answer

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// paramsOf reads the parameter changes of a plan: an object, a list of names and values, or values next to the other
// keys.
func paramsOf(o *Object, tunable []string) (map[string]float64, error) {
	r := paramReader{tunable: tunable, out: map[string]float64{}}
	for _, k := range o.Keys {
		var err error
		if slices.Contains(paramKeys, plainKey(k)) {
			err = r.readAll(o.Values[k])
		} else if tunableOf(k, tunable) != "" { // most other keys are not parameters
			err = r.read(k, o.Values[k])
		}
		if err != nil {
			return r.out, err
		}
	}
	return r.out, nil
}

// paramReader collects the new values of parameters.
type paramReader struct {
	tunable []string
	out     map[string]float64
}

// readAll reads the value of a key for parameters.
func (r *paramReader) readAll(v any) error {
	switch v := v.(type) {
	case *Object:
		return r.readObject(v)
	case []any:
		for _, e := range v {
			if inner, ok := e.(*Object); ok {
				if err := r.readObject(inner); err != nil {
					return err
				}
			}
		}
	case string:
		maps.Copy(r.out, assigned(v, r.tunable))
	}
	return nil
}

// readObject reads {"name": "temperature", "value": 25} or {"temperature": 25}.
func (r *paramReader) readObject(o *Object) error {
	if name, ok := o.value([]string{"name", "param", "parameter", "key"}).(string); ok {
		return r.read(name, o.value([]string{"value", "newvalue", "to", "new", "target"}))
	}
	for _, k := range o.Keys {
		if err := r.read(k, o.Values[k]); err != nil {
			return err
		}
	}
	return nil
}

// read reads the value of one parameter. An unknown name is kept, so that the check of the plan rejects it by name.
func (r *paramReader) read(name string, v any) error {
	if v == nil {
		return nil
	}
	if inner, ok := v.(*Object); ok { // {"temperature": {"from": 20, "to": 25}}
		v = inner.value([]string{"to", "new", "newvalue", "value", "target", "after"})
	}
	name = cmp.Or(tunableOf(name, r.tunable), name)
	switch x := v.(type) {
	case float64:
		r.out[name] = x
		return nil
	case string:
		if n, ok := Number(x); ok {
			r.out[name] = n
			return nil
		}
		if _, to, found := cutAny(x, "->", "→", " to "); found {
			if n, ok := Number(to); ok {
				r.out[name] = n
				return nil
			}
		}
	}
	return reject(fmt.Sprintf("the value of %s is no number: %v", name, prose(v)))
}

func cutAny(s string, seps ...string) (before, after string, found bool) {
	for _, sep := range seps {
		if before, after, found = strings.Cut(s, sep); found {
			return before, after, true
		}
	}
	return s, "", false
}

// tunableOf returns the parameter that a name stands for, or "".
func tunableOf(name string, tunable []string) string {
	name = plainKey(name)
	for _, t := range tunable {
		if p := plainKey(t); p == name || name == "world"+p || name == "new"+p || name == "base"+p {
			return t
		}
	}
	for alias, t := range map[string]string{"spawnrate": "resource_spawn_rate", "resourcespawn": "resource_spawn_rate",
		"foodspawnrate": "resource_spawn_rate", "temp": "temperature"} {
		if alias == name && slices.Contains(tunable, t) {
			return t
		}
	}
	return ""
}

// assigned finds parameter values in prose, such as "set temperature to 25".
func assigned(s string, tunable []string) map[string]float64 {
	out := map[string]float64{}
	for _, t := range tunable {
		words := strings.ReplaceAll(regexp.QuoteMeta(t), "_", "[ _]?")
		m := regexp.MustCompile(
			`(?i)\b` + words + "[`\"*]*\\s*(?:of the world\\s*)?(?:is set|should " +
				"be|be)?\\s*(?:from\\s*-?[\\d.]+\\s*)?(?:to|=|:|at|→|->)\\s*(-?\\d*\\.?\\d+)",
		).FindStringSubmatch(
			s,
		)
		if m != nil {
			if n, ok := Number(m[1]); ok {
				out[t] = n
			}
		}
	}
	return out
}
