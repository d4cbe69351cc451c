package evobench

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/klauspost/compress/zstd"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/signature"
)

// savedLife is the state of a life between two cycles, from which it can continue to the same result. Everything else
// is derived from the seed: the common start of the lives, and the writer, which is stateless.
type savedLife struct {
	Version   string // program version; another version may behave differently
	Cycle     int    // the last completed cycle
	World     []byte
	Out       LifeReport
	Tried     []tried
	Mutations []savedMutation
	Snaps     []genesis.Snapshot
	Neutral   savedNeutral
}

type savedMutation struct {
	ID, Name, Canon, Kept string
	Version               int
	Text                  []byte
	Source                genesis.Ref
	Acts                  signature.Signature
	Score                 float64
}

type savedNeutral struct {
	Random []byte
	Copies [shadows][]uint64
	All    []savedComponent
}

type savedComponent struct {
	Name               string
	Version, Bit       int
	Adoption, Activity float64
	Heritable, Gone    bool
	Twins              [shadows]float64
}

// save encodes the life after a cycle.
func (l *life) save(cycle int) ([]byte, error) {
	world, err := l.engine.Checkpoint()
	if err != nil {
		return nil, err
	}
	s := savedLife{Version: genesis.Version(), Cycle: cycle, World: world, Out: *l.out, Tried: l.tried, Snaps: l.snaps}
	for _, m := range l.mutations {
		s.Mutations = append(s.Mutations, savedMutation{m.id, m.name, m.canon, m.kept, m.version, m.text, m.source, m.acts,
			m.score})
	}
	if s.Neutral, err = l.neutral.save(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err == nil {
		err = errors.Join(gob.NewEncoder(w).Encode(s), w.Close())
	}
	return b.Bytes(), err
}

// restore continues a saved life, and returns the number of the next cycle.
func (l *life) restore(data []byte) (next int, err error) {
	var s savedLife
	r, err := zstd.NewReader(bytes.NewReader(data))
	if err == nil {
		defer r.Close()
		err = gob.NewDecoder(r).Decode(&s)
	}
	if err != nil {
		return 0, genesis.Errorf(genesis.CodeStale, "the life that was saved can't be read: %v", err)
	}
	if s.Version != genesis.Version() || s.Out.Arm != l.arm {
		return 0, genesis.Errorf(genesis.CodeStale, "the life was saved by version %s, arm %s", s.Version, s.Out.Arm)
	}
	if l.engine, err = engine.Restore(s.World, l.engineOptions()); err != nil {
		return 0, fmt.Errorf("restore a life: %w", err)
	}
	l.out, l.tried, l.snaps = &s.Out, s.Tried, s.Snaps
	for _, m := range s.Mutations {
		l.mutations = append(l.mutations, &mutation{m.ID, m.Name, m.Version, m.Text, m.Source, m.Canon, m.Acts, m.Score,
			m.Kept})
	}
	l.neutral, err = restoreNeutral(s.Neutral)
	return s.Cycle + 1, err
}

func (s *neutral) save() (out savedNeutral, err error) {
	out.Copies = s.copies
	for _, c := range s.all {
		out.All = append(out.All, savedComponent{c.name, c.version, c.bit, c.adoption, c.activity, c.heritable, c.gone,
			c.twins})
	}
	out.Random, err = s.source.MarshalBinary()
	return out, err
}

func restoreNeutral(s savedNeutral) (*neutral, error) {
	n := &neutral{source: &rand.PCG{}, copies: s.Copies}
	n.random = rand.New(n.source)
	for _, c := range s.All {
		n.all = append(n.all, &component{c.Name, c.Version, c.Bit, c.Adoption, c.Heritable, c.Gone, c.Activity, c.Twins})
	}
	return n, n.source.UnmarshalBinary(s.Random)
}
