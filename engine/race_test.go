//go:build race

package engine_test

// raceDetector slows memory accesses down and arithmetic not, so that times say nothing about prices.
const raceDetector = true
