//go:build ignore

// want: import.forbidden
package import_reflect

import (
	"reflect"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	reflect.ValueOf(m).Elem().Field(0)
}
