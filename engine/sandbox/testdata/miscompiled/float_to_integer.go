//go:build ignore

// Floats out of range become what the machine makes of them.
// want: exact
package float_to_integer

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i, x := range []float64{1e300, -1e300, 300, -5, 2.9, -2.9, 5e9} {
		x += m.Speed() * 0
		m.SetMem(i, float64(int(x))+float64(uint8(int(x)))+float64(int32(int64(x)))+float64(int8(x))*3+float64(uint64(x))/7)
	}
}
