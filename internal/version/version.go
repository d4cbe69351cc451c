// Package version identifies this program.
package version

import (
	"fmt"
	"runtime"

	"github.com/ai-genesis/ai-genesis"
)

// Program returns the versions of the program and of Go, and the architecture, on which the world's floating-point
// arithmetic may depend.
func Program() string {
	return fmt.Sprintf("genesis %s (%s, %s/%s)", genesis.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
