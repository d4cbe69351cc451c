package synth

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Thing is what a molbot can find or remember and what may be absent.
type Thing uint8

// Things.
const (
	NoThing Thing = iota
	NearFood
	RichFood
	NearMolbot
	NearKin
	MarkPlace
	thingCount

	reachSlots = int(MarkPlace)
)

// thingInfo is how a thing appears in Go and in words.
type thingInfo struct {
	name, ok string // local variables: the thing, and whether it is present
	method   string
	ranged   bool
	words    string
}

var thingTable = [thingCount]thingInfo{
	NearFood:   {"food", "seesFood", "NearestFood", true, "the nearest food"},
	RichFood:   {"meal", "seesMeal", "RichestFood", true, "the richest food"},
	NearMolbot: {"other", "seesOther", "NearestMolbot", true, "the nearest molbot"},
	NearKin:    {"kin", "seesKin", "NearestKin", true, "the nearest kin"},
	MarkPlace:  {"mark", "hasMark", "ToMark", false, "the marked place"},
}

// Sense is a number that a molbot senses.
type Sense uint8

// Senses.
const (
	NoSense Sense = iota
	SenseEnergy
	SenseAge
	SenseSpeed
	SenseHeading
	SenseSize
	SenseRadius
	SenseSinceMeal
	SenseDaylight
	SenseStorm
	SenseRand
	SenseMem0
	SenseMem1
	SenseMem2
	SenseMem3
	SenseCrowd
	SenseTemperature
	SenseStress
	SenseFertility
	SenseScent0
	SenseScent1
	SenseScent2
	SenseScent3
	SenseFoodDistance
	SenseFoodEnergy
	SenseFoodFit
	SenseFoodRipeness
	SenseMealDistance
	SenseMealEnergy
	SenseMealFit
	SenseMealRipeness
	SenseOtherDistance
	SenseOtherSize
	SenseOtherEnergy
	SenseOtherKinship
	SenseKinDistance
	SenseKinSize
	SenseKinEnergy
	SenseMarkDistance
	// What follows is for rules that a model writes; the search does not take it, so that its programs stay what they
	// are by their seeds.
	SenseSinceBitten
	SenseChildren
	SenseFoodKind
	SenseOtherSpeed
	senseCount
)

// unit groups senses that can be compared with one another.
type unit uint8

const (
	unitNone unit = iota
	unitShare
	unitDistance
	unitEnergy
	unitMemory
)

// holding says when the value of a sense is kept in a local variable.
type holding uint8

const (
	holdNever  holding = iota
	holdShared         // if it is used twice, because reading it costs energy
	holdAlways         // because it is a longer expression
)

// senseInfo is how a sense is written, read and compared.
type senseInfo struct {
	thing           Thing
	expr            string // in Go; %s is the radius of Crowd
	name            string // local variable
	words           string
	unit            unit
	hold            holding
	low, high, step float64 // range and step of constants that are worth comparing it with
	weight          float64 // how often a random condition uses it
	read            func(*frame) float64
}

var senseTable = [senseCount]senseInfo{
	SenseEnergy: {expr: "m.Energy() / m.MaxEnergy()", name: "energy", words: "energy", unit: unitShare, hold: holdAlways,
		low: .1, high: .95, step: .05, weight: 6, read: func(f *frame) float64 { return f.m.Energy() / f.m.MaxEnergy() }},
	SenseAge: {expr: "m.Age() / m.Lifespan()", name: "age", words: "age", unit: unitShare, hold: holdAlways,
		low: .05, high: .95, step: .05, weight: 2, read: func(f *frame) float64 { return f.m.Age() / f.m.Lifespan() }},
	SenseSpeed: {expr: "m.Speed()", words: "speed",
		low: .1, high: 3, step: .1, weight: 2, read: func(f *frame) float64 { return f.m.Speed() }},
	SenseHeading: {expr: "m.Heading()", words: "heading",
		low: -3, high: 3, step: .25, weight: .2, read: func(f *frame) float64 { return f.m.Heading() }},
	SenseSize: {expr: "m.Size()", words: "size",
		low: .6, high: 1.5, step: .05, weight: .7, read: func(f *frame) float64 { return f.m.Size() }},
	SenseRadius: {expr: "m.SenseRadius()", words: "sense radius", unit: unitDistance,
		low: 40, high: 160, step: 10, weight: .3, read: func(f *frame) float64 { return f.m.SenseRadius() }},
	SenseSinceMeal: {expr: "m.SinceMeal()", words: "time since the last meal",
		low: 5, high: 300, step: 5, weight: 4, read: func(f *frame) float64 { return f.m.SinceMeal() }},
	SenseDaylight: {expr: "m.Daylight()", words: "daylight", unit: unitShare,
		low: .1, high: .9, step: .05, weight: 1.5, read: func(f *frame) float64 { return f.m.Daylight() }},
	SenseStorm: {expr: "m.Storm()", words: "storm", unit: unitShare,
		low: .05, high: .8, step: .05, weight: 2, read: func(f *frame) float64 { return f.m.Storm() }},
	SenseRand: {expr: "m.Rand()", words: "chance", unit: unitShare,
		low: .02, high: .9, step: .02, weight: 1.5, read: func(f *frame) float64 { return f.m.Rand() }},
	SenseMem0: memorySense(0), SenseMem1: memorySense(1), SenseMem2: memorySense(2), SenseMem3: memorySense(3),
	SenseCrowd: {expr: "m.Crowd(%s)", name: "crowd", words: "number of neighbours", hold: holdShared,
		low: 1, high: 8, step: 1, weight: 3, read: func(f *frame) float64 { return f.m.Crowd(f.reach[0]) }},
	SenseTemperature: {expr: "m.Temperature()", name: "warmth", words: "temperature", hold: holdShared,
		low: 0, high: 36, step: 1, weight: 1, read: func(f *frame) float64 { return f.m.Temperature() }},
	SenseStress: {expr: "m.ThermalStress()", name: "stress", words: "thermal stress", unit: unitShare, hold: holdShared,
		low: .05, high: .9, step: .05, weight: 2, read: func(f *frame) float64 { return f.m.ThermalStress() }},
	SenseFertility: {expr: "m.Fertility()", name: "fertility", words: "fertility", hold: holdShared,
		low: .2, high: 3, step: .1, weight: 3, read: func(f *frame) float64 { return f.m.Fertility() }},
	SenseScent0: scentSense(0), SenseScent1: scentSense(1), SenseScent2: scentSense(2), SenseScent3: scentSense(3),
	SenseFoodDistance: foodSense(NearFood, "Distance", "distance", unitDistance, 2, 100, 2, 2,
		func(f *frame) float64 { return f.food[NearFood].Distance }),
	SenseFoodEnergy: foodSense(NearFood, "Energy", "energy", unitEnergy, 2, 54, 2, 2,
		func(f *frame) float64 { return f.food[NearFood].Energy }),
	SenseFoodFit: foodSense(NearFood, "Fit", "fit", unitShare, .1, .95, .05, 3,
		func(f *frame) float64 { return f.food[NearFood].Fit }),
	SenseFoodRipeness: foodSense(NearFood, "Ripeness", "ripeness", unitShare, .1, .95, .05, 2,
		func(f *frame) float64 { return f.food[NearFood].Ripeness }),
	SenseMealDistance: foodSense(RichFood, "Distance", "distance", unitDistance, 2, 100, 2, 2,
		func(f *frame) float64 { return f.food[RichFood].Distance }),
	SenseMealEnergy: foodSense(RichFood, "Energy", "energy", unitEnergy, 2, 54, 2, 2,
		func(f *frame) float64 { return f.food[RichFood].Energy }),
	SenseMealFit: foodSense(RichFood, "Fit", "fit", unitShare, .1, .95, .05, 2,
		func(f *frame) float64 { return f.food[RichFood].Fit }),
	SenseMealRipeness: foodSense(RichFood, "Ripeness", "ripeness", unitShare, .1, .95, .05, 1,
		func(f *frame) float64 { return f.food[RichFood].Ripeness }),
	SenseOtherDistance: neighborSense(NearMolbot, "Distance", "distance", unitDistance, 2, 80, 2, 2,
		func(n *trait.Neighbor) float64 { return n.Distance }),
	SenseOtherSize: neighborSense(NearMolbot, "Size", "relative size", unitNone, .5, 1.6, .05, 1,
		func(n *trait.Neighbor) float64 { return n.Size }),
	SenseOtherEnergy: neighborSense(NearMolbot, "Energy", "energy", unitShare, .1, .9, .05, 1,
		func(n *trait.Neighbor) float64 { return n.Energy }),
	SenseOtherKinship: neighborSense(NearMolbot, "Kinship", "kinship", unitShare, .3, .95, .05, 1,
		func(n *trait.Neighbor) float64 { return n.Kinship }),
	SenseKinDistance: neighborSense(NearKin, "Distance", "distance", unitDistance, 2, 80, 2, 1,
		func(n *trait.Neighbor) float64 { return n.Distance }),
	SenseKinSize: neighborSense(NearKin, "Size", "relative size", unitNone, .5, 1.6, .05, .5,
		func(n *trait.Neighbor) float64 { return n.Size }),
	SenseKinEnergy: neighborSense(NearKin, "Energy", "energy", unitShare, .1, .9, .05, 1,
		func(n *trait.Neighbor) float64 { return n.Energy }),
	SenseMarkDistance: {thing: MarkPlace, expr: "mark.DX*mark.DX + mark.DY*mark.DY", name: "gap",
		words: "squared distance of the marked place", hold: holdNever, low: 400, high: 90000, step: 400, weight: .7,
		read: func(f *frame) float64 { return f.mark.DX*f.mark.DX + f.mark.DY*f.mark.DY }},
	SenseSinceBitten: {expr: "m.SinceBitten()", words: "time since the last bite of another",
		low: 5, high: 300, step: 5, read: func(f *frame) float64 { return f.m.SinceBitten() }},
	SenseChildren: {expr: "m.Children()", words: "number of children",
		low: 1, high: 12, step: 1, read: func(f *frame) float64 { return f.m.Children() }},
	SenseFoodKind: foodSense(NearFood, "Kind", "kind", unitNone, 0, 2, 1, 0,
		func(f *frame) float64 { return f.food[NearFood].Kind }),
	SenseOtherSpeed: neighborSense(NearMolbot, "Speed", "speed", unitNone, .1, 3, .1, 0,
		func(n *trait.Neighbor) float64 { return n.Speed }),
}

func memorySense(slot int) senseInfo {
	return senseInfo{expr: fmt.Sprintf("m.Mem(%d)", slot), words: fmt.Sprintf("memory %d", slot), unit: unitMemory,
		low: .5, high: 20, step: .5, weight: .4, read: func(f *frame) float64 { return f.m.Mem(slot) }}
}

func scentSense(channel int) senseInfo {
	return senseInfo{expr: fmt.Sprintf("m.Scent(%d)", channel), name: fmt.Sprintf("scent%d", channel),
		words: fmt.Sprintf("scent %d", channel), hold: holdShared,
		low: .1, high: 4, step: .1, weight: .25, read: func(f *frame) float64 { return f.m.Scent(channel) }}
}

func foodSense(t Thing, field, words string, u unit, low, high, step, weight float64,
	read func(*frame) float64) senseInfo {
	return senseInfo{thing: t, expr: thingTable[t].name + "." + field, words: words + " of " + thingTable[t].words,
		unit: u, low: low, high: high, step: step, weight: weight, read: read}
}

func neighborSense(t Thing, field, words string, u unit, low, high, step, weight float64,
	read func(*trait.Neighbor) float64) senseInfo {
	return senseInfo{thing: t, expr: thingTable[t].name + "." + field, words: words + " of " + thingTable[t].words,
		unit: u, low: low, high: high, step: step, weight: weight,
		read: func(f *frame) float64 { return read(&f.neighbor[t]) }}
}

func (s Sense) thing() Thing { return senseTable[s].thing }
