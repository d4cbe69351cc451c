//go:build ignore

package dry_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for m.Energy() > 0 { // want dryrun.fuel: units of fuel
		m.Eat()
	}
}
