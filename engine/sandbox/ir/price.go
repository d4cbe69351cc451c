package ir

import (
	"math"
	"slices"
)

// One unit of fuel stands for about a nanosecond of a compiled run on a core of 2020. Every statement pays for the
// words that it moves and the rounds that it takes, at the worst case of its operands. Costs that follow from the types
// are part of the program, summed up for each stretch of code between loops (Meter). Costs that depend on values, such
// as the length of a string, are charged by the host before the operation (Asked). Both runtimes run the same charges.
//
// TestPrices in package sandbox measures the worst case of every price against plain arithmetic.

// Prices [fuel].
const (
	priceStep     = 1  // an instruction or a branch
	priceDivision = 6  // of integers
	priceMethod   = 8  // a call of a method of the molbot, besides the price in trait.Methods
	priceCall     = 10 // a call of a function
	priceMake     = 8  // allocation of a slice or a box
	priceAsk      = 8  // a question to the host
	priceText     = 4  // an operation on a string
	// an operation on a subnormal number, besides the step: many processors take 50 times as long for it
	priceSubnormal = 40
)

// Prices of a moved word [quarters of a unit of fuel].
const (
	wordMoved   = 1 // between variables
	wordLoaded  = 3 // from or to memory, or an array at a variable index
	wordLiteral = 2 // into a literal
	wordPassed  = 5 // to or from a function
	wordSaved   = 3 // a variable of a recursive function, saved and restored around each call
	wordCleared = 2 // allocated
	wordCopied  = 1 // by append and copy, in one block
)

// Bytes of a string that one unit of fuel pays for.
const (
	bytesMade     = 8
	bytesCompared = 12
)

// bytesOfWord is what a word counts against the budget of bytes. It does not depend on the size in Go, because memory
// consists of words.
const bytesOfWord = 8

// words is the price of n words.
func words(n, each int) int { return n * each / 4 }

// Meter sets the price of each statement and the charge of each function and each loop. A charge covers the code
// outside inner loops and is taken on entry to the function or at the head of each round of the loop.
//
// A charge includes every branch of its stretch of code, whether or not it is taken. That overcharges slightly, but a
// single check for each stretch suffices.
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

// price is the fuel of the statement without its body. frames holds the number of words of each function's variables.
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
	case Box: // the host is not asked about a box
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

// moved is the cost of moving the words of a value, besides the step itself.
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

// reached is the cost of following the path of an operand: a step for each index and each pointer.
func reached(o Operand) int {
	sum := 0
	for _, s := range o.Path {
		if s.Kind != Part {
			sum += priceStep
		}
	}
	return sum
}

// Subnormal reports whether an instruction computes floats that may be subnormal, that is, not 0 but smaller than the
// smallest normal number. The host is asked Subnormal after a sum or a difference that is subnormal, and after a
// product or a quotient that is subnormal or has a subnormal operand. Whatever the answer, the run goes on to its next
// charge, where it ends if it has no fuel left.
func (in *Instr) Subnormal() bool {
	return (in.Op == Add || in.Op == Sub || in.Op == Mul || in.Op == Quo) && in.Type.Float()
}

// IsSubnormal reports whether a number is subnormal.
func IsSubnormal(x float64) bool { return math.Float64bits(x)<<1-1 < 1<<53-1 }

// IsSubnormal32 reports whether a 32-bit number is subnormal.
func IsSubnormal32(x float32) bool { return math.Float32bits(x)<<1-1 < 1<<24-1 }

// Memory reports whether a place is in memory rather than in a variable.
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

// Asked returns what the host charges for a question: fuel and bytes.
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
