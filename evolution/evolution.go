// Package evolution decides when the world needs a change and whether a change is good. It contains the rules by which
// the watcher reports a problem, and the evolution cycle, from observing the world to keeping or reverting a change.
// The requirements of a trial and a canary are in package gate, and all numbers are in package policy.
//
// The package is pure: it uses no clock, randomness, disk or network, and imports neither the engine nor Temporal. This
// makes a cycle replayable, and lets the bench measure the same code that ships. A Cycle decides what to do and calls
// the interface Steps to have it done. Steps has two implementations: package workflows, with Temporal activities and
// timers, and the bench, which runs everything in one process.
package evolution
