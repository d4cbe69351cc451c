//go:build ignore

package dry_nil

import "github.com/ai-genesis/ai-genesis/engine/trait"

type p struct{ a float64 }

func Execute(m *trait.Molbot) {
	var q *p
	if m.Energy() < 0 {
		q = &p{}
	}
	m.SetMem(0, q.a) // want dryrun.panic: nil pointer dereference
}
