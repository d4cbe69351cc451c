package world

import (
	"reflect"

	"github.com/ai-genesis/ai-genesis"
)

// Params are the parameters of a world: those of the specification, which genesis.Params describes, and its biology.
type Params struct {
	Width         float64 // [px]
	Height        float64 // [px]
	Gravity       float64
	Friction      float64
	SpawnRate     float64 // food items [1/tick/Mpx²]
	Temperature   float64 // base [°C]
	MaxEntities   float64 // [molbots]
	MinPopulation float64 // [molbots]
	TickRate      float64 // length of a tick [ms]
	Walls         float64 // 1: the world has walls; 0: it wraps around
	Biology       Biology
}

// Biology holds the rates and prices of life. They are set when a world is created and don't change.
type Biology struct {
	Drag      float64 // share of speed lost per tick at gravity·friction = 1
	Thrust    float64 // acceleration at speed gene 1 and full effort [px/tick²]
	MaxSpeed  float64 // limit of every speed [px/tick]
	Brake     float64 // share of speed that braking takes
	Radius    float64 // of a body of size 1 [px]
	MaxEnergy float64 // of a body of mass 1

	Basal      float64 // basal cost of an average body [energy/tick]
	RestShare  float64 // share of the basal cost that a resting body saves
	Gale       float64 // cost of moving in the middle of a storm at mass 1 [energy/tick per (px/tick)²]
	SenseOrgan float64 // share of the basal cost for a sense radius of 100 px, growing with its square
	Anger      float64 // share of the basal cost for aggression 1, growing with its square
	Motion     float64 // cost of full thrust at mass, speed and metabolism 1 [energy/tick]
	Comfort    float64 // deviation from the suitable temperature that doubles the basal cost [°C]
	NightSight float64 // share of the sense radius that remains at midnight

	Bite       float64 // energy taken from food per tick at mass and metabolism 1
	Reach      float64 // distance of a mouth from the skin [px]
	TouchReach float64 // maximum gap for attacks, gifts and mating [px]
	GutWidth   float64 // width of a gut's fit [gut units]
	Attack     float64 // harm of an attack at mass 1, aggression 0.5 [energy]
	AttackCost float64 // price of an attack per unit of harm
	AttackGain float64 // share of the harm that the attacker gains
	Defence    float64 // harm that a victim does in return, as a share of its power times its relative energy
	ShareLoss  float64 // share of a gift lost on the way
	ScentPrice float64 // [energy/unit]
	BreedPrice float64 // lost at a birth [energy]
	Flesh      float64 // energy in a body's substance: paid by its parents, released when it dies

	Maturity   float64 // age of first breeding [ticks]
	Rest       float64 // time between births [ticks]
	Lifespan   float64 // at life gene 1 [ticks]
	CanBreed   float64 // share of the maximum energy from which a trait may breed
	BreedAt    float64 // share of the maximum energy from which a body breeds by itself, at fertility 0.5
	ChildShare float64 // share of the parent's energy, if no trait says otherwise
	Mutation   float64 // standard deviation of a gene per birth, as a share of its range
	Gain       float64 // probability per birth of gaining a heritable trait
	Loss       float64 // probability per birth of losing one
	OldGain    float64 // the same for ancestors
	OldLoss    float64

	ImpactSpeed float64 // collisions harm above this closing speed [px/tick]
	Impact      float64 // harm per px/tick above it, at mass 1 [energy]

	ItemEnergy   float64 // of a new food item
	Rot          float64 // mean life of a leaf [ticks]
	CarrionShare float64 // share of a dead body's energy that becomes carrion
	CarrionRot   float64 // mean life of carrion [ticks]
	Ripening     float64 // age at which fruit is ripe [ticks]
	Unripe       float64 // share of its energy that unripe fruit yields
	Harm         float64 // energy lost per energy bitten from food that a gut can't use
	FleshShare   float64 // share of a dead body's flesh that becomes carrion
	PatchShare   float64 // share of growth that falls in patches
	Patches      float64 // [1/Mpx²]
	PatchSpread  float64 // standard deviation of a patch [px]
	PatchLife    float64 // [ticks]
	PatchPulse   float64 // period in which a patch bears food once [ticks]
	PatchBears   float64 // share of the period in which it does
	FruitWarmth  float64 // how much more often fruit than leaf grows in the warmest place

	Season      float64 // length of a year [ticks]
	SeasonFood  float64 // swing of growth over the year
	SeasonHeat  float64 // swing of temperature over the year [°C]
	Day         float64 // [ticks]
	DayHeat     float64 // [°C]
	DayFood     float64 // swing of growth over the day
	Latitude    float64 // swing of temperature from the warm to the cold band [°C]
	Relief      float64 // swing of temperature between valleys and hills [°C]
	FrontEvery  float64 // one front in each period of this length [ticks]
	FrontLasts  float64 // [ticks]
	FrontLeast  float64 // growth under the driest front
	FrontMost   float64 // growth under the wettest front
	FrontHeat   float64 // maximum change of temperature by a front [°C]
	StormEvery  float64 // one storm in each period of this length [ticks]
	StormLasts  float64 // [ticks]
	StormReach  float64 // its radius as a share of the world's shorter side
	StormSpeed  float64 // how fast it moves [px/tick]
	ScentFade   float64 // share of scent that remains after ScentEvery ticks
	ScentSpread float64 // share of scent that moves to the neighbouring cells in that time
}

// DefaultBiology kept the population alive with all seeds that were tried; see TestCensusCurve.
var DefaultBiology = Biology{
	Drag: 0.18, Thrust: 0.35, MaxSpeed: 20, Brake: 0.5, Radius: 6, MaxEnergy: 100,
	Basal: 0.025, RestShare: 0.85, Gale: 0.8, SenseOrgan: 0.15, Anger: 0.15, Motion: 0.06, Comfort: 10, NightSight: 0.1,
	Bite: 1, Reach: 10, TouchReach: 4, GutWidth: 0.32,
	Attack: 1, AttackCost: 0.08, AttackGain: 0.9, Defence: 1.2, ShareLoss: 0.05, ScentPrice: 0.01, BreedPrice: 2, Flesh: 6,
	Maturity: 400, Rest: 200, Lifespan: 5000, CanBreed: 0.4, BreedAt: 0.6, ChildShare: 0.36,
	Mutation: 0.05, Gain: 0.01, Loss: 0.01, OldGain: 0.004, OldLoss: 0.004,
	ImpactSpeed: 1, Impact: 1,
	ItemEnergy: 275, Rot: 1300, CarrionShare: 0.5, CarrionRot: 600, Ripening: 600, Unripe: 0.1, Harm: 0.7,
	FleshShare: 0.75,
	PatchShare: 0.7, Patches: 5, PatchSpread: 90, PatchLife: 40_000, PatchPulse: 3600, PatchBears: 0.3, FruitWarmth: 0.35,
	Season: 15_000, SeasonFood: 0.25, SeasonHeat: 5, Day: 2400, DayHeat: 5, DayFood: 0.9, Latitude: 5, Relief: 7,
	FrontEvery: 15_000, FrontLasts: 1500, FrontLeast: 0.5, FrontMost: 1.7, FrontHeat: 8,
	StormEvery: 1200, StormLasts: 1100, StormReach: 0.28, StormSpeed: 0.6,
	ScentFade: 0.95, ScentSpread: 0.1,
}

// DefaultParams are the default parameters of the specification.
func DefaultParams() Params {
	p := Params{Biology: DefaultBiology}
	for _, param := range genesis.Params {
		p.Set(param.Name, param.Default)
	}
	return p
}

func (p *Params) field(name string) *float64 {
	switch name {
	case "world_width":
		return &p.Width
	case "world_height":
		return &p.Height
	case "gravity":
		return &p.Gravity
	case "friction":
		return &p.Friction
	case "resource_spawn_rate":
		return &p.SpawnRate
	case "temperature":
		return &p.Temperature
	case "max_entities":
		return &p.MaxEntities
	case "min_population":
		return &p.MinPopulation
	case "tick_rate_ms":
		return &p.TickRate
	case "world_walls":
		return &p.Walls
	}
	return nil
}

// Set changes a parameter by its name in genesis.Params and reports whether it exists. It does not check the range.
func (p *Params) Set(name string, value float64) bool {
	field := p.field(name)
	if field != nil {
		*field = value
	}
	return field != nil
}

// Value is the value of a parameter; ok is false if it does not exist.
func (p *Params) Value(name string) (value float64, ok bool) {
	if field := p.field(name); field != nil {
		return *field, true
	}
	return 0, false
}

// Map returns the parameters as in the hash ws:params.
func (p *Params) Map() map[string]float64 {
	values := make(map[string]float64, len(genesis.Params))
	for _, param := range genesis.Params {
		values[param.Name] = *p.field(param.Name)
	}
	return values
}

// Area is the world's area [Mpx²].
func (p *Params) Area() float64 { return p.Width * p.Height / 1e6 }

// each visits every number of p, including the biology, in a fixed order with its name.
func (p *Params) each(visit func(name string, value *float64)) {
	for _, group := range []reflect.Value{reflect.ValueOf(p).Elem(), reflect.ValueOf(&p.Biology).Elem()} {
		for i := range group.NumField() {
			if v, ok := group.Field(i).Addr().Interface().(*float64); ok {
				visit(group.Type().Field(i).Name, v)
			}
		}
	}
}
