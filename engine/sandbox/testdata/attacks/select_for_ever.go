//go:build ignore

// want: statement.chan
package select_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	select {}
}
