package synth

import (
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
)

// A genome can be written as rules in JSON, for models that follow a schema better than they write Go. The tables below
// hold the vocabulary of these rules.

// senseWords names the senses.
var senseWords = [senseCount]string{
	NoSense:     "",
	SenseEnergy: "energy", SenseAge: "age", SenseSpeed: "speed", SenseHeading: "heading", SenseSize: "size",
	SenseRadius: "sense_radius", SenseSinceMeal: "ticks_since_meal", SenseDaylight: "daylight", SenseStorm: "storm",
	SenseRand: "chance", SenseMem0: "memory_0", SenseMem1: "memory_1", SenseMem2: "memory_2", SenseMem3: "memory_3",
	SenseCrowd: "neighbours", SenseTemperature: "temperature", SenseStress: "thermal_stress", SenseFertility: "fertility",
	SenseScent0: "scent_0", SenseScent1: "scent_1", SenseScent2: "scent_2", SenseScent3: "scent_3",
	SenseFoodDistance: "food_distance", SenseFoodEnergy: "food_energy", SenseFoodFit: "food_fit",
	SenseFoodRipeness: "food_ripeness",
	SenseMealDistance: "richest_food_distance", SenseMealEnergy: "richest_food_energy", SenseMealFit: "richest_food_fit",
	SenseMealRipeness: "richest_food_ripeness", SenseOtherDistance: "molbot_distance", SenseOtherSize: "molbot_size",
	SenseOtherEnergy: "molbot_energy", SenseOtherKinship: "molbot_kinship", SenseKinDistance: "kin_distance",
	SenseKinSize: "kin_size", SenseKinEnergy: "kin_energy", SenseMarkDistance: "marked_place_distance_squared",
	SenseSinceBitten: "ticks_since_bitten", SenseChildren: "children", SenseFoodKind: "food_kind",
	SenseOtherSpeed: "molbot_speed",
}

// flagWords names the flags.
var flagWords = [flagCount]string{
	FlagCanBreed: "can_breed", FlagNearFood: "sees_food", FlagRichFood: "sees_richest_food", FlagNearMolbot: "sees_molbot",
	FlagNearKin: "sees_kin", FlagMark: "has_marked_place",
}

// thingWords names the things that may be absent.
var thingWords = [thingCount]string{
	NearFood: "food", RichFood: "richest_food", NearMolbot: "molbot", NearKin: "kin", MarkPlace: "marked_place",
}

// reachWords names the radii of Genome.Reach by slot.
var reachWords = [reachSlots]string{0: "neighbours", NearFood: "food", RichFood: "richest_food", NearMolbot: "molbot",
	NearKin: "kin"}

// shape describes the fields of an action besides its verb.
type shape struct {
	word    string
	thing   []Thing // the things that it can refer to, the most likely one first
	index   bool    // it has a slot or channel
	sense   bool
	a, b    string  // names of the numbers, "" for none
	low, hi float64 // bounds of a
	usual   float64 // the value of a if it is missing or has no effect
}

var shapes = [verbCount]shape{
	DoThrustTo: {word: "go_to", thing: []Thing{NearFood, RichFood, NearMolbot, NearKin, MarkPlace}, a: "effort",
		low: .05, hi: 1, usual: .7},
	DoThrustFrom: {word: "go_away_from", thing: []Thing{NearMolbot, NearKin, MarkPlace}, a: "effort", low: .05, hi: 1,
		usual: .7},
	DoClimb:   {word: "go_to_fertile_ground", a: "effort", low: .05, hi: 1, usual: .5},
	DoComfort: {word: "go_to_comfort", a: "effort", low: .05, hi: 1, usual: .5},
	DoFollow:  {word: "follow_scent", index: true, a: "effort", low: .05, hi: 1, usual: .5},
	DoAvoid:   {word: "avoid_scent", index: true, a: "effort", low: .05, hi: 1, usual: .5},
	DoTurn:    {word: "turn", b: "angle", a: "effort", low: .05, hi: 1, usual: .5},
	DoWander:  {word: "wander", b: "angle", a: "effort", low: .05, hi: 1, usual: .5},
	DoBrake:   {word: "brake"},
	DoRest:    {word: "rest"},
	DoEat:     {word: "eat"},
	DoFast:    {word: "leave_food"},
	DoMark:    {word: "mark_place"},
	DoBreed:   {word: "breed", a: "share", low: .1, hi: .9, usual: .3},
	DoHold:    {word: "hold_birth"},
	DoAttack:  {word: "attack", thing: []Thing{NearMolbot, NearKin}},
	DoShare:   {word: "give_energy", thing: []Thing{NearKin, NearMolbot}, a: "amount", low: .1, hi: 100, usual: 4},
	DoScent:   {word: "leave_scent", index: true, a: "amount", low: .1, hi: 20, usual: 1},
	DoSetMem:  {word: "set_memory", index: true, a: "amount", low: -1e6, hi: 1e6},
	DoAddMem:  {word: "add_memory", index: true, a: "amount", low: -1e6, hi: 1e6, usual: 1},
	DoKeepMem: {word: "keep_in_memory", index: true, sense: true},
}

// maxIndex is the highest memory slot and scent channel that rules can name.
const maxIndex = 3

// aliases maps other words that models use to the words above.
var aliases = map[string]string{
	"hunger": "energy", "crowd": "neighbours", "neighbors": "neighbours", "crowding": "neighbours", "random": "chance",
	"rand":  "chance",
	"light": "daylight", "warmth": "temperature", "since_meal": "ticks_since_meal", "nearest_food": "food",
	"nearest_molbot": "molbot",
	"nearest_kin":    "kin", "other": "molbot", "home": "marked_place", "place": "marked_place", "meal": "richest_food",
	"sees_mark": "has_marked_place", "move_to": "go_to", "seek": "go_to", "approach": "go_to", "flee": "go_away_from",
	"go_away": "go_away_from",
	"avoid":   "go_away_from", "move_away_from": "go_away_from", "reproduce": "breed", "bite": "attack",
	"share":        "give_energy",
	"share_energy": "give_energy", "stop": "brake", "sleep": "rest", "fast": "leave_food", "explore": "wander",
	"roam":           "wander",
	"remember_place": "mark_place", "stress": "thermal_stress", "climb_fertility": "go_to_fertile_ground",
	"seek_comfort": "go_to_comfort",
}

// plainWord returns a word in lower case with underscores in place of blanks and punctuation.
func plainWord(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, s)
	return strings.Trim(s, "_")
}

// lookUp finds a word in a list, also by an alias or with a small spelling mistake. It returns -1 for none.
func lookUp(said string, words []string) int {
	word := plainWord(said)
	if word == "" || len(word) > 60 {
		return -1
	}
	if i := slices.Index(words, word); i >= 0 {
		return i
	}
	if i := slices.Index(words, aliases[word]); i >= 0 && aliases[word] != "" {
		return i
	}
	best, least := -1, len(word)/4+1
	for i, w := range words {
		if d := vet.Distance(word, w); w != "" && d < least {
			best, least = i, d
		}
	}
	return best
}

func verbWords() []string {
	words := make([]string, verbCount)
	for v, s := range shapes {
		words[v] = s.word
	}
	return words
}
