//go:build ignore

// want: statement.chan
package channel_send

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var c chan int
	c <- 1
}
