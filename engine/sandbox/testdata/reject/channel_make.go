//go:build ignore

package channel_make

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	c := make(chan int) // want statement.chan: channels
	c <- 1              // want statement.chan: channels
	<-c                 // want statement.chan: channels
}
