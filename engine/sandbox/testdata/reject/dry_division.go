//go:build ignore

package dry_division

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := int(m.Age())
	n -= n
	m.SetMem(0, float64(7/n)) // want dryrun.panic: integer divide by zero
}
