//go:build ignore

// want: type.large
package huge_array

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [1 << 32]byte
	a[0] = 1
}
