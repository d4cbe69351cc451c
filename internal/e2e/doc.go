// Package e2e contains the tests of the whole system: they build the binary, start it on free ports in temporary
// folders, and use it as a user would. It has no code of its own. It is slow: `go test -short` skips it.
package e2e
