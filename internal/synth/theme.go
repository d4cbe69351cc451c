package synth

import (
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// theme is a family of behaviour. It determines what a plan promises and what the program must then do. It only biases
// the search: it contains no programs.
type theme struct {
	name   string
	acts   []Action // one of them must occur; only Verb and Thing count
	senses []Sense  // senses worth testing
	strict bool     // one of senses must occur as well
	unseen bool     // mostly useful when no food is in sight
	nouns  []string // nouns for the names of traits
	about  string   // a verb phrase in plain words
	hints  []string // words in a person's request that suggest the theme
}

// holds reports whether the genome does what the theme promises.
func (t theme) holds(g Genome) bool {
	return slices.ContainsFunc(g.Rules, func(r Rule) bool {
		does := slices.ContainsFunc(r.Then, func(a Action) bool {
			return slices.ContainsFunc(t.acts, func(b Action) bool { return a.Verb == b.Verb && a.Thing == b.Thing })
		})
		asks := !t.strict
		r.eachSense(func(s Sense) { asks = asks || slices.Contains(t.senses, s) })
		return does && asks
	})
}

// named reports whether a plan of the theme could have given the trait its name.
func (t theme) named(trait string) bool {
	return slices.ContainsFunc(t.nouns, func(n string) bool { return strings.Contains(trait, "_"+n) })
}

var themes = []theme{
	{name: "forage", acts: []Action{{Verb: DoThrustTo, Thing: NearFood}},
		senses: []Sense{SenseEnergy, SenseSinceMeal, SenseFoodDistance, SenseFoodFit},
		nouns:  []string{"forager", "gatherer", "scavenger", "seeker"},
		about:  "seeks the nearest food", hints: []string{"food", "eat", "hungry", "hunger", "starv", "forage"}},
	{name: "feast", acts: []Action{{Verb: DoThrustTo, Thing: RichFood}},
		senses: []Sense{SenseEnergy, SenseMealDistance, SenseMealEnergy, SenseMealFit, SenseMealRipeness},
		nouns:  []string{"feaster", "harvester", "banqueter", "reaper"},
		about:  "goes for the food that yields the most", hints: []string{"rich", "yield", "best", "harvest"}},
	{name: "taste", acts: []Action{{Verb: DoThrustTo, Thing: NearFood}, {Verb: DoThrustTo, Thing: RichFood},
		{Verb: DoFast}},
		senses: []Sense{SenseFoodFit, SenseFoodRipeness, SenseMealFit, SenseMealRipeness, SenseFoodEnergy}, strict: true,
		nouns: []string{"gourmet", "picker", "taster", "connoisseur"},
		about: "picks food that is worth the way", hints: []string{"ripe", "digest", "taste", "pick", "diet"}},
	{name: "roam", unseen: true, acts: []Action{{Verb: DoWander}, {Verb: DoTurn}},
		senses: []Sense{SenseSinceMeal, SenseFertility, SenseEnergy, SenseSpeed},
		nouns:  []string{"rover", "wanderer", "scout", "explorer"},
		about:  "searches where nothing is near", hints: []string{"explor", "wander", "search", "roam", "move"}},
	{name: "settle", unseen: true, acts: []Action{{Verb: DoClimb}},
		senses: []Sense{SenseFertility, SenseSinceMeal, SenseEnergy, SenseCrowd},
		nouns:  []string{"settler", "grazer", "farmer", "climber"},
		about:  "keeps to fertile ground", hints: []string{"fertil", "ground", "patch", "settle", "soil"}},
	{name: "home", unseen: true, acts: []Action{{Verb: DoThrustTo, Thing: MarkPlace}},
		senses: []Sense{SenseFertility, SenseSinceMeal, SenseEnergy, SenseMarkDistance},
		nouns:  []string{"homer", "pilgrim", "returner", "nester"},
		about:  "returns to a place that it remembers", hints: []string{"home", "remember", "return", "place", "territor"}},
	{name: "solitude", acts: []Action{{Verb: DoThrustFrom, Thing: NearMolbot}, {Verb: DoThrustFrom, Thing: NearKin}},
		senses: []Sense{SenseCrowd, SenseOtherDistance, SenseOtherSize, SenseEnergy},
		nouns:  []string{"hermit", "loner", "disperser", "spacer"},
		about:  "keeps away from others", hints: []string{"crowd", "away", "apart", "spread", "space", "flee", "collision"}},
	{name: "climate", unseen: true, acts: []Action{{Verb: DoComfort}},
		senses: []Sense{SenseStress, SenseTemperature, SenseEnergy, SenseDaylight},
		nouns:  []string{"basker", "migrant", "sheltered", "thermalist"},
		about:  "moves to where the warmth suits it", hints: []string{"cold", "hot", "warm", "temperature", "climate",
			"season"}},
	{name: "rest", acts: []Action{{Verb: DoRest}, {Verb: DoBrake}},
		senses: []Sense{SenseStorm, SenseSinceMeal, SenseEnergy, SenseDaylight, SenseFoodDistance, SenseFertility,
			SenseStress},
		nouns: []string{"saver", "sitter", "idler", "sleeper"},
		about: "saves its strength", hints: []string{"rest", "save", "sleep", "brake", "slow", "idle"}},
	{name: "nursery", acts: []Action{{Verb: DoBreed}},
		senses: []Sense{SenseEnergy, SenseAge, SenseCrowd, SenseFertility},
		nouns:  []string{"breeder", "parent", "nurse", "founder"},
		about:  "chooses when to have a child and what to give it", hints: []string{"child", "breed", "birth", "reproduc",
			"offspring"}},
	{name: "restraint", acts: []Action{{Verb: DoHold}},
		senses: []Sense{SenseCrowd, SenseEnergy, SenseFertility, SenseOtherDistance, SenseSinceMeal}, strict: true,
		nouns: []string{"abstainer", "planner", "steward", "warden"},
		about: "puts off birth when times are tight", hints: []string{"overpop", "many", "fewer", "hold", "restrain"}},
	{name: "kinship", unseen: true, acts: []Action{{Verb: DoThrustTo, Thing: NearKin}, {Verb: DoShare, Thing: NearKin},
		{Verb: DoThrustFrom, Thing: NearKin}},
		senses: []Sense{SenseKinEnergy, SenseKinDistance, SenseEnergy, SenseKinSize},
		nouns:  []string{"sibling", "guardian", "giver", "kindred"},
		about:  "minds its kin", hints: []string{"kin", "share", "help", "family", "cooperat", "flock"}},
	{name: "hunt", acts: []Action{{Verb: DoAttack, Thing: NearMolbot}, {Verb: DoThrustTo, Thing: NearMolbot}},
		senses: []Sense{SenseOtherSize, SenseOtherEnergy, SenseOtherKinship, SenseOtherDistance, SenseEnergy},
		nouns:  []string{"hunter", "raider", "biter", "stalker"},
		about:  "goes for other molbots", hints: []string{"hunt", "attack", "predator", "prey", "bite", "fight"}},
	{name: "trail", unseen: true, acts: []Action{{Verb: DoScent}, {Verb: DoFollow}, {Verb: DoAvoid}},
		senses: []Sense{SenseScent0, SenseScent1, SenseScent2, SenseSinceMeal, SenseFertility},
		nouns:  []string{"tracker", "scenter", "trailer", "signaller"},
		about:  "leaves and reads scent", hints: []string{"scent", "smell", "trail", "signal", "pheromone"}},
	{name: "habit", acts: []Action{{Verb: DoSetMem}, {Verb: DoAddMem}, {Verb: DoKeepMem}},
		senses: []Sense{SenseMem0, SenseMem1, SenseSinceMeal, SenseEnergy, SenseFoodEnergy},
		nouns:  []string{"learner", "counter", "minder", "keeper"},
		about:  "keeps count of what happened to it", hints: []string{"memory", "learn", "count", "habit"}},
	{name: "rhythm", acts: []Action{{Verb: DoRest}, {Verb: DoWander}, {Verb: DoHold}, {Verb: DoClimb},
		{Verb: DoThrustTo, Thing: NearFood}, {Verb: DoThrustTo, Thing: RichFood}},
		senses: []Sense{SenseDaylight}, strict: true,
		nouns: []string{"riser", "nightling", "dayling", "watcher"},
		about: "lives by the light of the day", hints: []string{"night", "day", "light", "dark"}},
}

// themeWeights is the weight of each theme for a problem; themes that are not listed weigh 1.
var themeWeights = map[genesis.Problem]map[string]float64{
	genesis.ProblemStarvation: {"forage": 4, "feast": 4, "taste": 4, "settle": 4, "roam": 3, "rest": 2, "solitude": 2,
		"kinship": .5, "hunt": .2, "trail": .5, "habit": .5},
	genesis.ProblemManual: {"forage": 2, "feast": 2, "taste": 2, "settle": 1.5, "roam": 1.5, "rest": 2, "rhythm": 1.5,
		"climate": .5, "kinship": .5, "hunt": .4, "trail": .6, "habit": .6},
	genesis.ProblemOverpopulation: {"restraint": 12, "solitude": 3, "nursery": 1, "forage": .3, "feast": .3, "taste": .3,
		"hunt": .3, "habit": .5},
}
