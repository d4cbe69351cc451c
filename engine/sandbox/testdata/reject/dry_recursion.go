//go:build ignore

package dry_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func down(n int) int { return down(n-1) + 1 } // want dryrun.depth: call each other deeper

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(down(3)))
}
