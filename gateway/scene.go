package gateway

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
)

// The kinds of a binary message of genesis.v2; WIRE.md describes each byte.
const (
	kindKey     = 1
	kindDelta   = 2
	kindDensity = 3
	kindEvents  = 4
	wireVersion = 2
)

const (
	tilesAcross = 8
	allTiles    = ^uint64(0)
	gone        = math.MaxUint16     // the coordinates of a molbot that is no more
	coordMax    = math.MaxUint16 - 1 // of one that is
	asInKey     = math.MaxUint32     // a food count: the food is as in the keyframe
	tracked     = 5                  // bytes of a molbot in a delta
	foodBytes   = 6                  // of a piece of food
	densityCols = 64
)

// scene is one tick as genesis.v2 viewers get it: the keyframe that it builds on and what has changed since, cut into
// tiles, so that a viewer is sent the tiles that it looks at. Nothing in it changes after it was made, so that all
// viewers share it.
type scene struct {
	*keyframe
	tick  uint64
	delta [tilesAcross * tilesAcross][]byte // nil in the tick of the keyframe itself
	moved bool                              // there is a delta

	lately []*happenings // of the last frames, oldest first

	wholeDelta func() *websocket.PreparedMessage
	density    func() *websocket.PreparedMessage // nil if nobody wanted one
}

// keyframe is a whole picture with all attributes.
type keyframe struct {
	number uint16
	tick   uint64
	unit   float32 // px per unit of a coordinate: a power of two
	tile   float32 // width and height of a tile [px]
	chunks [tilesAcross * tilesAcross][]byte
	food   [tilesAcross * tilesAcross][]byte // the food's part of each chunk
	count  [tilesAcross * tilesAcross]int    // molbots
	place  map[uint64]place                  // of each molbot by serial
	sets   [][]string
	types  *websocket.PreparedMessage        // text: the table of trait sets
	whole  func() *websocket.PreparedMessage // to be drawn
	base   func() *websocket.PreparedMessage // the same for a delta that follows at once
}

// place is where a keyframe lists a molbot.
type place struct {
	tile, index int
}

// newKeyframe encodes a frame as the keyframe after last, nil for the first one.
func newKeyframe(last *keyframe, f *genesis.Frame) (*keyframe, error) {
	k := &keyframe{tick: f.Tick, place: make(map[uint64]place, len(f.Entities))}
	k.unit, k.tile = scaleOf(f)
	if last != nil {
		k.number, k.sets, k.types = last.number+1, last.sets, last.types
	}
	if last == nil || !sameSets(last.sets, f.Types) {
		if err := k.takeTypes(f.Types); err != nil {
			return nil, err
		}
	}
	var bodies [tilesAcross * tilesAcross][]byte
	for i := range f.Entities {
		e := &f.Entities[i]
		t := k.tileAt(e.X, e.Y)
		k.place[e.Serial] = place{t, k.count[t]}
		k.count[t]++
		bodies[t] = k.appendBody(bodies[t], e)
	}
	k.food = k.foodTiles(f)
	for t := range k.chunks {
		chunk := binary.LittleEndian.AppendUint32(nil, uint32(k.count[t]))
		k.chunks[t] = append(append(chunk, bodies[t]...), k.food[t]...)
	}
	k.whole = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(k.message(allTiles, allTiles)) })
	k.base = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(k.message(allTiles, 0)) })
	return k, nil
}

func sameSets(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal[[]string]) }

func (k *keyframe) takeTypes(types [][]string) error {
	k.sets = nil
	for _, set := range types {
		k.sets = append(k.sets, slices.Clone(set)) // the frame is reused
	}
	data, err := typesMessage(k.sets)
	if err != nil {
		return err
	}
	k.types, err = websocket.NewPreparedMessage(websocket.TextMessage, data)
	return err
}

// typesMessage is the text that tells a table of trait sets.
func typesMessage(sets [][]string) ([]byte, error) {
	return json.Marshal(struct {
		Type  string     `json:"type"`
		Types [][]string `json:"types"`
	}{"types", listed(sets)})
}

// scaleOf chooses the unit so that twice the extent of the frame fits into 16 bits, and tiles that cover the extent.
func scaleOf(f *genesis.Frame) (unit, tile float32) {
	extent := float32(1)
	for i := range f.Entities {
		extent = max(extent, f.Entities[i].X, f.Entities[i].Y)
	}
	for _, r := range f.Resources {
		extent = max(extent, r.X, r.Y)
	}
	_, exponent := math.Frexp(float64(extent)) // extent < 2^exponent
	return float32(math.Ldexp(1, exponent-15)), float32(math.Ceil(float64(extent+1) / tilesAcross))
}

func (k *keyframe) tileAt(x, y float32) int {
	return tileIndex(x/k.tile)*tilesAcross + tileIndex(y/k.tile)
}

func tileIndex(v float32) int { return int(min(max(v, 0), tilesAcross-1)) }

func (k *keyframe) quantise(v float32) uint16 {
	return uint16(min(max(math.Round(float64(v/k.unit)), 0), coordMax))
}

// appendTracked appends what changes each tick.
func (k *keyframe) appendTracked(b []byte, e *genesis.FrameEntity) []byte {
	b = binary.LittleEndian.AppendUint16(b, k.quantise(e.X))
	b = binary.LittleEndian.AppendUint16(b, k.quantise(e.Y))
	return append(b, saturated(e.Energy))
}

// appendBody appends a molbot with all its attributes.
func (k *keyframe) appendBody(b []byte, e *genesis.FrameEntity) []byte {
	b = binary.LittleEndian.AppendUint64(b, e.Serial)
	b = k.appendTracked(b, e)
	b = append(b, saturated(e.Radius*8))
	b = binary.LittleEndian.AppendUint16(b, e.Type)
	flags := byte(0)
	if e.Dormant {
		flags = 1
	}
	b = append(b, e.R, e.G, e.B, flags)
	b = binary.LittleEndian.AppendUint32(b, uint32(e.Born)) // modulo 2³², as documented
	return binary.LittleEndian.AppendUint16(b, uint16(min(e.Generation, math.MaxUint16)))
}

func saturated(v float32) byte { return byte(min(max(math.Round(float64(v)), 0), math.MaxUint8)) }

// foodTiles is the food's part of each tile's chunk: a count and the pieces.
func (k *keyframe) foodTiles(f *genesis.Frame) (tiles [tilesAcross * tilesAcross][]byte) {
	var pieces [tilesAcross * tilesAcross][]byte
	for _, r := range f.Resources {
		t := k.tileAt(r.X, r.Y)
		pieces[t] = binary.LittleEndian.AppendUint16(pieces[t], k.quantise(r.X))
		pieces[t] = binary.LittleEndian.AppendUint16(pieces[t], k.quantise(r.Y))
		pieces[t] = append(pieces[t], saturated(r.Amount), byte(r.Kind))
	}
	for t := range tiles {
		count := binary.LittleEndian.AppendUint32(nil, uint32(len(pieces[t])/foodBytes))
		tiles[t] = append(count, pieces[t]...)
	}
	return tiles
}

// message is the keyframe's message with the tiles of a mask, for a viewer that looks at view.
func (k *keyframe) message(mask, view uint64) []byte {
	return assemble(k.head(kindKey, k.tick, mask, view), mask, &k.chunks)
}

func (k *keyframe) head(kind byte, tick, mask, view uint64) []byte {
	le := binary.LittleEndian
	b := []byte{kind, wireVersion}
	b = le.AppendUint16(b, k.number)
	b = le.AppendUint32(b, math.Float32bits(k.unit))
	b = le.AppendUint64(b, tick)
	b = le.AppendUint64(b, mask)
	return le.AppendUint64(b, view)
}

func assemble(b []byte, mask uint64, chunks *[tilesAcross * tilesAcross][]byte) []byte {
	size := len(b)
	for rest := mask; rest != 0; rest &= rest - 1 {
		size += len(chunks[bits.TrailingZeros64(rest)])
	}
	b = slices.Grow(b, size-len(b))
	for rest := mask; rest != 0; rest &= rest - 1 {
		b = append(b, chunks[bits.TrailingZeros64(rest)]...)
	}
	return b
}

// newScene encodes a frame as a change of a keyframe; f may be the keyframe's own frame. The density map is made only if
// someone wants it.
func newScene(k *keyframe, f *genesis.Frame, density bool) *scene {
	s := &scene{keyframe: k, tick: f.Tick, moved: f.Tick != k.tick}
	if s.moved {
		s.encodeDelta(f)
	}
	s.wholeDelta = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(s.deltaMessage(allTiles)) })
	if density {
		raw := densityMap(f, k.tile) // now, since the frame is reused
		s.density = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(raw) })
	}
	return s
}

func (s *scene) encodeDelta(f *genesis.Frame) {
	var born [tilesAcross * tilesAcross][]byte
	var births [tilesAcross * tilesAcross]uint32
	for t := range s.delta {
		s.delta[t] = slices.Repeat([]byte{0xff, 0xff, 0xff, 0xff, 0}, s.count[t]) // gone, unless found below
	}
	for i := range f.Entities {
		e := &f.Entities[i]
		if p, known := s.place[e.Serial]; known { // written over the tombstone
			s.appendTracked(s.delta[p.tile][p.index*tracked:p.index*tracked], e)
			continue
		}
		t := s.tileAt(e.X, e.Y)
		births[t]++
		born[t] = s.appendBody(born[t], e)
	}
	food := s.foodTiles(f)
	for t := range s.delta {
		b := binary.LittleEndian.AppendUint32(s.delta[t], births[t])
		b = append(b, born[t]...)
		if slices.Equal(food[t], s.food[t]) {
			food[t] = binary.LittleEndian.AppendUint32(nil, asInKey)
		}
		s.delta[t] = append(b, food[t]...)
	}
}

func (s *scene) deltaMessage(view uint64) []byte {
	return assemble(s.head(kindDelta, s.tick, view, view), view, &s.delta)
}

// densityMap is the message that counts the molbots and the food of each cell.
func densityMap(f *genesis.Frame, tile float32) []byte {
	cell := tile * tilesAcross / densityCols
	var counts [densityCols * densityCols][2]uint16
	count := func(x, y float32, what int) {
		column, row := min(max(x/cell, 0), densityCols-1), min(max(y/cell, 0), densityCols-1)
		n := &counts[int(row)*densityCols+int(column)][what]
		*n += min(1, math.MaxUint16-*n)
	}
	for i := range f.Entities {
		count(f.Entities[i].X, f.Entities[i].Y, 0)
	}
	for _, r := range f.Resources {
		count(r.X, r.Y, 1)
	}
	le := binary.LittleEndian
	b := le.AppendUint16([]byte{kindDensity, wireVersion}, densityCols)
	b = le.AppendUint32(b, math.Float32bits(cell))
	b = le.AppendUint64(b, f.Tick)
	for _, n := range counts {
		b = le.AppendUint16(le.AppendUint16(b, n[0]), n[1])
	}
	return b
}

// prepared wraps a binary message to be shared. The library fails only for kinds of message that it does not know.
func prepared(data []byte) *websocket.PreparedMessage {
	m, err := websocket.NewPreparedMessage(websocket.BinaryMessage, data)
	if err != nil {
		panic(err)
	}
	return m
}
