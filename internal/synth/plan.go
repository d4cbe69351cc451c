package synth

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// qualifiers distinguish the names of traits with the same noun.
var qualifiers = []string{"patient", "keen", "wary", "early", "steady", "bold", "quiet", "swift", "frugal", "nimble",
	"wily", "calm", "eager", "thrifty", "hardy", "sly", "brisk", "humble", "restless", "sober"}

var goals = map[genesis.Problem]string{
	genesis.ProblemStarvation:     "so that fewer starve",
	genesis.ProblemOverpopulation: "so that the world is less crowded",
	genesis.ProblemLowDiversity:   "so that there is more than one way to live",
	genesis.ProblemStagnation:     "so that something new is tried",
	genesis.ProblemManual:         "so that its bearers gain more energy than they spend",
}

// answerPlan writes a plan that obeys the schema of the request.
func answerPlan(r request) string {
	rng := rand.New(rand.NewPCG(r.seed, 0x706c616e))
	plan := choosePlan(r, rng)
	var schema any
	if err := json.Unmarshal(r.schema, &schema); err != nil {
		schema = nil
	}
	if _, ok := schema.(map[string]any); !ok {
		schema = map[string]any{"type": "object", "properties": anyOf(slices.Sorted(keys(plan)))}
	}
	answer, err := json.Marshal(fill(schema, "", plan, 0))
	if err != nil {
		return "{}" // fill makes only values that can be marshalled
	}
	return string(answer)
}

// keys yields the keys of m.
func keys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func anyOf(names []string) map[string]any {
	m := map[string]any{}
	for _, n := range names {
		m[n] = map[string]any{}
	}
	return m
}

// choosePlan decides what the plan is.
func choosePlan(r request, rng *rand.Rand) map[string]any {
	if params, words, ok := chooseParams(r, rng); ok && allows(r.schema, "adjust_params") {
		return map[string]any{"action_type": "adjust_params", "description": words, "params": params, "trait_name": "",
			"target_class": "World", "target_method": "set_param"}
	}
	if of := r.ownTraits(); len(of) > 0 && rng.Float64() < .25 && allows(r.schema, "modify_trait") {
		b := breeder{Rand: rng}
		name := of[b.pick(len(of),
			func(i int) float64 { return r.pastSuccess(func(trait string) bool { return trait == of[i] }) })]
		words := fmt.Sprintf("Improve %s, which %s: vary its rules%s, %s.", name, themeOf(name, "", Genome{}).about,
			r.times(), goals[r.problem])
		return map[string]any{"action_type": "modify_trait", "description": words, "trait_name": name,
			"params": map[string]float64{}, "target_class": "Molbot", "target_method": "Execute"}
	}
	t := chooseTheme(r, rng)
	words := fmt.Sprintf("A molbot with this trait %s%s, %s.", t.about, r.times(), goals[r.problem])
	return map[string]any{"action_type": "new_trait", "description": words, "trait_name": chooseName(t, r.text, rng),
		"params": map[string]float64{}, "target_class": "Molbot", "target_method": "Execute"}
}

// times returns what a plan says about the food.
func (r request) times() string {
	if r.food == "" {
		return ""
	}
	return " " + r.food
}

// ownTraits lists the traits that are loaded or kept and whose name is one of synth's, so that their source can be
// varied.
func (r request) ownTraits() []string {
	names := slices.Clone(r.loaded)
	for _, s := range r.kept {
		if s.whole && s.name != "" && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return !slices.ContainsFunc(themes, func(t theme) bool { return t.named(name) })
	})
}

// allows reports whether the schema permits the action: it names the action or lists no actions at all.
func allows(schema json.RawMessage, action string) bool {
	return !strings.Contains(string(schema), "new_trait") || strings.Contains(string(schema), action)
}

// chooseTheme draws a theme. The weight of each theme depends on the problem, the words of a person's request, and the
// outcomes of earlier cycles.
func chooseTheme(r request, rng *rand.Rand) theme {
	weights := make([]float64, len(themes))
	var wish []string
	if r.problem == genesis.ProblemManual {
		wish = strings.FieldsFunc(strings.ToLower(firstOf(wishLine, r.text)), func(c rune) bool { return c < 'a' || c > 'z' })
	}
	for i, t := range themes {
		weights[i] = 1
		if w, ok := themeWeights[r.problem][t.name]; ok {
			weights[i] = w
		}
		for _, word := range wish {
			if slices.ContainsFunc(t.hints, func(hint string) bool { return strings.HasPrefix(word, hint) }) {
				weights[i] += 25
			}
		}
		weights[i] *= r.pastSuccess(t.named)
	}
	b := breeder{Rand: rng}
	return themes[b.pickWeight(weights)]
}

// Factors by which a recent success or failure changes the weight of an option.
const (
	encouraged  = 1.4
	discouraged = .6
)

// pastSuccess returns a weight from the outcomes of earlier cycles with similar traits.
func (r request) pastSuccess(alike func(trait string) bool) float64 {
	weight := 1.0
	for _, p := range r.past {
		switch {
		case !alike(p.trait):
		case p.good:
			weight *= encouraged
		default:
			weight *= discouraged
		}
	}
	return math.Max(.1, math.Min(3, weight))
}

// chooseName makes a name that does not occur in the text.
func chooseName(t theme, text string, rng *rand.Rand) string {
	for n := 0; ; n++ {
		name := qualifiers[rng.IntN(len(qualifiers))] + "_" + t.nouns[rng.IntN(len(t.nouns))]
		if n > 20 {
			name = fmt.Sprintf("%s_%d", name, 2+rng.IntN(1000))
		}
		if !strings.Contains(text, name) || n > 40 {
			return name
		}
	}
}

// themeOf recovers the theme from the name of a trait, the words of a plan, or what a program does. The request for a
// program contains the words of the plan but not its theme.
func themeOf(trait, about string, g Genome) theme {
	for _, t := range themes {
		if t.named(trait) {
			return t
		}
	}
	for _, t := range themes {
		if strings.Contains(about, t.about) {
			return t
		}
	}
	for _, t := range themes {
		if t.holds(g) {
			return t
		}
	}
	best, most := themes[0], 0
	for _, t := range themes { // a plan that is not synth's: count the words that point to a theme
		n := 0
		for _, hint := range t.hints {
			n += strings.Count(strings.ToLower(trait+" "+about), hint)
		}
		if n > most {
			best, most = t, n
		}
	}
	return best
}

// chooseParams sometimes changes the growth of food, if the prompt states its value.
func chooseParams(r request, rng *rand.Rand) (params map[string]float64, words string, ok bool) {
	factor := map[genesis.Problem]float64{genesis.ProblemStarvation: 1.15, genesis.ProblemOverpopulation: .88}[r.problem]
	p, known := genesis.ParamByName("resource_spawn_rate")
	now, given := valueIn(r.text, p.Name)
	if factor == 0 || !known || !given || rng.Float64() > .12 {
		return nil, "", false
	}
	next := math.Max(p.Min, math.Min(p.Max, math.Round(now*factor*1e4)/1e4))
	words = fmt.Sprintf("Let food grow at %g instead of %g, %s.", next, now, goals[r.problem])
	return map[string]float64{p.Name: next}, words, next != now
}
