package prompts

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Facts lists the rules of the world that the API does not show, one a line, with the numbers of the running
// simulation. Both prompts use them.
func Facts() []string {
	b := world.DefaultBiology
	var born []string
	for _, a := range ancestors.All() {
		born = append(born, a.Name+" ("+a.About+")")
	}
	return []string{
		"Every molbot runs all traits that it carries, newest first. On each channel (move, breed, share, attack, scent, " +
			"eat or fast) the first " +
			"trait that asks for something has it; older ones fill what is left. Do nothing, and the traits below decide.",
		"Below yours run those that molbots are born with: " + strings.Join(born, ", ") + ".",
		"Memory is 0 at birth, and each trait has its own. A trait comes to newborns, never to the living.",
		fmt.Sprintf(
			"Distance is from centre to centre. A body's radius is about %g px: Eat reaches food within %g px, Attack and "+
				"Share reach a molbot "+
				"within %g px.",
			b.Radius,
			b.Radius+b.Reach,
			2*b.Radius+b.TouchReach,
		),
		fmt.Sprintf(
			"MaxEnergy is about %g, SenseRadius about 100 px by day and %g px at midnight, top speed a few px a tick, "+
				"lifespan %g ticks, "+
				"a day %g ticks, a year %g.",
			b.MaxEnergy,
			100*b.NightSight,
			b.Lifespan,
			b.Day,
			b.Season,
		),
		fmt.Sprintf(
			"Living costs about %g energy a tick, a %.2g share of it at rest, twice as much %g °C off the comfortable "+
				"temperature. Full thrust "+
				"costs %g a tick more, half thrust a quarter of that.",
			b.Basal,
			1-b.RestShare,
			b.Comfort,
			b.Motion,
		),
		fmt.Sprintf(
			"A bite takes up to %g energy a tick; an item holds up to %g. It feeds by Fit*Ripeness, and where that is below "+
				"%.2f it harms.",
			b.Bite, b.ItemEnergy, b.Harm/(1+b.Harm),
		),
		fmt.Sprintf(
			"Births happen by themselves from %g of MaxEnergy, age %g on, every %g ticks; Reproduce works from %g. A child "+
				"takes %g of the "+
				"energy and %g more. HoldBirth keeps from it.",
			b.BreedAt,
			b.Maturity,
			b.Rest,
			b.CanBreed,
			b.ChildShare,
			b.Flesh+b.BreedPrice,
		),
	}
}

var method = regexp.MustCompile(`(?m)^func \(m \*Molbot\) (\w+)\([^)]*\)(.*)$`)

// Abilities extracts from the API text the names of the senses and of the actions.
func Abilities(api string) (senses, actions string) {
	var s, a []string
	for _, m := range method.FindAllStringSubmatch(api, -1) {
		if strings.TrimSpace(m[2]) == "" {
			a = append(a, m[1])
		} else {
			s = append(s, m[1])
		}
	}
	return strings.Join(s, ", "), strings.Join(a, ", ")
}

// Budget is the size limit of a prompt with its system prompt [bytes]: 4,000 tokens at 3.6 bytes a token of English and
// Go, as measured with the prompts of twenty cycles.
const Budget = 4000 * 36 / 10
