//go:build !unix

package gateway

import "math"

// openFiles returns how many files this process may have open: this system sets no limit.
func openFiles() uint64 { return math.MaxInt32 }
