package command

import (
	"maps"
	"slices"
)

// Kinds lists the kinds that can be read.
func Kinds() []Kind { return slices.Sorted(maps.Keys(payloads)) }
