package exec

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// asked is a host that counts its questions.
type asked int

func (a *asked) Ask(_ ir.Question, _, fuel, _ int, _ [4]int) int {
	*a++
	return fuel
}

// TestSubnormalsAreFound compares the checks that steps leave out, because a constant or a square makes them
// unnecessary, with all checks: a product or quotient is charged for a subnormal operand or result, a sum or difference
// for a subnormal result, and each once.
func TestSubnormalsAreFound(t *testing.T) {
	const d, x, y, same = reg(0), reg(1), reg(2), reg(3)
	values := []float64{0, 1, -1, 0.5, 2, -3, math.Inf(1), math.NaN(), 5e-324, -3e-310, 0x1p-1022, 0x1.8p-1022, -0x1p-1021,
		0x1p-960, -0x1p-961, 0x1.fp-990, 0x1p-511, 0x1p-537, 0x1p1000, -math.MaxFloat64, 0x1p-60, 1 - 0x1p-53}
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		values = append(values, math.Float64frombits(r.Uint64()), math.Ldexp(r.Float64()-0.5, r.IntN(140)-1070))
	}
	compute := map[op]func(x, y float64) float64{
		opAdd: func(x, y float64) float64 { return x + y }, opSub: func(x, y float64) float64 { return x - y },
		opMul: func(x, y float64) float64 { return x * y }, opQuo: func(x, y float64) float64 { return x / y },
	}
	for _, u := range values {
		for _, v := range values {
			for o, f := range compute {
				for _, constant := range []reg{none, x, y, same} {
					host := asked(0)
					m := &Machine{host: &host, slots: make([]words, 3)}
					b, in := &binder{m, map[reg]int64{}}, operation(o, ir.Float64, d, x, y)
					b.f(x)[5], b.f(y)[5] = u, v
					v := v
					switch constant {
					case same:
						in.b, v = x, u
					case x, y:
						value := m.slots[constant][5]
						b.constant[constant] = value
						for l := range Width {
							m.slots[constant][l] = value
						}
					}
					want, got := 0, f(u, v)
					scaled := o == opMul || o == opQuo
					if ir.IsSubnormal(got) || scaled && (ir.IsSubnormal(u) || ir.IsSubnormal(v)) {
						want = 1
					}
					b.arithmetic(&in)(lanes{5})
					result := b.f(d)[5]
					if int(host) != want || result != got && !(math.IsNaN(result) && math.IsNaN(got)) {
						t.Fatalf("operation %d on %g and %g, constant %d: %g, charged %d times, want %g and %d", o, u, v, constant,
							result, host, got, want)
					}
				}
			}
		}
	}
}
