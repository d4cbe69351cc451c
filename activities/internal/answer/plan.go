package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Plan is a plan as the model wrote it. Action is one of the constants below; the caller must check the trait and the
// parameters.
type Plan struct {
	Action      string
	Trait       string
	Description string
	Params      map[string]float64
}

// The actions, as the schema names them.
const (
	newTrait    = "new_trait"
	modifyTrait = "modify_trait"
	adjust      = "adjust_params"
	impossible  = "impossible"
)

// The keys that models use, normalised by plainKey.
var (
	actionKeys = []string{"actiontype", "action", "type", "kind", "plantype", "changetype", "行动类型"}
	traitKeys  = []string{
		"traitname", "trait", "name", "newtrait", "newtraitname", "traitid", "title", "behaviorname", "behaviourname",
	}
	wordsKeys = []string{
		"description", "desc", "descr", "idea", "summary", "details", "behavior", "behaviour", "planned", "what", "plan",
		"strategy", "change", "text", "explanation", "instruction", "instructions", "描述",
	}
	paramKeys = []string{
		"params", "parameters", "param", "parameter", "parameterchanges", "adjustments", "paramchanges", "worldparams",
		"worldparameters", "changes", "values", "settings",
	}
	lastKeys = []string{"rationale", "reason", "reasoning", "goal", "purpose", "why"}
)

// ReadPlan reads a plan from an answer: from the last object that is a complete plan, else from lines of the form "key:
// value", else from prose that names a trait. tunable lists the parameters that a plan may change. The error is a
// *Rejection.
func ReadPlan(said string, tunable []string) (Plan, error) {
	text := Final(said)
	if strings.TrimSpace(text) == "" {
		return Plan{}, reject("the answer is empty, or ended within a thought")
	}
	text = stripMarkup(text)
	var why error
	for _, o := range slices.Backward(objects(text)) {
		p, err := planOf(o, tunable)
		if err == nil {
			return p, nil
		}
		if why == nil || len(o.Keys) > 1 {
			why = err
		}
	}
	if o := labelled(text, tunable); o != nil {
		p, err := planOf(o, tunable)
		if err == nil {
			return p, nil
		}
		if why == nil {
			why = err
		}
	}
	if p, ok := proposed(text, tunable); ok && why == nil {
		return p, nil
	}
	if why == nil {
		why = reject("it is not JSON, and no plan can be read in it")
	}
	return Plan{}, why
}

// objects lists the objects in an answer that may be plans, including nested ones, in order.
func objects(s string) (found []*Object) {
	add := func(v any) {
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case *Object:
				if v.value(actionKeys) != nil || v.value(wordsKeys) != nil || v.value(traitKeys) != nil {
					found = append(found, v)
				}
				for _, k := range v.Keys {
					walk(v.Values[k])
				}
			case []any:
				for _, e := range v {
					walk(e)
				}
			case string:
				if t := strings.TrimSpace(v); strings.HasPrefix(t, "{") && len(t) > 2 { // the arguments of a tool call
					if inner, _, ok := loose(t); ok {
						walk(inner)
					}
				}
			}
		}
		walk(v)
	}
	for at, tries := 0, 0; at < len(s) && tries < maxStarts; tries++ {
		i := strings.IndexAny(s[at:], "{[")
		if i < 0 {
			break
		}
		v, n, ok := loose(s[at+i:])
		if ok && n > 1 {
			before := len(found)
			if add(v); len(found) > before {
				slices.Reverse(found[before:]) // callers read from the end, so the outermost comes first
				at += i + n
				continue
			}
		}
		at += i + 1
	}
	if len(found) == 0 &&
		regexp.MustCompile(`^\s*["'“]?\w+["'”]?\s*:.*["'“]`).MatchString(s) { // the opening brace is missing
		if v, _, ok := loose("{" + s); ok {
			add(v)
		}
	}
	return found
}

// value returns the first value under any of the keys, or nil.
func (o *Object) value(keys []string) any {
	for _, want := range keys {
		for _, k := range o.Keys {
			if plainKey(k) == want && o.Values[k] != nil {
				return o.Values[k]
			}
		}
	}
	return nil
}

func planOf(o *Object, tunable []string) (p Plan, err error) {
	p.Description = strings.TrimSpace(prose(o.value(wordsKeys)))
	if inner, ok := o.value(wordsKeys).(*Object); ok && inner.value(actionKeys) != nil {
		p.Description = "" // that object is the plan, and objects lists it as well
	}
	action, _ := o.value(actionKeys).(string)
	p.Trait, _ = o.value(traitKeys).(string)
	if inner, ok := o.value(traitKeys).(*Object); ok { // {"trait": {"name": …, "description": …}}
		p.Trait, _ = inner.value(traitKeys).(string)
		if p.Description == "" {
			p.Description = strings.TrimSpace(prose(inner.value(wordsKeys)))
		}
	}
	if p.Params, err = paramsOf(o, tunable); err != nil {
		return p, err
	}
	if placeholder(p.Description) {
		p.Description = ""
	}
	if p.Description == "" {
		p.Description = strings.TrimSpace(prose(o.value(lastKeys)))
	}
	switch {
	case action != "":
		if p.Action = actionOf(action); p.Action == "" {
			return p, reject(fmt.Sprintf("its action_type is %q; it must be new_trait, modify_trait or adjust_params", action))
		}
	case len(p.Params) > 0 && p.Trait == "":
		p.Action = adjust
	case p.Trait != "":
		p.Action = newTrait
	default:
		return p, reject("it has no action_type: new_trait, modify_trait or adjust_params")
	}
	if p.Description == "" {
		return p, reject("it has no description: say in one or two sentences what a molbot senses and what it does then")
	}
	return p, nil
}

func placeholder(s string) bool {
	return regexp.MustCompile(`(?i)^(?:string|text|<.*>|\.\.\.|…|description|todo|your description.*)$`).MatchString(s)
}

// prose returns a value as text: the sentences of a list or of an object, joined.
func prose(v any) string {
	var words []string
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, e := range v {
			words = append(words, prose(e))
		}
	case *Object:
		if v.value([]string{"type", "enum"}) != nil && len(v.Keys) <= 3 &&
			v.value([]string{"sense", "action", "act"}) == nil {
			return "" // part of the schema rather than a value
		}
		for _, k := range v.Keys {
			words = append(words, prose(v.Values[k]))
		}
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.TrimSpace(w) == "" }), " ")
}

// actionOf returns the action that a word stands for, or "".
func actionOf(said string) string {
	said = plainKey(said)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
	}
	switch {
	case has("impossible", "cannot", "cantbe", "notpossible", "nothing", "noaction", "none"):
		return impossible
	case has("param", "physic", "environment", "worldchange", "law"):
		return adjust
	case has("modif", "improv", "updat", "refin", "revis", "enhanc", "extend", "change", "replace", "upgrade", "修改"):
		return modifyTrait
	case has("new", "creat", "add", "introduc", "trait", "behavio", "新"):
		return newTrait
	case has("adjust", "tune", "调整"):
		return adjust
	}
	return ""
}

var (
	labels = regexp.MustCompile(
		"^\\s*(?:[-*+•]|\\d+[.)]|#+)?\\s*[*_`\"'“]*([\\p{L}][\\p{L}_ -]{1,30}?)[*_`\"'”]*\\s*[:：=]\\s*[*_]*\\s*(.*)$",
	)
	marks = "*_`\"'“”,; "
)

// labelled reads lines of the form "key: value", as in YAML, TOML or a Markdown list. It returns nil if there are too
// few.
func labelled(s string, tunable []string) *Object {
	o, last, known := &Object{Values: map[string]any{}}, "", 0
	put := func(k string, v any) {
		if _, have := o.Values[k]; !have {
			o.Keys = append(o.Keys, k)
		}
		o.Values[k] = v
	}
	for line := range strings.SplitSeq(s, "\n") {
		m := labels.FindStringSubmatch(line)
		key := ""
		if m != nil {
			key = plainKey(m[1])
		}
		value := ""
		if m != nil {
			value = strings.Trim(strings.TrimSpace(m[2]), marks)
		}
		switch {
		case m != nil && tunableOf(key, tunable) != "":
			put(key, value)
			last = ""
		case m != nil && (slices.Contains(actionKeys, key) || slices.Contains(traitKeys, key) || slices.Contains(paramKeys,
			key)):
			known++
			last = ""
			if value != "" {
				put(key, value)
			}
		case m != nil && (slices.Contains(wordsKeys, key) || slices.Contains(lastKeys, key)):
			known++
			last = key
			put(key, strings.TrimLeft(value, "|>-"))
		case strings.HasPrefix(strings.TrimSpace(line), "```") || strings.TrimSpace(line) == "" && last != "" &&
			prose(o.Values[last]) != "":
			last = ""
		case last != "":
			put(last, strings.TrimSpace(prose(o.Values[last])+" "+strings.Trim(strings.TrimSpace(line), marks)))
		}
	}
	if known < 2 {
		return nil
	}
	return o
}

var (
	named = regexp.MustCompile(
		"(?i)\\b(?:trait|behaviou?r|one)\\b[^.\\n]{0,40}?\\b(?:called|named|name(?: " +
			"is)?)\\b\\s*[:*_`\"'“”]*\\s*([A-Za-z][\\w]*(?:[ -][a-z]\\w*)?)[*_`\"'“”.,]",
	)
	snaky = regexp.MustCompile("\\b([a-z]+[a-z0-9]*(?:_[a-z0-9]+)+)\\b|[`\"*“']([A-Z][a-z]+(?:[A-Z][a-z]+)+)[`\"*”']")
	raise = regexp.MustCompile(`(?i)\b(?:adjust|set|raise|lower|increase|decrease|reduce|change)\b`)
)

// proposed reads a plan from prose that names a trait or sets a parameter.
func proposed(s string, tunable []string) (Plan, bool) {
	p := Plan{Description: strings.Join(strings.Fields(strings.NewReplacer("**", "", "`", "", "#", "").Replace(s)), " ")}
	if p.Params = assigned(s, tunable); len(p.Params) > 0 && raise.MatchString(s) {
		p.Action = adjust
		return p, true
	}
	if m := named.FindStringSubmatch(s); m != nil {
		p.Trait = m[1]
	} else {
		for _, m := range snaky.FindAllStringSubmatch(s, -1) {
			if w := m[1] + m[2]; tunableOf(w, tunable) == "" && !slices.Contains([]string{newTrait, modifyTrait, adjust,
				"trait_name", "action_type", "snake_case"}, w) {
				p.Trait = w
				break
			}
		}
	}
	if p.Trait == "" || len(p.Description) < 20 {
		return p, false
	}
	p.Action = newTrait
	if regexp.MustCompile(`(?i)\b(?:modify|modify_trait|improve|update|refine|better version)\b`).MatchString(s) &&
		!strings.Contains(s, newTrait) {
		p.Action = modifyTrait
	}
	return p, true
}
