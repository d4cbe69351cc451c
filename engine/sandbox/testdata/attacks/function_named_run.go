//go:build ignore

// want: run fuel
package function_named_run

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Run() {
	for {
		Status()
	}
}

func Status() (int, int) { return 1 << 60, 0 }

func Execute(m *trait.Molbot) {
	Run()
}
