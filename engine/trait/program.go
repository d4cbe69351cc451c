package trait

// Program is one instance of a loaded trait. It must not be used by several goroutines at once.
type Program interface {
	// Run calls the trait once for each molbot of the batch and writes a verdict for each. Begin must have been called
	// on every molbot. Run never panics and always returns, whatever the program does.
	Run(batch []*Molbot, verdicts []Verdict)
	// Close frees the instance.
	Close()
}

// Sized is a Program that knows its approximate memory.
type Sized interface {
	Size() int // [bytes]
}

// Loader turns the source of a trait into programs. It always vets the source, even if somebody has vetted it before.
type Loader interface {
	// Load returns a factory of instances, one for each goroutine that runs the trait, or an error of code rejected.
	Load(source []byte) (Factory, error)
}

// Factory makes instances of one loaded trait.
type Factory interface {
	New() (Program, error)
}

// Counting is a Factory that can also create programs that report which lines they run.
type Counting interface {
	// Counting returns an instance that calls ran for each line that a run reaches, and all lines that can be reached.
	// Its runs have the same results as those of any other instance, including the fuel.
	Counting(ran func(line int)) (p Program, lines []int, err error)
}

// Fault is why a run did not end cleanly.
type Fault uint8

// The faults of a run.
const (
	FaultNone   Fault = iota
	FaultFuel         // used up its fuel
	FaultDepth        // too many nested calls
	FaultMemory       // used up its memory
	FaultPanic        // index out of range, division by zero …
	FaultTime         // the wall-clock guard, as a last resort
)

// String names the fault.
func (f Fault) String() string {
	return [...]string{"none", "fuel", "depth", "memory", "panic", "time"}[f]
}

// Verdict is the result of one run on one molbot.
type Verdict struct {
	Fault  Fault
	Fuel   int64  // spent, including the host's work
	Line   int    // of the original source, 0 if unknown
	Reason string // for people; empty for FaultNone
}

// Native is a Factory for a compiled-in trait.
type Native func(*Molbot)

// New implements Factory.
func (n Native) New() (Program, error) { return n, nil }

// Run implements Program. A panic in compiled-in code is a bug and is not recovered.
func (n Native) Run(batch []*Molbot, verdicts []Verdict) {
	for i, m := range batch {
		fuel := m.fuel
		n(m)
		verdicts[i] = Verdict{Fuel: fuel - m.fuel}
	}
}

// Close implements Program.
func (n Native) Close() {}
