//go:build !linux

package worker

import tworker "go.temporal.io/sdk/worker"

// newMachine returns nil, because there is no /proc to read.
func newMachine() tworker.SysInfoProvider { return nil }
