//go:build ignore

// want: import.forbidden
package import_yaegi

import (
	"github.com/traefik/yaegi/interp"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	interp.New(interp.Options{})
}
