//go:build ignore

// want: directive
package linkname

import "github.com/ai-genesis/ai-genesis/engine/trait"

//go:linkname now runtime.nanotime
func now() int64

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(now()))
}
