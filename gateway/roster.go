package gateway

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// roster is what a viewer of the whole world has after a scene: the molbots and the food of each tile, in the order in
// which steps name them. Molbots keep the tile and the order of their keyframe; those born since follow. Food keeps its
// order; new food follows. Nothing in it changes after it was made.
type roster struct {
	molbots [tilesAcross * tilesAcross][]molbotState
	food    [tilesAcross * tilesAcross][]foodItem
	count   int // of molbots
}

// molbotState is a molbot as a viewer has it. Radius, type, colour and flags are those of its keyframe or birth.
type molbotState struct {
	serial        uint64
	x, y          uint16
	energy        byte
	radius        byte
	typ           uint16
	color         [3]byte
	flags         byte
	born          uint32 // modulo 2³²
	generation    uint16
	keyframeIndex int32 // its place in its tile of the keyframe, -1 if it was born since
	frameIndex    int32 // its place in the frame
}

// foodItem is a piece of food as a viewer has it.
type foodItem struct {
	x, y         uint16
	amount, kind byte
}

// Most molbots of a roster that a rekey can name, and most pieces of food of a tile that a step can.
const (
	maxNamed = math.MaxUint16 - 1
	maxFood  = math.MaxUint16 >> 1
)

func (k *keyframe) molbotState(e *genesis.FrameEntity, at, keyed int) molbotState {
	s := molbotState{
		serial: e.Serial, x: k.quantise(e.X), y: k.quantise(e.Y), energy: saturated(e.Energy),
		radius: saturated(e.Radius * 8),
		typ:    e.Type, color: [3]byte{e.R, e.G, e.B}, born: uint32(e.Born),
		generation:    uint16(min(e.Generation, math.MaxUint16)),
		keyframeIndex: int32(keyed), frameIndex: int32(at),
	}
	if e.Dormant {
		s.flags = flagDormant
	}
	return s
}

// appendTracked appends what changes each tick.
func (s *molbotState) appendTracked(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, s.x)
	return append(binary.LittleEndian.AppendUint16(b, s.y), s.energy)
}

// appendBody appends a molbot with all its attributes.
func (s *molbotState) appendBody(b []byte) []byte {
	le := binary.LittleEndian
	b = append(s.appendTracked(le.AppendUint64(b, s.serial)), s.radius)
	b = append(le.AppendUint16(b, s.typ), s.color[0], s.color[1], s.color[2], s.flags)
	return le.AppendUint16(le.AppendUint32(b, s.born), s.generation)
}

func (p foodItem) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, p.x), p.y)
	return append(b, p.amount, p.kind)
}

// location identifies a piece of food from one frame to the next.
func (p foodItem) location() [3]uint16 { return [3]uint16{p.x, p.y, uint16(p.kind)} }

// newRoster is that of a keyframe.
func newRoster(k *keyframe, f *genesis.Frame) *roster {
	r := &roster{count: len(f.Entities), food: k.foodOf(f)}
	for i := range f.Entities {
		e := &f.Entities[i]
		t := k.tileAt(e.X, e.Y)
		r.molbots[t] = append(r.molbots[t], k.molbotState(e, i, len(r.molbots[t])))
	}
	return r
}

func (k *keyframe) foodOf(f *genesis.Frame) (tiles [tilesAcross * tilesAcross][]foodItem) {
	for _, r := range f.Resources {
		t := k.tileAt(r.X, r.Y)
		tiles[t] = append(tiles[t], foodItem{k.quantise(r.X), k.quantise(r.Y), saturated(r.Amount), byte(r.Kind)})
	}
	return tiles
}

// advance is the roster after one more frame of the same keyframe.
func (r *roster) advance(k *keyframe, f *genesis.Frame) *roster {
	next, seek := &roster{count: len(f.Entities)}, newMolbotFinder(f)
	for t, list := range r.molbots {
		moved := make([]molbotState, 0, len(list)+1)
		for _, m := range list {
			if i, alive := seek.find(m.serial, int(m.frameIndex)); alive {
				e := &f.Entities[i]
				m.x, m.y, m.energy, m.frameIndex = k.quantise(e.X), k.quantise(e.Y), saturated(e.Energy), int32(i)
				moved = append(moved, m)
			}
		}
		next.molbots[t] = moved
	}
	for i, found := range seek.found {
		if !found { // born since
			e := &f.Entities[i]
			t := k.tileAt(e.X, e.Y)
			next.molbots[t] = append(next.molbots[t], k.molbotState(e, i, -1))
		}
	}
	next.food = k.foodOf(f)
	for t := range next.food {
		next.food[t] = stableOrder(r.food[t], next.food[t])
	}
	return next
}

// molbotFinder finds molbots in a frame by their serials. Most stand near where they stood in the frame before.
type molbotFinder struct {
	f     *genesis.Frame
	found []bool
	shift int
	index map[uint64]int // made when it is needed
}

func newMolbotFinder(f *genesis.Frame) *molbotFinder {
	return &molbotFinder{f: f, found: make([]bool, len(f.Entities))}
}

func (s *molbotFinder) find(serial uint64, at int) (int, bool) {
	for _, shift := range [...]int{s.shift, 0, s.shift - 1, s.shift + 1} {
		if i := at + shift; i >= 0 && i < len(s.found) && s.f.Entities[i].Serial == serial {
			s.shift = shift
			return s.take(i)
		}
	}
	if s.index == nil {
		s.index = make(map[uint64]int, len(s.f.Entities))
		for i := range s.f.Entities {
			s.index[s.f.Entities[i].Serial] = i
		}
	}
	i, alive := s.index[serial]
	if !alive {
		return 0, false
	}
	s.shift = i - at
	return s.take(i)
}

func (s *molbotFinder) take(i int) (int, bool) {
	s.found[i] = true
	return i, true
}

// stableOrder returns a tile's food in the order of a viewer that had before: first what is left of that, then what is
// new.
func stableOrder(before, now []foodItem) []foodItem {
	if slices.Equal(before, now) {
		return before
	}
	left := newFoodAmounts(now)
	kept := make([]foodItem, 0, len(now))
	for _, p := range before {
		if amount, is := left.take(p); is {
			p.amount = amount
			kept = append(kept, p)
		}
	}
	for _, p := range now {
		if amount, is := left.take(p); is {
			p.amount = amount
			kept = append(kept, p)
		}
	}
	return kept
}

// foodAmounts is the amounts of the food at each place.
type foodAmounts map[[3]uint16][]byte

func newFoodAmounts(food []foodItem) foodAmounts {
	s := make(foodAmounts, len(food))
	for _, p := range food {
		s[p.location()] = append(s[p.location()], p.amount)
	}
	return s
}

// take takes a piece from the place of p, if one is left there.
func (s foodAmounts) take(p foodItem) (amount byte, is bool) {
	list := s[p.location()]
	if len(list) == 0 {
		return 0, false
	}
	s[p.location()] = list[1:]
	return list[0], true
}

// appendFood is a tile's food with its count, as keyframes and deltas have it.
func (r *roster) appendFood(b []byte, t int) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r.food[t])))
	for _, p := range r.food[t] {
		b = p.append(b)
	}
	return b
}
