/** The trait API as the editor offers it; engine/trait declares it, and a test compares. */
export interface Method {
  name: string
  signature: string
  about: string
}

export const METHODS: Method[] = [
  { name: 'Energy', signature: '() float64', about: 'Energy is the molbot’s energy.' },
  { name: 'MaxEnergy', signature: '() float64', about: 'MaxEnergy is the most energy that the molbot can hold.' },
  { name: 'Age', signature: '() float64', about: 'Age is the molbot’s age in ticks.' },
  { name: 'Lifespan', signature: '() float64', about: 'Lifespan is the age at which it dies [ticks].' },
  { name: 'Speed', signature: '() float64', about: 'Speed is how fast it moves [px/tick].' },
  { name: 'Heading', signature: '() float64', about: 'Heading is where it faces [radians, 0 is east, positive is clockwise on screen].' },
  { name: 'Size', signature: '() float64', about: 'Size is the gene that scales its body, 1 for an average one.' },
  { name: 'SenseRadius', signature: '() float64', about: 'SenseRadius is how far it can sense at most [px].' },
  { name: 'SinceMeal', signature: '() float64', about: 'SinceMeal is the time since it last ate [ticks].' },
  { name: 'Daylight', signature: '() float64', about: 'Daylight is 0 at midnight and 1 at noon.' },
  { name: 'Storm', signature: '() float64', about: 'Storm is how hard a storm blows here, 0 to 1.' },
  { name: 'CanBreed', signature: '() bool', about: 'CanBreed reports whether it is old, rested and fed enough to have a child.' },
  { name: 'Mem', signature: '(i int) float64', about: 'Mem reads memory slot i, 0 to 7; each trait has its own eight, all 0 at birth.' },
  { name: 'SetMem', signature: '(i int, value float64)', about: 'SetMem writes memory slot i, 0 to 7, for the ticks to come.' },
  { name: 'MarkHere', signature: '()', about: 'MarkHere remembers this place for ToMark.' },
  { name: 'ToMark', signature: '() (way Vector, ok bool)', about: 'ToMark is the way to the place that MarkHere remembered; ok is false before the first mark.' },
  { name: 'Rand', signature: '() float64', about: 'Rand is a random number from 0 up to 1.' },
  { name: 'NearestFood', signature: '(radius float64) (food Food, ok bool)', about: 'NearestFood is the nearest food within radius px.' },
  { name: 'RichestFood', signature: '(radius float64) (food Food, ok bool)', about: 'RichestFood is the food within radius px that would yield this molbot the most energy.' },
  { name: 'NearestMolbot', signature: '(radius float64) (other Neighbor, ok bool)', about: 'NearestMolbot is the nearest other molbot within radius px.' },
  { name: 'NearestKin', signature: '(radius float64) (other Neighbor, ok bool)', about: 'NearestKin is the nearest molbot within radius px with a Kinship of at least 0.9.' },
  { name: 'Crowd', signature: '(radius float64) float64', about: 'Crowd is how many other molbots are within radius px.' },
  { name: 'Temperature', signature: '() float64', about: 'Temperature is the temperature here [°C].' },
  { name: 'ThermalStress', signature: '() float64', about: 'ThermalStress is how far the temperature is from what suits this molbot, 0 for just right, 1 for twice the basal cost of living.' },
  { name: 'Comfort', signature: '() Vector', about: 'Comfort is the direction in which thermal stress falls fastest, a unit vector, or zero where it does not change.' },
  { name: 'Fertility', signature: '() float64', about: 'Fertility is how much food grows here, 1 on average.' },
  { name: 'FertilityGradient', signature: '() Vector', about: 'FertilityGradient is the direction in which fertility rises fastest, a unit vector or zero.' },
  { name: 'Scent', signature: '(channel int) float64', about: 'Scent is how strong scent of channel 0 to 3 is here.' },
  { name: 'ScentGradient', signature: '(channel int) Vector', about: 'ScentGradient is the direction in which scent of channel 0 to 3 rises fastest, a unit vector or zero.' },
  { name: 'ThrustToward', signature: '(dx, dy, effort float64)', about: 'ThrustToward pushes towards (dx, dy) with effort 0 to 1; the length of (dx, dy) does not matter.' },
  { name: 'Turn', signature: '(angle, effort float64)', about: 'Turn turns the heading by angle radians and pushes that way with effort 0 to 1.' },
  { name: 'Brake', signature: '()', about: 'Brake slows down.' },
  { name: 'Rest', signature: '()', about: 'Rest lies still: it slows down as Brake does, and living costs little in this tick, 0.15 of its price, unless the molbot eats.' },
  { name: 'Eat', signature: '()', about: 'Eat bites into the nearest food within reach (10 px from the skin).' },
  { name: 'Fast', signature: '()', about: 'Fast leaves food alone in this tick, whatever older traits want: some food does harm.' },
  { name: 'Reproduce', signature: '(share float64)', about: 'Reproduce has a child, if CanBreed, that gets share (0.1 to 0.9) of the energy.' },
  { name: 'HoldBirth', signature: '()', about: 'HoldBirth puts off having a child in this tick.' },
  { name: 'Attack', signature: '(other Neighbor)', about: 'Attack bites other, which must be within reach (4 px from skin to skin), and yields 0.9 of what the other loses.' },
  { name: 'Share', signature: '(other Neighbor, energy float64)', about: 'Share gives energy to other, which must be within reach (4 px from skin to skin).' },
  { name: 'LeaveScent', signature: '(channel int, amount float64)', about: 'LeaveScent leaves scent of channel 0 to 3 here, amount 0 to 10.' },
]
