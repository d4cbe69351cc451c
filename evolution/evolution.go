// Package evolution answers when the world needs a change and when a change is good: what the watcher calls trouble here,
// what a trial and a canary have to show in package gate, and every number in package policy. It is pure: data in, a
// verdict and its words out. No clock, randomness, disk, network, world or Temporal may enter; those who carry out what is
// decided here (workflows, worker, the benches) import it.
package evolution
