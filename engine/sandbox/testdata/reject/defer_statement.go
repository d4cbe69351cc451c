//go:build ignore

package defer_statement

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	defer m.Eat() // want statement.defer: defer is not allowed
}
