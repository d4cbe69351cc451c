package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// paramsOf reads the changes of parameters: an object, a list of names and values, or values beside the other keys.
func paramsOf(o *Object, tunable []string) (map[string]float64, error) {
	out := map[string]float64{}
	put := func(name string, v any, any bool) error {
		known := tunableOf(name, tunable)
		if known == "" && !any || v == nil {
			return nil
		}
		if inner, ok := v.(*Object); ok { // {"temperature": {"from": 20, "to": 25}}
			v = inner.value([]string{"to", "new", "newvalue", "value", "target", "after"})
		}
		if known == "" {
			known = name
		}
		switch x := v.(type) {
		case float64:
			out[known] = x
			return nil
		case string:
			if n, ok := Number(x); ok {
				out[known] = n
				return nil
			}
			if _, to, found := cutAny(x, "->", "→", " to "); found {
				if n, ok := Number(to); ok {
					out[known] = n
					return nil
				}
			}
		}
		return reject(fmt.Sprintf("the value of %s is no number: %v", known, prose(v)))
	}
	pairs := func(p *Object) error {
		if name, ok := p.value([]string{"name", "param", "parameter", "key"}).(string); ok {
			return put(name, p.value([]string{"value", "newvalue", "to", "new", "target"}), true)
		}
		for _, k := range p.Keys {
			if err := put(k, p.Values[k], true); err != nil {
				return err
			}
		}
		return nil
	}
	for _, k := range o.Keys {
		if slices.Contains(paramKeys, plainKey(k)) {
			switch p := o.Values[k].(type) {
			case *Object:
				if err := pairs(p); err != nil {
					return out, err
				}
			case []any:
				for _, e := range p {
					if inner, ok := e.(*Object); ok {
						if err := pairs(inner); err != nil {
							return out, err
						}
					}
				}
			case string:
				for name, v := range assigned(p, tunable) {
					out[name] = v
				}
			}
			continue
		}
		if err := put(k, o.Values[k], false); err != nil {
			return out, err
		}
	}
	return out, nil
}

func cutAny(s string, seps ...string) (before, after string, found bool) {
	for _, sep := range seps {
		if before, after, found = strings.Cut(s, sep); found {
			return before, after, true
		}
	}
	return s, "", false
}

// tunableOf is the parameter that a name means, "" for none.
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

// assigned finds values of parameters in prose: "set temperature to 25".
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
