//go:build ignore

// want: directive
package cgo_export

import "github.com/ai-genesis/ai-genesis/engine/trait"

//export Steal
func Steal() {}

func Execute(m *trait.Molbot) {
	m.Eat()
}
