package ir

import (
	"math"
	"math/bits"
)

// MathFunc is a function of package math that traits may call.
type MathFunc struct {
	Call  any
	Price int // fuel: about the nanoseconds for its worst arguments; a test measures it
}

// MathFuncs lists the functions of package math that traits may call. Tests compare the list with the declarations that
// traits are type-checked against and measure the prices. Jn and Yn are missing because their cost grows with their
// argument. The cost of math.Mod and math.Remainder grows with the ratio of their arguments, so this package has its
// own versions.
var MathFuncs = map[string]MathFunc{
	"Abs":             {math.Abs, 3},
	"Acos":            {acos, 36},
	"Acosh":           {math.Acosh, 40},
	"Asin":            {asin, 36},
	"Asinh":           {math.Asinh, 40},
	"Atan":            {atan, 24},
	"Atan2":           {atan2, 44},
	"Atanh":           {math.Atanh, 40},
	"Cbrt":            {math.Cbrt, 44},
	"Ceil":            {math.Ceil, 4},
	"Copysign":        {math.Copysign, 4},
	"Cos":             {cos, 60},
	"Cosh":            {cosh, 40},
	"Dim":             {math.Dim, 6},
	"Erf":             {math.Erf, 50},
	"Erfc":            {math.Erfc, 50},
	"Erfcinv":         {math.Erfcinv, 60},
	"Erfinv":          {math.Erfinv, 60},
	"Exp":             {exp, 20},
	"Exp2":            {math.Exp2, 80},
	"Expm1":           {math.Expm1, 24},
	"FMA":             {math.FMA, 24},
	"Float32bits":     {math.Float32bits, 2},
	"Float32frombits": {math.Float32frombits, 2},
	"Float64bits":     {math.Float64bits, 2},
	"Float64frombits": {math.Float64frombits, 2},
	"Floor":           {math.Floor, 4},
	"Frexp":           {math.Frexp, 16},
	"Gamma":           {math.Gamma, 250},
	"Hypot":           {math.Hypot, 36},
	"Ilogb":           {math.Ilogb, 14},
	"Inf":             {math.Inf, 2},
	"IsInf":           {math.IsInf, 4},
	"IsNaN":           {math.IsNaN, 4},
	"J0":              {math.J0, 100},
	"J1":              {math.J1, 100},
	"Ldexp":           {math.Ldexp, 30},
	"Lgamma":          {math.Lgamma, 100},
	"Log":             {math.Log, 20},
	"Log10":           {math.Log10, 24},
	"Log1p":           {math.Log1p, 30},
	"Log2":            {math.Log2, 40},
	"Logb":            {math.Logb, 16},
	"Max":             {math.Max, 6},
	"Min":             {math.Min, 6},
	"Mod":             {Mod, 120},
	"Modf":            {math.Modf, 6},
	"NaN":             {math.NaN, 2},
	"Nextafter":       {math.Nextafter, 6},
	"Nextafter32":     {math.Nextafter32, 6},
	"Pow":             {math.Pow, 220},
	"Pow10":           {math.Pow10, 14},
	"Remainder":       {Remainder, 160},
	"Round":           {math.Round, 6},
	"RoundToEven":     {math.RoundToEven, 6},
	"Signbit":         {math.Signbit, 4},
	"Sin":             {sin, 60},
	"Sincos":          {sincos, 70},
	"Sinh":            {math.Sinh, 80},
	"Sqrt":            {math.Sqrt, 14},
	"Tan":             {math.Tan, 60},
	"Tanh":            {math.Tanh, 40},
	"Trunc":           {math.Trunc, 4},
	"Y0":              {math.Y0, 120},
	"Y1":              {math.Y1, 120},
}

// Many processors take fifty times as long for a product of subnormal numbers, and the polynomials of package math
// square their arguments. Below tiny, the functions that follow return exactly 1 or their argument, so they can skip
// the polynomial.
const tiny = 0x1p-60

func exp(x float64) float64 {
	if math.Abs(x) < tiny {
		return 1
	}
	return math.Exp(x)
}

func cosh(x float64) float64 {
	if math.Abs(x) < tiny {
		return 1
	}
	return math.Cosh(x)
}

func sin(x float64) float64 {
	if math.Abs(x) < tiny {
		return x
	}
	return math.Sin(x)
}

func cos(x float64) float64 {
	if math.Abs(x) < tiny {
		return 1
	}
	return math.Cos(x)
}

func sincos(x float64) (sin, cos float64) {
	if math.Abs(x) < tiny {
		return x, 1
	}
	return math.Sincos(x)
}

func asin(x float64) float64 {
	if math.Abs(x) < tiny {
		return x
	}
	return math.Asin(x)
}

func acos(x float64) float64 { return math.Pi/2 - asin(x) }

func atan(x float64) float64 {
	switch {
	case math.Abs(x) < tiny:
		return x
	case math.Abs(x) > 1/tiny:
		return math.Copysign(math.Pi/2, x)
	}
	return math.Atan(x)
}

// atan2 computes the usual cases with atan, which is fast for tiny quotients, and leaves the others to package math.
func atan2(y, x float64) float64 {
	q := y / x
	if x == 0 || y == 0 || math.IsInf(q, 0) || q == 0 || math.IsNaN(q) {
		return math.Atan2(y, x)
	}
	switch q = atan(q); {
	case x > 0:
		return q
	case q <= 0:
		return q + math.Pi
	}
	return q - math.Pi
}

// Mod returns the same bits as math.Mod. math.Mod subtracts repeatedly, up to 2,000 times if its arguments are far
// apart. Mod divides mantissas instead: it computes 2^k·a mod b by modular exponentiation with at most eleven
// squarings. Both results are exact, so they are equal.
func Mod(x, y float64) float64 {
	if y == 0 || math.IsInf(x, 0) || math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	if math.IsInf(y, 0) {
		return x
	}
	a, i := mantissa(x)
	b, j := mantissa(y)
	if i < j { // x is finer than y or smaller: scale y like x, unless |x| < |y| already
		if j-i >= 64 || bits.Len64(b)+j-i > 63 {
			return x
		}
		b, j = b<<(j-i), i
	}
	r := mulmod(a%b, powmod(uint(i-j), b), b)
	return math.Copysign(math.Ldexp(float64(r), j), x) // exact
}

// Remainder returns the same bits as math.Remainder. It follows Go's algorithm but uses Mod.
func Remainder(x, y float64) float64 {
	if y == 0 || math.IsInf(x, 0) || math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	if math.IsInf(y, 0) {
		return x
	}
	sign := math.Signbit(x)
	x, y = math.Abs(x), math.Abs(y)
	if x == y {
		if sign {
			return math.Copysign(0, -1)
		}
		return 0
	}
	if y <= math.MaxFloat64/2 {
		x = Mod(x, y+y)
	}
	if y < 2*0x1p-1022 { // y/2 would not be exact
		if x+x > y {
			if x -= y; x+x >= y {
				x -= y
			}
		}
	} else if half := 0.5 * y; x > half {
		if x -= y; x >= half {
			x -= y
		}
	}
	if sign {
		x = -x
	}
	return x
}

// mantissa splits the absolute value of a finite v into m·2^e.
func mantissa(v float64) (m uint64, e int) {
	b := math.Float64bits(v)
	m, e = b&(1<<52-1), int(b>>52&0x7ff)
	if e == 0 {
		return m, -1074
	}
	return m | 1<<52, e - 1075
}

// mulmod is a·b mod n for a, b < n.
func mulmod(a, b, n uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return bits.Rem64(high, low, n)
}

// powmod is 2^k mod n.
func powmod(k uint, n uint64) uint64 {
	r := uint64(1) % n
	for bit := bits.Len(k) - 1; bit >= 0; bit-- {
		r = mulmod(r, r, n)
		if k>>bit&1 == 1 {
			if r <<= 1; r >= n { // n < 2^63
				r -= n
			}
		}
	}
	return r
}
