package engine

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Sink receives the output of the loop. Its methods run on the loop's goroutine between ticks, so they must not block,
// and they must not keep slices of a frame. Embed Quiet to implement only some of them.
type Sink interface {
	Tick(genesis.LoopStats)              // 10 times a second
	WantsFrame() bool                    // asked before each frame is drawn
	Frame(*genesis.Frame)                // 30 times a second, while wanted; the frame is reused
	Entities([]genesis.Entity)           // twice a second, or as set in LoopOptions
	Snapshot(genesis.Snapshot)           // when due
	ParamsChanged(genesis.ParamsChanged) // after a command
	RegistryChanged(Registry)            // after a command or a trip, and once at start
	Tripped(Trip)
}

// Quiet is a Sink that ignores everything.
type Quiet struct{}

// Tick implements Sink.
func (Quiet) Tick(genesis.LoopStats) {}

// WantsFrame implements Sink.
func (Quiet) WantsFrame() bool { return false }

// Frame implements Sink.
func (Quiet) Frame(*genesis.Frame) {}

// Entities implements Sink.
func (Quiet) Entities([]genesis.Entity) {}

// Snapshot implements Sink.
func (Quiet) Snapshot(genesis.Snapshot) {}

// ParamsChanged implements Sink.
func (Quiet) ParamsChanged(genesis.ParamsChanged) {}

// RegistryChanged implements Sink.
func (Quiet) RegistryChanged(Registry) {}

// Tripped implements Sink.
func (Quiet) Tripped(Trip) {}

// Journal stores the commands from which a world can be rebuilt. Append is called on the loop's goroutine before a
// command is carried out; tick is the last complete tick. It must not wait for a disk: a buffered write is enough. If
// it fails, the command is not carried out.
type Journal interface {
	Append(tick uint64, cmd command.Command) error
}
