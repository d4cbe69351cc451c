package ir

import (
	"math"
	"slices"
)

// The law of prices: a unit of fuel is about a nanosecond of a compiled run on a core of 2020, and whatever a statement
// does is paid by the words that it moves or the turns that it takes, in the worst case of its operands. What is known
// from the types is a part of the program, summed up for each straight stretch (Meter); what depends on values, such as
// the length of a string, is charged by the host before it happens (Asked). Both runtimes run the same charges.
//
// TestPrices of package sandbox measures every row in its worst case against plain arithmetic.

// Prices [fuel].
const (
	priceStep     = 1  // an instruction or a branch
	priceDivision = 6  // of integers
	priceMethod   = 8  // a call of the molbot, beside what trait.Methods says
	priceCall     = 10 // a call of a function
	priceMake     = 8  // memory for a slice or a box
	priceAsk      = 8  // a question to the host
	priceText     = 4  // an operation on a string
	// a subnormal number in arithmetic, beyond the step: many processors take 50 times as long for it
	priceSubnormal = 40
)

// Prices of words [fuel, in quarters]: how much of it a word that is moved takes.
const (
	wordMoved   = 1 // between variables
	wordLoaded  = 3 // from or to memory, or an array at an index that is not known
	wordLiteral = 2 // into a literal
	wordPassed  = 5 // to a function, or back
	wordSaved   = 3 // of the variables of a function that calls itself, around each call; no more are saved
	wordCleared = 2 // made
	wordCopied  = 1 // by append and copy, as a block
)

// Bytes of a string for a unit of fuel.
const (
	bytesMade     = 8
	bytesCompared = 12
)

// bytesOfWord is what a word counts against the budget of bytes, whatever it takes in Go: memory is made of words.
const bytesOfWord = 8

// words is the price of n words.
func words(n, each int) int { return n * each / 4 }

// Meter sets the price of each statement and the charge of each stretch between loops, at whose head it is taken.
func Meter(p *Program) {
	frames := map[*Function]int{}
	for _, f := range p.Functions {
		for _, v := range append(f.Params, f.Locals...) {
			frames[f] += v.Type.Words
		}
	}
	for _, f := range append(p.Functions, p.Body) {
		f.Charge = max(1, meter(f.Body, frames))
	}
}

func meter(list []*Stmt, frames map[*Function]int) int {
	sum := 0
	for _, s := range list {
		s.Price = s.price(frames)
		body := meter(s.Body, frames) + meter(s.Else, frames)
		sum += s.Price
		if s.Kind == Loop {
			s.Charge = max(1, body)
		} else {
			sum += body
		}
	}
	return sum
}

// price is the fuel of a statement itself. frames is the words of each function's variables.
func (s *Stmt) price(frames map[*Function]int) int {
	switch s.Kind {
	case Do, If, Trap:
		return s.Instr.price(frames)
	case Ask:
		return priceAsk
	case Return:
		sum := priceStep
		for _, v := range s.Values {
			sum += moved(v)
		}
		return sum
	}
	return priceStep
}

func (in *Instr) price(frames map[*Function]int) int {
	sum := priceStep
	for _, o := range append(in.Args, in.Dst...) {
		sum += reached(o)
	}
	switch in.Op {
	case Move:
		if len(in.Dst) > 0 {
			sum += max(moved(in.Dst[0]), moved(in.Args[0]))
		}
	case Quo, Rem:
		if in.Type.Integer() {
			sum += priceDivision
		}
	case Add, Eq, Ne, Lt, Le, Gt, Ge:
		if in.Type.Kind == String {
			sum += priceText
		}
	case TextAt, Cut:
		sum += priceText
	case Literal:
		n := in.Type.Words
		if in.Type.Kind == Slice {
			n = len(in.Args) * in.Type.Elem.Words
			sum += priceMake + words(n, wordCleared)
		}
		sum += words(n, wordLiteral)
	case Make:
		sum += priceMake
	case Box: // which the host is not asked about
		n, _ := in.Args[0].Known()
		sum += priceMake + words(n*in.Type.Elem.Words, wordCleared)
	case Append:
		sum += priceMake
		for _, a := range in.Args[1:] {
			sum += words(a.Type.Words, wordLoaded)
		}
	case AppendAll, Copy:
		sum += priceMake
	case Call:
		n := 0
		for _, o := range append(in.Args, in.Dst...) {
			n += o.Type.Words
		}
		sum += priceCall + words(n, wordPassed)
		if in.Fn.Recursive {
			sum += words(2*frames[in.Fn], wordSaved)
		} else {
			sum += words(frames[in.Fn], wordMoved)
		}
	case Math:
		sum += MathFuncs[in.Name].Price
	case Method:
		sum += priceMethod
	}
	return sum
}

// moved is what the words of a value cost beyond the step that moves them.
func moved(o Operand) int {
	if o.Type == nil {
		return 0
	}
	each := wordMoved
	if o.Memory() || slices.ContainsFunc(o.Path, func(s Step) bool { return s.Index != nil }) {
		each = wordLoaded
	}
	return words(o.Type.Words-1, each)
}

// reached is what the way to an operand costs: a step each.
func reached(o Operand) int {
	sum := 0
	for _, s := range o.Path {
		if s.Kind != Part {
			sum += priceStep
		}
	}
	return sum
}

// Subnormal reports whether an instruction computes floats that may be subnormal, that is, not 0 and below the smallest
// normal number. The host is asked Subnormal right after a sum that is, and after a product or a quotient that is or
// has an operand that is. The run goes on up to the next charge whatever the answer is, and ends there if it has no
// fuel left.
func (in *Instr) Subnormal() bool {
	return (in.Op == Add || in.Op == Sub || in.Op == Mul || in.Op == Quo) && in.Type.Float()
}

// IsSubnormal reports whether a number is subnormal.
func IsSubnormal(x float64) bool { return math.Float64bits(x)<<1-1 < 1<<53-1 }

// IsSubnormal32 reports whether a number of 32 bits is subnormal.
func IsSubnormal32(x float32) bool { return math.Float32bits(x)<<1-1 < 1<<24-1 }

// Memory reports whether a place is in memory, not among the variables.
func (o Operand) Memory() bool {
	t := (*Type)(nil)
	if o.Var != nil {
		t = o.Var.Type
	}
	for _, s := range o.Path {
		if s.Kind == Deref || s.Kind == At && t.Kind == Slice {
			return true
		}
		t = s.Type
	}
	return false
}

// Asked is what the host charges when it is asked: fuel, and bytes.
func (q Question) Asked(v [4]int) (fuel, bytes int) {
	switch q {
	case Room: // length, capacity, words
		return words(v[1]*v[2], wordCleared), v[1] * v[2] * bytesOfWord
	case Grow: // needed, capacity, words
		n := max(v[0], 2*v[1]) * v[2]
		return words(n, wordCleared+wordCopied), n * bytesOfWord
	case Block: // n, words
		return words(v[0]*v[1], wordCopied), v[0] * v[1] * bytesOfWord
	case Concat:
		return v[0] / bytesMade, v[0]
	case Text:
		return min(v[0], v[1]) / bytesCompared, 0
	case Subnormal:
		return priceSubnormal, 0
	}
	return 0, 0
}
