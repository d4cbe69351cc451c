// Package graze is an ancestral trait: eat what lies in reach.
package graze

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs the trait on one molbot.
func Execute(m *trait.Molbot) {
	m.Eat()
}
