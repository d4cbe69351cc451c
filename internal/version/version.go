// Package version says which program this is.
package version

import (
	"fmt"
	"runtime"

	"github.com/ai-genesis/ai-genesis"
)

// Program is the program's version with that of Go and the machine's kind, of which the world's arithmetic may depend.
func Program() string {
	return fmt.Sprintf("genesis %s (%s, %s/%s)", genesis.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
