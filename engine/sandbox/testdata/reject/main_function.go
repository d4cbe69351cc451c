//go:build ignore

package main_function

import "github.com/ai-genesis/ai-genesis/engine/trait"

func main() {} // want func.init: only Execute is called

func Execute(m *trait.Molbot) {
	m.Eat()
}
