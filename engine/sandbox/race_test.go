//go:build race

package sandbox

// raceDetector reports that the race detector is on. It makes a sync.Pool drop some of its items, so counts of
// allocations mean nothing.
const raceDetector = true
