package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The format of a checkpoint is a magic word, a version, the state, the state that the hash excludes, the length of the
// latter, and the SHA-256 of everything before it. Version 4 has only the hashed state.
const (
	checkpointMagic   = "GENESISW"
	checkpointVersion = 5
	oldestCheckpoint  = 4
)

// Checkpoint encodes the whole state, byte for byte reproducible and self-contained: it includes the sources of the
// loaded traits.
func (e *Engine) Checkpoint() ([]byte, error) {
	c := world.Codec{Buf: make([]byte, 0, e.w.Size())}
	header(&c)
	e.visit(&c)
	return e.seal(&c)
}

// seal writes what follows the state in a checkpoint.
func (e *Engine) seal(c *world.Codec) ([]byte, error) {
	before := len(c.Buf)
	e.w.VisitUnhashed(c)
	length := uint32(len(c.Buf) - before)
	c.Uint32(&length)
	sum := sha256.Sum256(c.Buf)
	return append(c.Buf, sum[:]...), c.Err
}

func header(c *world.Codec) {
	c.Buf = append(c.Buf, checkpointMagic...)
	version := uint32(checkpointVersion)
	c.Uint32(&version)
}

// Hash is a hash of the whole state. It is used to check that two worlds are equal.
func (e *Engine) Hash() uint64 {
	c := world.Codec{Buf: e.hashing[:0]}
	e.visit(&c)
	e.hashing = c.Buf
	return world.Hash(c.Buf)
}

// Restore creates an engine from a checkpoint. It returns a *genesis.Error of code invalid that says what is wrong with
// the bytes, or the loader's error for a trait that it rejects.
func Restore(b []byte, o Options) (*Engine, error) {
	state, unhashed, err := verified(b)
	if err != nil {
		return nil, err
	}
	e := assemble(&world.World{}, o)
	e.forgetTypes()
	if err := e.read(state, unhashed); err != nil {
		return nil, damaged("%v", err)
	}
	if err := e.revive(); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// read takes the state from the parts of a checkpoint.
func (e *Engine) read(state, unhashed []byte) error {
	c := world.Codec{Buf: state, Reading: true}
	e.visit(&c)
	left := len(c.Buf)
	if unhashed == nil {
		e.w.LackUnhashed()
	} else {
		c.Buf = unhashed
		e.w.VisitUnhashed(&c)
		left += len(c.Buf)
	}
	switch {
	case c.Err != nil:
		return c.Err
	case left > 0:
		return world.ErrShort
	}
	return e.w.Restored()
}

func damaged(format string, args ...any) *genesis.Error {
	return genesis.Errorf(genesis.CodeInvalid, "checkpoint refused: "+format, args...)
}

// verified checks the header and hash of a checkpoint and returns the state in it and the state that Engine.Hash
// excludes, which is nil in a checkpoint of version 4.
func verified(b []byte) (state, unhashed []byte, err error) {
	head := len(checkpointMagic) + 4
	switch {
	case len(b) < head+sha256.Size:
		return nil, nil, damaged("%d bytes are too few: it was cut off", len(b))
	case !bytes.HasPrefix(b, []byte(checkpointMagic)):
		return nil, nil, damaged("it is not a checkpoint of a world")
	}
	c := world.Codec{Buf: b[len(checkpointMagic):], Reading: true}
	var version uint32
	c.Uint32(&version)
	if version < oldestCheckpoint || version > checkpointVersion {
		return nil, nil, damaged("it has version %d, and this program reads versions %d to %d: the program that wrote it "+
			"can read it", version, oldestCheckpoint, checkpointVersion)
	}
	split := len(b) - sha256.Size
	if sum := sha256.Sum256(b[:split]); !bytes.Equal(sum[:], b[split:]) {
		return nil, nil, damaged("its hash does not fit: it was cut off or changed")
	}
	if version == oldestCheckpoint {
		return b[head:split], nil, nil
	}
	length := binary.LittleEndian.Uint32(b[max(head, split-4):])
	if int64(length) > int64(split-4-head) {
		return nil, nil, damaged("%v", world.ErrShort)
	}
	split -= 4
	return b[head : split-int(length)], b[split-int(length) : split : split], nil
}

// visit encodes or decodes the whole state.
func (e *Engine) visit(c *world.Codec) {
	e.w.Visit(c)
	r := &e.registry
	c.Int64(&r.generation)
	c.Uint64(&r.seq)
	for bit := range r.entries {
		loaded := r.entries[bit] != nil
		c.Bool(&loaded)
		if !loaded {
			continue
		}
		if c.Reading {
			r.entries[bit] = &entry{}
		}
		r.entries[bit].visit(c)
	}
	world.Slice(c, &e.readings, visitReading)
	e.lineage.visit(c)
	e.transit.visit(c, &e.w.Ledger)
}

func (t *entry) visit(c *world.Codec) {
	for _, text := range []*string{&t.name, &t.mutationID, &t.source, &t.codeHash, &t.lastFault} {
		c.Text(text)
	}
	c.Int(&t.version)
	for _, truth := range []*bool{&t.generated, &t.heritable, &t.waiting, &t.pinned} {
		c.Bool(truth)
	}
	c.Float(&t.score)
	c.Uint64(&t.seq)
	c.Uint64(&t.loadedAt)
	for _, n := range []*tally{&t.total, &t.period} {
		c.Int64(&n.calls)
		c.Int64(&n.faults)
		c.Int64(&n.fuel)
	}
}

func visitReading(c *world.Codec, r *genesis.CanaryReading) {
	// Reason was added after the format was released. It is appended to the name, so that checkpoints and hashes of
	// worlds without a reason have not changed.
	name := r.Trait
	if r.Reason != "" {
		name += "\x00" + r.Reason
	}
	c.Uint64(&r.Tick)
	c.Text(&name)
	if c.Reading {
		r.Trait, r.Reason, _ = strings.Cut(name, "\x00")
	}
	c.Int(&r.Version)
	world.VisitCohort(c, &r.Treated)
	world.VisitCohort(c, &r.Control)
	c.Int64(&r.Faults)
	c.Int64(&r.Calls)
	c.Bool(&r.Tripped)
	c.Int(&r.Entities)
	world.Slice(c, &r.Tests, func(c *world.Codec, v *genesis.EValue) {
		c.Text((*string)(&v.Name))
		c.Float(&v.Better)
		c.Float(&v.Worse)
		c.Int(&v.Births)
	})
}

// revive builds the programs of the traits in a decoded state.
func (e *Engine) revive() error {
	for bit, t := range e.registry.entries {
		if t == nil {
			continue
		}
		if memory := e.w.Bots.TraitMemory[bit]; memory != nil && len(memory) != len(e.w.Bots.Serial) {
			return damaged("the memory of %s is not there", t.name)
		}
		err := e.reviveTrait(t)
		switch {
		case err == nil:
		case e.options.Lenient && t.generated:
			t.refusal = err
		default:
			return err
		}
	}
	for c := range e.w.Heredity.Assignments {
		a := &e.w.Heredity.Assignments[c]
		if e.registry.entries[a.Trait] == nil || a.Replaces >= 0 && e.registry.entries[a.Replaces] == nil {
			return damaged("a canary's trait is not there")
		}
	}
	e.registry.sort()
	return nil
}

func (e *Engine) reviveTrait(t *entry) error {
	if t.generated {
		return t.load(e.options, t.source)
	}
	for _, a := range ancestors.All() {
		if a.Name == t.name {
			return t.build(a.Run, e.options.Workers)
		}
	}
	return damaged("this program has no ancestor %s", t.name)
}

// Refused is a trait that is loaded but does nothing, because the loader rejects its source.
type Refused struct {
	Name    string
	Version int
	Err     error             // error of the loader
	Off     command.SwitchOff // command that removes it from the world
}

// Refused lists the rejected traits that a lenient Restore or Recall has loaded, newest first.
func (e *Engine) Refused() (list []Refused) {
	for _, bit := range e.registry.order {
		if t := e.registry.entries[bit]; t.mute() {
			off := disableTrait(t, "the sandbox now rejects it: "+t.refusal.Error())
			list = append(list, Refused{t.name, t.version, t.refusal, off})
		}
	}
	return list
}
