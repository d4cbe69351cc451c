package world

// Entry is a way in which energy enters or leaves the world.
type Entry int

// The entries: first income, then expenses, then journeys.
const (
	Growth     Entry = iota // food that grew
	Seeding                 // founders below min_population
	Spawned                 // molbots by command
	Scattered               // food by command
	Metabolism              // cost of living
	Exposure                // moving in storms
	Motion                  // thrust
	Sensing                 // senses
	Action                  // attacks and scent
	Breeding                // price of births
	Digestion               // what a gut could not use
	Predation               // harm that fed nobody
	Injury                  // collisions
	Sharing                 // losses of gifts
	Decay                   // food that rotted
	Death                   // bodies, apart from the part that becomes carrion
	Arrived                 // molbots from other worlds
	Departed                // molbots to other worlds
	Entries
)

// Lasting is the number of entries in every checkpoint. The entries of journeys are encoded together with the journeys.
const Lasting = Arrived

// entryNames are the names of the entries, for people and programs.
var entryNames = [Entries]string{
	"growth", "seeding", "spawn", "scatter", "metabolism", "exposure", "motion", "sensing", "action", "breeding",
	"digestion",
	"predation", "injury", "sharing", "decay", "death", "arrival", "departure",
}

// String names the entry.
func (e Entry) String() string { return entryNames[e] }

// Ledger records all energy that has entered or left the world. Every system must book what it adds or takes: the
// balance of the ledger is compared with the energy in bodies and food, so a system that creates or destroys energy is
// detected.
type Ledger struct {
	Sums [Entries]float64
}

// Book adds energy to an entry.
func (l *Ledger) Book(e Entry, energy float64) { l.Sums[e] += energy }

// Balance is the energy that the world must contain.
func (l *Ledger) Balance() float64 {
	sum := 0.0
	for e, v := range l.Sums {
		if Entry(e) <= Scattered || Entry(e) == Arrived {
			sum += v
		} else {
			sum -= v
		}
	}
	return sum
}

// Turnover is all energy that ever entered. The rounding error of the balance is proportional to it.
func (l *Ledger) Turnover() float64 {
	return l.Sums[Growth] + l.Sums[Seeding] + l.Sums[Spawned] + l.Sums[Scattered] + l.Sums[Arrived]
}
