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

// The kinds of binary messages of genesis.v2; WIRE.md describes each byte.
const (
	kindKey     = 1
	kindDelta   = 2
	kindDensity = 3
	kindEvents  = 4
	wireVersion = 2
)

const (
	tilesAcross  = 8
	allTiles     = ^uint64(0)
	notInFrame   = math.MaxUint16     // coordinates of a molbot that has died
	maxCoord     = math.MaxUint16 - 1 // maximum coordinate of a living one
	asInKey      = math.MaxUint32     // food count that means "unchanged since the keyframe"
	trackedBytes = 5                  // size of a molbot in a delta
	bodyBytes    = 26                 // size of a molbot with all its attributes
	densityCols  = 64
)

// scene is one tick as viewers of genesis.v2 and genesis.v3 receive it: a keyframe and what has changed since, cut into
// tiles, so that a viewer is only sent the tiles it looks at. A scene is immutable and shared by all viewers; each
// message is encoded when the first viewer needs it.
type scene struct {
	*keyframe
	tick           uint64
	ordinal        uint64  // number of the scene in this gateway, from 1
	hasDelta       bool    // the scene differs from its keyframe
	first          bool    // it is the first scene of its keyframe
	roster         *roster // what a viewer holds after this scene
	previousRoster *roster // that of the previous scene, nil if there is none

	recentEvents []*eventBatch // of the last frames, oldest first

	delta      func() *[tilesAcross * tilesAcross][]byte
	wholeDelta func() *websocket.PreparedMessage
	wholeStep  func() *websocket.PreparedMessage // nil if there is no step from the previous scene
	// the keyframe for a viewer that has the whole previous scene; nil if there is none
	rekey   func() *websocket.PreparedMessage
	density func() *websocket.PreparedMessage // nil if no viewer wants one
}

// keyframe is a complete picture with all attributes.
type keyframe struct {
	number uint16
	tick   uint64
	unit   float32 // px per unit of a coordinate: a power of two
	tile   float32 // width and height of a tile [px]
	roster *roster
	chunks [tilesAcross * tilesAcross][]byte
	food   [tilesAcross * tilesAcross][]byte // the food in each chunk
	sets   [][]string
	types  *websocket.PreparedMessage        // text message with the table of trait sets
	whole  func() *websocket.PreparedMessage // the message for viewers that draw it
	base   func() *websocket.PreparedMessage // the same message for viewers that get a delta right after it
}

// newKeyframe encodes a frame as the keyframe after last, which is nil for the first one.
func newKeyframe(last *keyframe, f *genesis.Frame) (*keyframe, error) {
	k := &keyframe{tick: f.Tick}
	k.unit, k.tile = scaleOf(f)
	if last != nil {
		k.number, k.sets, k.types = last.number+1, last.sets, last.types
	}
	if last == nil || !sameSets(last.sets, f.Types) {
		if err := k.takeTypes(f.Types); err != nil {
			return nil, err
		}
	}
	k.roster = newRoster(k, f)
	for t, list := range k.roster.molbots {
		chunk := binary.LittleEndian.AppendUint32(make([]byte, 0, 8+bodyBytes*len(list)), uint32(len(list)))
		for i := range list {
			chunk = list[i].appendBody(chunk)
		}
		food := len(chunk)
		k.chunks[t] = k.roster.appendFood(chunk, t)
		k.food[t] = k.chunks[t][food:]
	}
	k.whole = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(k.message(allTiles, allTiles)) })
	k.base = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(k.message(allTiles, 0)) })
	return k, nil
}

func sameSets(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal[[]string]) }

func (k *keyframe) takeTypes(types [][]string) error {
	k.sets = nil
	for _, set := range types {
		k.sets = append(k.sets, slices.Clone(set)) // the frame's memory is reused
	}
	data, err := typesMessage(k.sets)
	if err != nil {
		return err
	}
	k.types, err = websocket.NewPreparedMessage(websocket.TextMessage, data)
	return err
}

// typesMessage returns the text message with a table of trait sets.
func typesMessage(sets [][]string) ([]byte, error) {
	return json.Marshal(struct {
		Type  string     `json:"type"`
		Types [][]string `json:"types"`
	}{"types", listed(sets)})
}

// scaleOf chooses the unit so that twice the extent of the frame fits into 16 bits, and the tile size so that the tiles
// cover the extent.
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
	return uint16(min(max(math.Round(float64(v/k.unit)), 0), maxCoord))
}

func saturated(v float32) byte { return byte(min(max(math.Round(float64(v)), 0), math.MaxUint8)) }

// message encodes the keyframe with the tiles in mask, for a viewer that looks at the tiles in view.
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

// newScene encodes a frame as a change of a keyframe; f may be the keyframe's own frame. before is the previous scene,
// or nil. The density map is made only if a viewer wants it.
func newScene(k *keyframe, f *genesis.Frame, before *scene, density bool) *scene {
	s := &scene{keyframe: k, tick: f.Tick, hasDelta: f.Tick != k.tick, ordinal: 1}
	if before != nil {
		s.ordinal, s.previousRoster = before.ordinal+1, before.roster
	}
	if s.first = before == nil || before.keyframe != k; s.first {
		s.roster = k.roster
	} else {
		s.roster = s.previousRoster.advance(k, f)
	}
	s.prepare(before != nil && before.unit == k.unit)
	if density {
		raw := densityMap(f, k.tile) // computed now, because the frame's memory is reused
		s.density = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(raw) })
	}
	return s
}

// prepare sets up the messages of all tiles, each encoded once, when it is first needed.
func (s *scene) prepare(sameUnit bool) {
	s.delta = sync.OnceValue(s.encodeDelta)
	s.wholeDelta = sync.OnceValue(func() *websocket.PreparedMessage { return prepared(s.deltaMessage(allTiles)) })
	s.rekey = sync.OnceValue(func() *websocket.PreparedMessage {
		if !s.first || !sameUnit || s.number%fullEvery == 0 {
			return nil
		}
		return preparedOrNil(s.rekeyMessage(s.previousRoster))
	})
	s.wholeStep = sync.OnceValue(func() *websocket.PreparedMessage { return s.stepOf(allTiles) })
}

// stepOf returns the step to this scene for a viewer of some tiles, or nil if there is none.
func (s *scene) stepOf(view uint64) *websocket.PreparedMessage {
	if s.first {
		return nil
	}
	return preparedOrNil(s.stepMessage(s.previousRoster, view))
}

// encodeDelta encodes the chunks of a delta: all molbots of the keyframe, including those that have died, then those
// born since.
func (s *scene) encodeDelta() *[tilesAcross * tilesAcross][]byte {
	delta := new([tilesAcross * tilesAcross][]byte)
	for t, list := range s.roster.molbots {
		// Each molbot is marked as dead; the living ones overwrite the mark.
		b := slices.Repeat([]byte{0xff, 0xff, 0xff, 0xff, 0}, len(s.keyframe.roster.molbots[t]))
		kept := 0
		for kept < len(list) && list[kept].keyframeIndex >= 0 {
			list[kept].appendTracked(b[int(list[kept].keyframeIndex)*trackedBytes : int(list[kept].keyframeIndex)*trackedBytes])
			kept++
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(len(list)-kept))
		for i := range list[kept:] {
			b = list[kept+i].appendBody(b)
		}
		food := s.roster.appendFood(nil, t)
		if slices.Equal(food, s.food[t]) {
			food = binary.LittleEndian.AppendUint32(nil, asInKey)
		}
		delta[t] = append(b, food...)
	}
	return delta
}

func (s *scene) deltaMessage(view uint64) []byte {
	return assemble(s.head(kindDelta, s.tick, view, view), view, s.delta())
}

// densityMap returns the message that counts the molbots and the food in each cell.
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

// prepared wraps a binary message to be shared. The library fails only for unknown message types.
func prepared(data []byte) *websocket.PreparedMessage {
	m, err := websocket.NewPreparedMessage(websocket.BinaryMessage, data)
	if err != nil {
		panic(err)
	}
	return m
}

// preparedOrNil is prepared, but returns nil for nil.
func preparedOrNil(data []byte) *websocket.PreparedMessage {
	if data == nil {
		return nil
	}
	return prepared(data)
}
