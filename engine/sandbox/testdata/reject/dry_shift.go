//go:build ignore

package dry_shift

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := int(m.MaxEnergy())
	m.SetMem(0, float64(n<<(1-n))) // want dryrun.panic: negative shift
}
