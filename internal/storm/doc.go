// Package storm runs the system as five processes (redis-server, a Temporal dev server, engine, worker, gateway) and
// breaks them, again and again, while clients use it: it kills, stops and freezes one or two of them, has Redis refuse
// writes, fills disks and sets clocks wrong. Every fault comes from the seed. Now and then it lets the system come to
// rest and examines it: nothing may be lost, nothing may have happened twice, and no cycle may have failed, since every
// part was back within a minute.
//
// It decides nothing about the system and is imported by nobody. See TestStorm for how it is run.
package storm
