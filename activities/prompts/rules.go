package prompts

import "strings"

// RuleSizes are the size limits of a program as rules, as in the schema.
type RuleSizes struct{ Rules, Conds, Actions int }

// WorkedRules are examples for a world that has kept too few traits that can be written as rules.
var WorkedRules = []Example{
	{ID: "graze", About: "go to the nearest food when hungry, and eat", Source: `{"rules":[` +
		`{"when":[{"sense":"energy","is":"below","than":0.9}],"then":[{"do":"go_to","what":"food","effort":0.7},{"do":"eat"}]}]}`},
	{
		ID:    "keep_distance",
		About: "move away from the nearest molbot where it is crowded, and rest by night",
		Source: `{"rules":[` +
			`{"when":[{"sense":"neighbours","is":"above","than":3}],"then":[{"do":"go_away_from","what":"molbot","effort":0.5}]},` +
			`{"when":[{"sense":"daylight","is":"below","than":0.2},{"sense":"sees_food","is":"false"}],"then":[{"do":"rest"}]}]}`,
	},
}

// RulesPrompt returns the coder's system and user prompt for an answer as rules; words lists their vocabulary. The
// sources in c are rules as well.
func RulesPrompt(words string, sizes RuleSizes, c Code) (system, user string, err error) {
	about := struct {
		RuleSizes
		Words string
		Facts []string
	}{sizes, strings.TrimSpace(words) + "\n", Facts()}
	for {
		system, user, err = fill("rules", about, c)
		switch {
		case err != nil || len(system)+len(user) <= Budget:
			return system, user, err
		case len(c.Kept) > 0:
			c.Kept = c.Kept[:len(c.Kept)-1]
		case len(c.Tries) > 1:
			c.Tries = c.Tries[1:]
		default:
			return system, user, err
		}
	}
}
