package synth

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxRead bounds the number of list entries that are read.
const maxRead = 64

// ReadRules makes a program from rules as JSON values (map[string]any, []any, string, float64, bool, nil). It repairs
// entries whose meaning is clear and lists the repairs in mends. It omits other entries and returns an error for the
// model if no rule remains.
func ReadRules(said any) (g Genome, mends []string, err error) {
	r := ruleReader{}
	root, _ := said.(map[string]any)
	rules := first(root, "rules", "program", "behaviour", "behavior", "behaviors")
	switch {
	case root == nil:
		rules = said
	case rules == nil && first(root, "then", "actions", "do") != nil: // a single rule
		rules = []any{said}
	}
	var list []any
	switch v := rules.(type) {
	case []any:
		list = v
	case map[string]any: // a single rule, or rules by name or number
		if list = []any{v}; first(v, "then", "actions", "do") == nil {
			return g, nil, fmt.Errorf(`"rules" must be a list of rules, each with "when" and "then"`)
		}
	default:
		return g, nil, fmt.Errorf(`there are no "rules" in it: want {"rules": [{"when": […], "then": […]}]}`)
	}
	for _, v := range list[:min(len(list), maxRead)] {
		if rule, ok := r.rule(v); ok {
			g.Rules = append(g.Rules, rule)
		}
	}
	if len(g.Rules) > maxRules {
		r.mend("only the first %d of %d rules are kept", maxRules, len(g.Rules))
		g.Rules = g.Rules[:maxRules]
	}
	r.reach(&g, first(root, "look_within", "look", "sight", "radius", "radii"))
	if g = g.normal(); !acting(g) {
		why := "no rule in it does anything"
		if len(r.mends) > 0 {
			why += ": " + strings.Join(r.mends[:min(len(r.mends), 3)], "; ")
		}
		return Genome{}, r.mends, fmt.Errorf("%s", why)
	}
	return g, r.mends, nil
}

func acting(g Genome) bool {
	for _, r := range g.Rules {
		if len(r.Then) > 0 {
			return true
		}
	}
	return false
}

// ruleReader records its repairs.
type ruleReader struct{ mends []string }

func (r *ruleReader) mend(format string, args ...any) {
	if len(r.mends) < 20 {
		r.mends = append(r.mends, fmt.Sprintf(format, args...))
	}
}

// first returns the value of the first of the keys that is present.
func first(of map[string]any, keys ...string) any {
	for _, want := range keys {
		if v := of[want]; v != nil {
			return v
		}
	}
	for _, want := range keys {
		for k, v := range of { // ignore case and punctuation, unless that makes the key ambiguous
			if plainWord(k) == want && v != nil && k != want && isOnlyKey(of, want) {
				return v
			}
		}
	}
	return nil
}

func isOnlyKey(of map[string]any, want string) bool {
	n := 0
	for k := range of {
		if plainWord(k) == want {
			n++
		}
	}
	return n == 1
}

// asList returns a list, or a list of the single value that stands in its place.
func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v[:min(len(v), maxRead)]
	}
	return []any{v}
}

func (r *ruleReader) rule(v any) (rule Rule, ok bool) {
	of, ok := v.(map[string]any)
	if !ok {
		r.mend("%s is no rule and is left out", cut(v))
		return rule, false
	}
	for _, c := range asList(first(of, "when", "if", "conditions", "condition")) {
		if cond, always, ok := r.cond(c); ok {
			rule.When = append(rule.When, cond)
		} else if !always {
			return rule, false // without one of its conditions it would be a different rule
		}
	}
	if len(rule.When) > maxConds {
		r.mend("a rule has at most %d conditions, and the others are left out", maxConds)
	}
	then := first(of, "then", "actions", "action")
	if then == nil {
		then = first(of, "do")
		if _, isWord := then.(string); isWord { // the rule is itself an action
			then = of
		}
	}
	for _, a := range asList(then) {
		if act, ok := r.action(a); ok {
			rule.Then = append(rule.Then, act)
		}
	}
	rule.Stop, _ = parseBool(of["stop"])
	return rule, len(rule.Then) > 0 || rule.Stop
}

// cond reads a condition. always reports that the condition is trivially true and can be omitted.
func (r *ruleReader) cond(v any) (c Cond, always, ok bool) {
	of, isObject := v.(map[string]any)
	if s, isText := v.(string); isText {
		of, isObject = condText(s), true
	}
	if b, isBool := v.(bool); isBool && b || isObject && len(of) == 0 {
		return c, true, false
	}
	name, _ := first(of, "sense", "what", "left", "flag", "there").(string)
	if word := plainWord(name); word == "always" || word == "true" {
		return c, true, false
	}
	is, _ := first(of, "is", "op", "operator", "comparison").(string)
	if flag := lookUp(name, flagWords[:]); flag > 0 && (lookUp(name, senseWords[:]) < 1 ||
		flagWords[flag] == plainWord(name)) {
		yes, known := parseBool(first(of, "is", "than", "value"))
		return Cond{Flag: Flag(flag), Not: known && !yes}, false, true
	}
	if thing := lookUp(name, thingWords[:]); thing > 0 && thingWords[thing] == plainWord(name) { // "food" alone
		yes, known := parseBool(first(of, "is", "than", "value"))
		return Cond{Flag: flagOf(Thing(thing)), Not: known && !yes}, false, true
	}
	sense := lookUp(name, senseWords[:])
	if sense < 1 {
		r.mend("there is no sense %s", cut(name))
		return c, false, false
	}
	c = Cond{Left: Sense(sense), Less: less(is)}
	other, _ := first(of, "than_sense", "other").(string)
	if text, isText := first(of, "than", "value", "right").(string); isText && other == "" {
		if _, isNumber := number64(text); !isNumber {
			other = text
		}
	}
	if right := lookUp(other, senseWords[:]); right > 0 {
		c.Right = Sense(right)
		return c, false, true
	}
	than, isNumber := number64(first(of, "than", "value", "right"))
	if !isNumber {
		r.mend("%s is compared with nothing", name)
		return c, false, false
	}
	c.Const = r.constant(c.Left, than)
	return c, false, true
}

// constant returns a valid constant to compare the sense with. A share above 1 is taken as a percentage.
func (r *ruleReader) constant(s Sense, v float64) float64 {
	was := v
	switch {
	case senseTable[s].unit != unitShare:
		v = bounded(v, -1e6, 1e6)
	case v > 1 && v <= 100:
		v /= 100
	default:
		v = bounded(v, 0, 1)
	}
	if v != was {
		r.mend("%s is compared with %g, not %g", senseWords[s], v, was)
	}
	return v
}

func (r *ruleReader) action(v any) (Action, bool) {
	of, isObject := v.(map[string]any)
	if s, isText := v.(string); isText {
		of, isObject = map[string]any{"do": s}, true
	}
	name, _ := first(of, "do", "action", "verb", "act", "type").(string)
	verb := lookUp(name, verbWords())
	if !isObject || verb < 0 {
		r.mend("there is no action %s", cut(name))
		return Action{}, false
	}
	s := shapes[verb]
	a := Action{Verb: Verb(verb)}
	if s.thing != nil {
		a.Thing = r.thing(s, of)
	}
	if s.index {
		v, _ := number64(first(of, "slot", "channel", "index"))
		a.Index = int(bounded(math.Floor(v), 0, maxIndex))
	}
	if s.sense {
		name, _ := first(of, "sense", "what", "value").(string)
		if a.Sense = Sense(max(0, lookUp(name, senseWords[:]))); a.Sense == NoSense {
			r.mend("%s keeps no sense and is left out", s.word)
			return a, false
		}
	}
	if s.a != "" {
		a.A = r.amount(s, of)
	}
	if s.b != "" {
		angle, _ := number64(first(of, s.b, "spread", "by"))
		if a.B = bounded(angle, -2*math.Pi, 2*math.Pi); a.Verb == DoWander && math.Abs(a.B) < .01 {
			a.B = 1
		}
	}
	if a.Verb == DoAddMem && round(a.A) == 0 {
		a.A = s.usual
	}
	return a, a.valid()
}

func (r *ruleReader) thing(s shape, of map[string]any) Thing {
	name, _ := first(of, "what", "target", "thing", "who", "whom").(string)
	thing := Thing(max(0, lookUp(name, thingWords[:])))
	for _, t := range s.thing {
		if t == thing {
			return t
		}
	}
	r.mend("%s is about %s, not %s", s.word, thingWords[s.thing[0]], cut(name))
	return s.thing[0]
}

func (r *ruleReader) amount(s shape, of map[string]any) float64 {
	said, known := number64(first(of, s.a, "amount", "effort", "value", "share"))
	v := said
	if known && s.hi == 1 && v > 1 && v <= 100 {
		v /= 100
	}
	if !known || s.low > 0 && v <= 0 {
		v = s.usual
	}
	if v = round(bounded(v, s.low, s.hi)); known && v != round(said) {
		r.mend("the %s of %s is %g, not %g", s.a, s.word, v, said)
	}
	return v
}

func (r *ruleReader) reach(g *Genome, v any) {
	if px, ok := number64(v); ok {
		for i := range g.Reach {
			g.Reach[i] = px
		}
	}
	of, _ := v.(map[string]any)
	for i, word := range reachWords {
		if px, ok := number64(of[word]); ok {
			g.Reach[i] = px
		}
	}
}

// condText reads "energy < 0.5", "energy is below 0.5" and "not sees_food".
func condText(s string) map[string]any {
	for _, op := range []string{" is above ", " is below ", " above ", " below ", "<=", ">=", "<", ">", "=="} {
		if left, right, ok := strings.Cut(s, op); ok {
			return map[string]any{"sense": left, "is": op, "than": right}
		}
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(strings.Replace(s, "!", "not ", 1)), "not "); ok {
		return map[string]any{"sense": rest, "is": "false"}
	}
	return map[string]any{"sense": s, "is": "true"}
}

var lessWords = []string{"below", "less", "under", "lower", "smaller", "fewer", "is_below", "less_than", "lt",
	"at_most"}

func less(is string) bool {
	if strings.Contains(is, "<") {
		return true
	}
	return lookUp(is, lessWords) >= 0
}

// parseBool reads the words that models use for true and false.
func parseBool(v any) (yes, known bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case float64:
		return v > 0, true
	case string:
		switch plainWord(v) {
		case "true", "yes", "above", "there", "present", "1":
			return true, true
		case "false", "no", "not", "below", "absent", "0", "none":
			return false, true
		}
	}
	return false, false
}

// number64 reads a finite number.
func number64(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case string:
		s := strings.TrimSpace(v)
		scale := 1.0
		if percent, ok := strings.CutSuffix(s, "%"); ok {
			s, scale = strings.TrimSpace(percent), .01
		}
		f, err := strconv.ParseFloat(s, 64)
		return f * scale, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, false
}

// cut returns a short quotation of a value for messages.
func cut(v any) string {
	text := []rune(fmt.Sprintf("%q", fmt.Sprint(v)))
	if len(text) > 40 {
		return string(text[:39]) + "…"
	}
	return string(text)
}
