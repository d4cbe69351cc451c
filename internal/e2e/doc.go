// Package e2e holds the tests of the whole system: they build the binary, start it on free ports with folders of their
// own, and look at it as a user would. It has no code of its own. It is slow: `go test -short` skips it.
package e2e
