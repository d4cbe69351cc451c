//go:build race

package engine_test

// raceDetector is true under the race detector. It slows down memory accesses but not arithmetic, so measured times
// can't be compared with prices.
const raceDetector = true
