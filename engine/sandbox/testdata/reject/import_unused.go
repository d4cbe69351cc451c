//go:build ignore

package import_unused

import (
	"math" // want unused.import: imported and not used

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) { m.Eat() }
