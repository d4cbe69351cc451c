package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// replayer recomputes a world from a checkpoint and the journal: it executes each command at its tick, with the fuel
// budget that was in force. Where the journal has a hash of the world, the replayer compares it.
type replayer struct {
	kept    *checkpoints
	options engine.Options
	log     *slog.Logger
	entries []entry
	checks  []entry // hashes to compare, in order

	world    *engine.Engine
	seen     uint64 // newest entry applied to the world
	fuel     int64
	commands int
	checked  int // number of matching hashes
	strict   bool
	refused  []string        // traits of the past that the current sandbox rejects; they do nothing
	replies  []command.Reply // to commands that their senders may repeat
}

// begin starts from a checkpoint's world.
func (h *replayer) begin(world *engine.Engine, m mark) {
	h.world, h.seen = world, m.seq
	h.noteRefused()
	for _, e := range h.entries {
		if fuel, ok := e.budget(); ok && e.Seq <= m.seq {
			h.fuel = fuel
		}
		if e.Hash != "" && e.Seen >= m.seq {
			h.checks = append(h.checks, e)
		}
	}
}

// replayAll follows the journal to its end.
func (h *replayer) replayAll(ctx context.Context) error {
	if err := h.follow(ctx, h.entries); err != nil {
		return err
	}
	return h.check()
}

// replayTo follows the journal to a tick. If the world went back in time and lived the tick twice, it stops at the
// later one.
func (h *replayer) replayTo(ctx context.Context, tick uint64) error {
	last, beyond := 0, false
	for k, e := range h.entries {
		if target, back := e.target(); back && target <= tick {
			beyond = false
		} else if e.Tick > tick {
			beyond = true
		}
		if !beyond {
			last = k + 1
		}
	}
	if err := h.follow(ctx, h.entries[:last]); err != nil {
		return err
	}
	if err := h.advance(ctx, tick); err != nil {
		return err
	}
	if left := h.world.Refused(); len(left) > 0 {
		return h.inexactError("nothing proves that the world of tick %d was the same without what they did", tick)
	}
	if now := h.world.Now(); now != tick {
		return genesis.Errorf(genesis.CodeNotFound, "from this checkpoint the world went past tick %d, to tick %d: begin "+
			"with a later one", tick, now)
	}
	return nil
}

func (h *replayer) follow(ctx context.Context, entries []entry) error {
	for _, e := range entries {
		if e.Seq <= h.seen {
			continue
		}
		if err := h.advance(ctx, e.Tick); err != nil {
			return err
		}
		if err := h.apply(e); err != nil {
			return err
		}
	}
	return nil
}

// target returns the tick to which an entry takes the world, if it replaces the world.
func (e *entry) target() (tick uint64, back bool) {
	switch to := e.Command.Payload.(type) {
	case command.Restore:
		return uint64(to.Tick), true
	case command.Reset:
		return 0, true
	}
	return 0, false
}

// advance ticks the world up to a tick, unless ctx ends first.
func (h *replayer) advance(ctx context.Context, to uint64) error {
	for {
		if err := h.check(); err != nil {
			return err
		}
		if h.world.Now() >= to {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("follow the journal: stopped at tick %d: %w", h.world.Now(), ctx.Err())
		}
		h.world.Tick(engine.Input{FuelBudget: h.fuel})
	}
}

// check compares the world with a hash that the journal has of this moment.
func (h *replayer) check() error {
	for len(h.checks) > 0 {
		c := h.checks[0]
		now := h.world.Now()
		if c.Seen > h.seen || c.Seen == h.seen && c.Tick > now {
			return nil
		}
		h.checks = h.checks[1:]
		if c.Seen < h.seen || c.Tick < now {
			continue
		}
		if got := hashText(h.world.Hash()); got != c.Hash {
			if len(h.refused) > 0 {
				if h.strict {
					return h.inexactError("at tick %d the world was another one", now)
				}
				continue // it matches
			}
			err := genesis.Errorf(genesis.CodeInternal, "at tick %d the world has the hash %s and had %s: this "+
				"program computes "+
				"another world than the one that wrote the journal", now, got, c.Hash)
			if h.strict {
				return err
			}
			h.log.Error("the world differs from what it was; it goes on as it is computed now", "error", err)
			continue
		}
		h.checked++
	}
	return nil
}

func hashText(hash uint64) string { return fmt.Sprintf("%016x", hash) }

func (h *replayer) apply(e entry) error {
	h.seen = e.Seq
	if e.Hash != "" {
		return h.check()
	}
	if fuel, ok := e.budget(); ok {
		h.fuel = fuel
		return nil
	}
	h.commands++
	if _, back := e.target(); !back {
		return h.execute(e)
	}
	err := h.replayReplacement(e)
	h.remember(command.Reply{ID: e.Command.ID, Tick: h.world.Now(), Generation: h.world.Registry().Generation})
	return err
}

// execute executes one command again. A command that the engine refuses now was also refused then. The exception is a
// trait that has since been outlawed by a stricter sandbox: it is loaded but does nothing.
func (h *replayer) execute(e entry) error {
	prepared, err := h.world.Recall(e.Command)
	if err != nil {
		return fmt.Errorf("replay %s of tick %d: %w", e.Command.Kind(), e.Tick, err)
	}
	h.remember(h.world.Apply(prepared))
	if _, load := e.Command.Payload.(command.Load); load {
		h.noteRefused()
	}
	return nil
}

func (h *replayer) remember(reply command.Reply) {
	if reply.Repeatable() {
		h.replies = append(h.replies, reply)
	}
}

// noteRefused records which traits of the world are rejected.
func (h *replayer) noteRefused() {
	for _, r := range h.world.Refused() {
		if id := genesis.TraitID(r.Name, r.Version); !slices.Contains(h.refused, id) {
			h.refused = append(h.refused, id)
		}
	}
}

// inexactError explains why the past can't be computed exactly, and what can be done.
func (h *replayer) inexactError(format string, args ...any) error {
	return genesis.Errorf(genesis.CodeRejected, "the sandbox now rejects traits that the world had then (%s), and %s: "+
		"begin with a later "+
		"checkpoint (--from), or use the program that wrote this journal", strings.Join(h.refused, ", "),
		fmt.Sprintf(format, args...))
}

// replayReplacement repeats a switch to a checkpoint or a new world. It uses the checkpoint written right after the
// switch; if that is missing, the checkpoint to which the world went back is equivalent.
func (h *replayer) replayReplacement(e entry) error {
	tick, _ := e.target()
	reset, anew := e.Command.Payload.(command.Reset)
	after, err := h.read(mark{tick: tick, seq: e.Seq})
	switch {
	case err == nil:
		h.world.Close()
		h.world = after
		h.noteRefused()
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case anew:
		h.world.Replace(newWorld(e.Params, uint64(reset.Seed), h.options))
		return nil
	}
	before, err := h.read(mark{tick: tick, seq: e.Seen})
	if err != nil {
		return fmt.Errorf("replay the way back to tick %d: %w", tick, err)
	}
	h.world.Replace(before)
	h.noteRefused()
	return nil
}

func (h *replayer) read(m mark) (*engine.Engine, error) {
	data, err := os.ReadFile(h.kept.path(m))
	if err != nil {
		return nil, err
	}
	return engine.Restore(data, h.options)
}

// newWorld creates a world whose parameters override the engine's defaults.
func newWorld(params map[string]float64, seed uint64, o engine.Options) *engine.Engine {
	p := engine.NewParams()
	for name, value := range params {
		p.Set(name, value)
	}
	return engine.New(p, seed, o)
}
