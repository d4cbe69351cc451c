//go:build race

package sandbox

// raceDetector makes a sync.Pool drop some of what it is given, so that counts of allocations say nothing.
const raceDetector = true
