//go:build ignore

// want: statement.chan
package nil_channel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var c chan int
	<-c
}
