package trait

// Program is one instance of a loaded trait. It may be used by one goroutine at a time.
type Program interface {
	// Run calls the trait once for each molbot of the batch and writes one verdict for each. Every molbot has had Begin
	// called. Run never panics and always returns, whatever the program does.
	Run(batch []*Molbot, verdicts []Verdict)
	// Close frees the instance.
	Close()
}

// Sized is a Program that knows about how much memory it holds.
type Sized interface {
	Size() int // [bytes]
}

// Loader turns the source of a trait into programs. It vets the source again, whoever vetted it before.
type Loader interface {
	// Load returns a factory of instances, one for each goroutine that runs the trait, or an error of code rejected.
	Load(source []byte) (Factory, error)
}

// Factory makes instances of one loaded trait.
type Factory interface {
	New() (Program, error)
}

// Counting is a Factory whose program also exists in a form that tells which lines of its source a run comes to.
type Counting interface {
	// Counting returns an instance that calls ran for each line that a run comes to, and the lines that there are. What
	// comes of its runs, fuel included, is what comes of those of any other instance.
	Counting(ran func(line int)) (p Program, lines []int, err error)
}

// Fault is why a run did not end cleanly.
type Fault uint8

// Faults of a run.
const (
	FaultNone   Fault = iota
	FaultFuel         // used up its fuel
	FaultDepth        // called too deep
	FaultMemory       // used up its bytes
	FaultPanic        // index out of range, division by zero …
	FaultTime         // the wall-clock guard: a last resort
)

// String names the fault.
func (f Fault) String() string {
	return [...]string{"none", "fuel", "depth", "memory", "panic", "time"}[f]
}

// Verdict is how one run on one molbot went.
type Verdict struct {
	Fault  Fault
	Fuel   int64  // spent, the host's work included
	Line   int    // of the original source, 0 if unknown
	Reason string // for people; empty for FaultNone
}

// Native is a Factory for a trait that is compiled in.
type Native func(*Molbot)

// New implements Factory.
func (n Native) New() (Program, error) { return n, nil }

// Run implements Program. A panic of compiled-in code is a defect and is not recovered.
func (n Native) Run(batch []*Molbot, verdicts []Verdict) {
	for i, m := range batch {
		fuel := m.fuel
		n(m)
		verdicts[i] = Verdict{Fuel: fuel - m.fuel}
	}
}

// Close implements Program.
func (n Native) Close() {}
