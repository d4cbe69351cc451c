package gateway

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// roster is what a viewer of the whole world holds after a scene: the molbots and the food of each tile, in the order
// in which steps refer to them. Molbots keep the tile and the order of their keyframe; those born later follow. Food
// keeps its order; new food follows. A roster is immutable.
type roster struct {
	molbots [tilesAcross * tilesAcross][]molbotState
	food    [tilesAcross * tilesAcross][]foodItem
	count   int // number of molbots
}

// molbotState is a molbot as a viewer knows it. Radius, type, colour and flags are those at its keyframe or birth.
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
	keyframeIndex int32 // index in its tile of the keyframe; -1 if it was born later
	frameIndex    int32 // index in the frame
}

// foodItem is a piece of food as a viewer knows it.
type foodItem struct {
	x, y         uint16
	amount, kind byte
}

// Limits of the wire format: the molbots that a rekey can refer to, and the pieces of food in a tile that a step can.
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

// appendTracked appends the attributes that change each tick.
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

// newRoster returns the roster of a keyframe.
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

// advance returns the roster after the next frame with the same keyframe.
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
		if !found { // born since the last frame
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

// molbotFinder finds molbots in a frame by their serials. Most are close to their index in the previous frame, shifted
// by the deaths before them, so it looks there first.
type molbotFinder struct {
	f     *genesis.Frame
	found []bool
	shift int
	index map[uint64]int // built at the first miss
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

// stableOrder returns a tile's food in the order that viewers of the previous frame know: first what is left of that
// food, then the new pieces.
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

// foodAmounts maps a location to the amounts of the pieces there.
type foodAmounts map[[3]uint16][]byte

func newFoodAmounts(food []foodItem) foodAmounts {
	s := make(foodAmounts, len(food))
	for _, p := range food {
		s[p.location()] = append(s[p.location()], p.amount)
	}
	return s
}

// take removes a piece at the location of p and returns its amount, if one is left there.
func (s foodAmounts) take(p foodItem) (amount byte, is bool) {
	list := s[p.location()]
	if len(list) == 0 {
		return 0, false
	}
	s[p.location()] = list[1:]
	return list[0], true
}

// appendFood appends the count and the pieces of a tile's food, as in keyframes and deltas.
func (r *roster) appendFood(b []byte, t int) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r.food[t])))
	for _, p := range r.food[t] {
		b = p.append(b)
	}
	return b
}
