//go:build ignore

// want: statement.chan
package closed_channel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	c := make(chan int)
	close(c)
	close(c)
}
