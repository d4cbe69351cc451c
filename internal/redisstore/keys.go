package redisstore

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
)

// Channel is a pub/sub channel of section 3.5 of docs/specification.md, without a world's prefix.
type Channel string

// The channels.
const (
	ChTelemetry       Channel = "ch:telemetry"
	ChTrigger         Channel = "ch:evolution:trigger"
	ChPlan            Channel = "ch:evolution:plan"
	ChForce           Channel = "ch:evolution:force"
	ChMutationReady   Channel = "ch:mutation:ready"
	ChMutationApplied Channel = "ch:mutation:applied"
	ChMutationFailed  Channel = "ch:mutation:failed"
	ChParamsChanged   Channel = "ch:world:params_changed"
	ChFeed            Channel = "ch:feed"
	ChShutdown        Channel = "ch:system:shutdown"
	ChFrame           Channel = "ch:frame"
	ChDraft           Channel = "ch:draft"
)

// keys spells the keys of one world. Those of the default world are the ones in docs/specification.md; those of other
// worlds are prefixed with the world's name.
type keys struct{ prefix string }

func keysOf(world string) keys {
	if world == genesis.DefaultWorld {
		return keys{}
	}
	return keys{prefix: world + ":"}
}

func (k keys) channel(c Channel) string { return k.prefix + string(c) }

// World state.
func (k keys) tick() string                { return k.prefix + "ws:tick" }
func (k keys) params() string              { return k.prefix + "ws:params" }
func (k keys) snapshot(tick uint64) string { return fmt.Sprintf("%sws:snapshot:%d", k.prefix, tick) }
func (k keys) snapshots() string           { return k.prefix + "ws:snapshots" } // sorted set of ticks
func (k keys) telemetry() string           { return k.prefix + "ws:telemetry" } // sorted set of rows by tick
func (k keys) checkpoints() string         { return k.prefix + "meta:checkpoints" }
func (k keys) checkpoint() string          { return k.prefix + "ws:restart_checkpoint" }

// Molbots.
func (k keys) entity(id string) string { return k.prefix + "ent:" + id }
func (k keys) entities() string        { return k.prefix + "ent:index" }
func (k keys) wanted() string          { return k.prefix + "ent:wanted" } // ids of molbots that are being looked at
// time of the last write of all molbots, by Redis's clock [Unix ms]
func (k keys) mirrored() string         { return k.prefix + "meta:mirrored" }
func (k keys) cell(x, y int) string     { return fmt.Sprintf("%sent:spatial:%d:%d", k.prefix, x, y) }
func (k keys) cellPattern() string      { return k.prefix + "ent:spatial:*" }
func (k keys) registry() string         { return k.prefix + "meta:registry:traits" }
func (k keys) registryVersion() string  { return k.prefix + "meta:registry:version" }
func (k keys) stats() string            { return k.prefix + "meta:engine" } // expires when the engine is down
func (k keys) counters() string         { return k.prefix + "meta:counters" }
func (k keys) model() string            { return k.prefix + "meta:model" }
func (k keys) engineLease() string      { return k.prefix + "engine:lease" }
func (k keys) imported() string         { return k.prefix + "engine:imported" } // until an engine takes over the world
func (k keys) probe() string            { return k.prefix + "meta:probe" }      // tests whether writes work
func (k keys) broken() string           { return k.prefix + "meta:broken" }     // keys that another program overwrote
func (k keys) once(key string) string   { return k.prefix + "meta:once:" + key }
func (k keys) viewLease() string        { return k.prefix + "view:lease" }
func (k keys) commands() string         { return k.prefix + "cmd:engine" }
func (k keys) reply(id string) string   { return k.prefix + "cmd:reply:" + id }
func (k keys) blob(sha string) string   { return k.prefix + "blob:" + sha }
func (k keys) feed() string             { return k.prefix + "feed:log" }
func (k keys) trigger(id string) string { return k.prefix + "evo:trigger:" + id }
func (k keys) plan(id string) string    { return k.prefix + "evo:plan:" + id }

// marker returns the key that an owner sets once it has written everything; it is missing if Redis lost the owner's
// data.
func (k keys) marker(by Owner) string {
	if by == OwnerEngine {
		return k.prefix + "meta:marker"
	}
	return k.prefix + "meta:marker:" + string(by)
}

// Evolution. The sorted sets are indexes; their members are ids.
func (k keys) cycle(id string) string    { return k.prefix + "evo:cycle:" + id }
func (k keys) writer(id string) string   { return k.prefix + "evo:writer:" + id }  // who plans and writes in the cycle
func (k keys) waits(id string) string    { return k.prefix + "evo:waits:" + id }   // state of the part it waits for
func (k keys) history(id string) string  { return k.prefix + "evo:history:" + id } // gzip of Temporal's JSON
func (k keys) currentCycle() string      { return k.prefix + "evo:cycle:current" }
func (k keys) supervisor() string        { return k.prefix + "evo:supervisor" }
func (k keys) cycles() string            { return k.prefix + "evo:cycles" }
func (k keys) mutation(id string) string { return k.prefix + "evo:mutation:" + id }
func (k keys) mutationSeq() string       { return k.prefix + "evo:mutations:seq" }
func (k keys) mutationHashes() string    { return k.prefix + "evo:mutations:by_hash" }
func (k keys) traitVersions() string     { return k.prefix + "evo:trait_versions" }
func (k keys) mutations(status genesis.MutationStatus) string {
	if status == "" {
		return k.prefix + "evo:mutations"
	}
	return k.prefix + "evo:mutations:" + string(status)
}
