// Package storm runs the system as five processes (redis-server, a Temporal dev server, engine, worker, gateway) and
// repeatedly injects faults while clients use it: it kills, stops and freezes one or two processes, makes Redis refuse
// writes, fills disks and skews clocks. All faults are derived from the seed. From time to time it lets the system
// settle and examines it: nothing may be lost, nothing may have happened twice, and no cycle may have failed, because
// every part was back within a minute.
//
// No other package imports it. See TestStorm for how to run it.
package storm
