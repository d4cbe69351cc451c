//go:build ignore

// want: undefined
package native_loader

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var n trait.Native
	n.Run(nil, nil)
}
