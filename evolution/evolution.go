// Package evolution decides when the world needs a change and whether a change is good. It contains the rules by which
// the watcher reports a problem, and the evolution cycle, from observing the world to keeping or reverting a change.
// The requirements of a trial and a canary are in package gate, and all numbers are in package policy.
//
// A cycle observes the world and plans a change. A program is written, vetted, tried in paired forks of the world,
// saved, loaded, and watched as a canary beside a randomised control group and forks without it; then it is kept or
// rolled back. A change of parameters goes through trial and observation in the same way.
//
// The package is pure: it uses no clock, randomness, disk or network, and imports neither the engine nor Temporal. This
// makes a cycle replayable, and lets the bench measure the same code that ships. A Cycle decides what to do and calls
// the interface Steps to have it done. Steps has two implementations: package workflows, with Temporal activities and
// timers, and the bench, which runs everything in one process.
package evolution
