//go:build ignore

// want: import.forbidden
package import_host

import (
	"host"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	host.Refill(1, 1)
}
