// Package ancestors lists the first traits of a world. They are written by hand in the same form as generated traits,
// with one package for each, and compiled in. Their packages may import nothing but the trait API.
package ancestors

import (
	_ "embed"

	"github.com/ai-genesis/ai-genesis/engine/ancestors/bask"
	"github.com/ai-genesis/ai-genesis/engine/ancestors/drift"
	"github.com/ai-genesis/ai-genesis/engine/ancestors/graze"
	"github.com/ai-genesis/ai-genesis/engine/ancestors/shy"
	"github.com/ai-genesis/ai-genesis/engine/ancestors/wander"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Ancestor is one of the first traits; its version is 1.
type Ancestor struct {
	Name   string
	Run    trait.Native
	Source string
	About  string
}

//go:embed graze/graze.go
var grazeSource string

//go:embed wander/wander.go
var wanderSource string

//go:embed drift/drift.go
var driftSource string

//go:embed bask/bask.go
var baskSource string

//go:embed shy/shy.go
var shySource string

// All lists the ancestors, oldest first.
func All() []Ancestor {
	return []Ancestor{
		{"graze", graze.Execute, grazeSource, "eat what lies in reach"},
		{"wander", wander.Execute, wanderSource, "stroll along a winding path"},
		{"drift", drift.Execute, driftSource, "go straight on and turn now and then"},
		{"bask", bask.Execute, baskSource, "leave places that are far too warm or too cold"},
		{"shy", shy.Execute, shySource, "step aside from whoever comes close"},
	}
}

// Kits are the sets of ancestral traits that founders start with.
func Kits() [][]string {
	return [][]string{
		{"graze", "wander"},
		{"graze", "drift"},
		{"graze", "wander", "bask"},
		{"graze", "drift", "shy"},
	}
}
