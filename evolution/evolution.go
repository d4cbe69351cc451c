// Package evolution answers when the world needs a change and when a change is good: what the watcher calls trouble,
// and the evolution cycle itself, from a look at the world to a change that is kept or taken back. What a trial and a
// canary have to show stands in package gate, and every number in package policy. It is pure: no clock, randomness,
// disk, network, world or Temporal may enter. A Cycle decides, and asks those who carry it out for each step by the
// interface Steps. There are two of them: package workflows, with activities and timers of Temporal, and the bench,
// within one process.
package evolution
