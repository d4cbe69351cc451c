//go:build ignore

package select_statement

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	select {} // want statement.chan: select
}
