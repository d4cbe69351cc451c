//go:build ignore

// want: statement.chan
package make_chan_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	c := make(chan int, 1<<40)
	_ = c
}
