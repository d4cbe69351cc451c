//go:build ignore

// want: statement.chan
package range_channel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var c chan int
	for range c {
	}
}
