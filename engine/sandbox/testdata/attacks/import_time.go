//go:build ignore

// want: import.forbidden
package import_time

import (
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	time.Sleep(1 << 60)
}
