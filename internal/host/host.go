// Package host is the engine's process around the engine: it restores the world from its checkpoint and journal, runs
// the loop, mirrors it to Redis, takes commands from Redis and activities from Temporal, and saves everything at a stop.
// Losing Redis or Temporal never stops the world.
package host
