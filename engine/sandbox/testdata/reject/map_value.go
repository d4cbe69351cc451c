//go:build ignore

package map_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	seen := map[int]bool{} // want type.map: maps are not allowed
	seen[1] = true
}
