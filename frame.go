package genesis

import (
	"encoding/binary"
	"errors"
	"math"
)

// Frame is one picture of the world. The engine publishes it on ch:frame and gateways encode it for viewers. Slices are
// reused between frames, so copy what must outlive the next one.
type Frame struct {
	Tick      uint64
	Entities  []FrameEntity
	Resources []FrameResource
	Types     [][]string   // sets of traits; FrameEntity.Type is an index into it
	Events    []FrameEvent // since the last frame, oldest first; only the newest if there were many
}

// FrameEntity is one molbot in a frame.
type FrameEntity struct {
	Serial  uint64 // MolbotID(Serial) is its id
	X, Y    float32
	VX, VY  float32 // px per tick
	Energy  float32
	Radius  float32
	Type    uint16
	R, G, B uint8
	Dormant bool // its traits did not run in this tick

	Born       uint64 // tick
	Generation uint32
}

// FrameResource is one food item in a frame.
type FrameResource struct {
	X, Y, Amount float32
	Kind         FoodKind
}

// FoodKind is the kind of a food item.
type FoodKind uint8

// The kinds of food.
const (
	FoodLeaf FoodKind = iota
	FoodFruit
	FoodCarrion
)

// EventKind says what happened in the world.
type EventKind uint8

// The events that frames report: births, deaths by cause, and attacks and gifts that succeeded.
const (
	EventBirth EventKind = iota + 1
	EventStarved
	EventAged
	EventCollided
	EventKilled // by an attack or a command
	EventAttack
	EventShare
)

// eventNames are the names used for people and in JSON.
var eventNames = [...]string{
	EventBirth: "birth", EventStarved: "starved", EventAged: "aged", EventCollided: "collided", EventKilled: "killed",
	EventAttack: "attack", EventShare: "share",
}

// String names the kind: birth, starved, aged, collided, killed, attack or share.
func (k EventKind) String() string {
	if k == 0 || int(k) >= len(eventNames) {
		return ""
	}
	return eventNames[k]
}

// FrameEvent is something that happened to a molbot at a place.
type FrameEvent struct {
	Kind   EventKind
	Serial uint64  // the molbot that was born, died, attacked or gave
	Other  uint64  // its parent, its victim or the receiver; 0 for none
	X, Y   float32 // px
}

const (
	frameMagic       = "GNF3"
	frameEntityBytes = 8 + 6*4 + 2 + 3 + 1 + 8 + 4
	frameFoodBytes   = 13
	frameEventBytes  = 1 + 8 + 8 + 8
)

// ErrFrame is returned for bytes that are not a frame.
var ErrFrame = errors.New("not a frame of this version")

// AppendBinary appends the little-endian encoding of the frame to b.
func (f *Frame) AppendBinary(b []byte) ([]byte, error) {
	le := binary.LittleEndian
	b = append(b, frameMagic...)
	b = le.AppendUint64(b, f.Tick)
	b = le.AppendUint32(b, uint32(len(f.Entities)))
	b = le.AppendUint32(b, uint32(len(f.Resources)))
	b = le.AppendUint32(b, uint32(len(f.Events)))
	b = le.AppendUint16(b, uint16(len(f.Types)))
	for _, set := range f.Types {
		b = append(b, byte(len(set)))
		for _, name := range set {
			b = append(b, byte(len(name)))
			b = append(b, name...)
		}
	}
	for i := range f.Entities {
		b = f.Entities[i].append(b)
	}
	for _, r := range f.Resources {
		b = append(appendFloats(b, r.X, r.Y, r.Amount), byte(r.Kind))
	}
	for _, e := range f.Events {
		b = le.AppendUint64(append(b, byte(e.Kind)), e.Serial)
		b = appendFloats(le.AppendUint64(b, e.Other), e.X, e.Y)
	}
	return b, nil
}

func (e *FrameEntity) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, e.Serial)
	b = appendFloats(b, e.X, e.Y, e.VX, e.VY, e.Energy, e.Radius)
	b = binary.LittleEndian.AppendUint16(b, e.Type)
	dormant := byte(0)
	if e.Dormant {
		dormant = 1
	}
	b = append(b, e.R, e.G, e.B, dormant)
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(b, e.Born), e.Generation)
}

func appendFloats(b []byte, values ...float32) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// UnmarshalBinary decodes the result of AppendBinary, reusing f's slices. For anything else it returns ErrFrame and
// leaves f unchanged.
func (f *Frame) UnmarshalBinary(b []byte) error {
	r := frameReader{b: b}
	if string(r.take(4)) != frameMagic {
		return ErrFrame
	}
	tick, entities, food, events := r.u64(), int(r.u32()), int(r.u32()), int(r.u32())
	var types [][]string
	for range r.u16() {
		types = append(types, r.names())
	}
	if r.short || len(r.b) != entities*frameEntityBytes+food*frameFoodBytes+events*frameEventBytes {
		return ErrFrame
	}
	f.Tick, f.Types = tick, types
	f.Entities = f.Entities[:0]
	for range entities {
		f.Entities = append(f.Entities, r.entity())
	}
	f.Resources = f.Resources[:0]
	for range food {
		f.Resources = append(f.Resources, FrameResource{r.f32(), r.f32(), r.f32(), FoodKind(r.u8())})
	}
	f.Events = f.Events[:0]
	for range events {
		f.Events = append(f.Events, FrameEvent{EventKind(r.u8()), r.u64(), r.u64(), r.f32(), r.f32()})
	}
	return nil
}

// frameReader takes values off the front of b. short is set if b had too few bytes.
type frameReader struct {
	b     []byte
	short bool
}

func (r *frameReader) take(n int) []byte {
	if len(r.b) < n {
		r.short = true
		r.b = nil
		return make([]byte, n)
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *frameReader) u8() uint8    { return r.take(1)[0] }
func (r *frameReader) u16() uint16  { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *frameReader) u32() uint32  { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *frameReader) u64() uint64  { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *frameReader) f32() float32 { return math.Float32frombits(r.u32()) }

func (r *frameReader) names() []string {
	set := make([]string, r.take(1)[0])
	for i := range set {
		set[i] = string(r.take(int(r.take(1)[0])))
	}
	return set
}

func (r *frameReader) entity() FrameEntity {
	e := FrameEntity{
		Serial: r.u64(), X: r.f32(), Y: r.f32(), VX: r.f32(), VY: r.f32(),
		Energy: r.f32(), Radius: r.f32(), Type: r.u16(),
	}
	tail := r.take(4)
	e.R, e.G, e.B, e.Dormant = tail[0], tail[1], tail[2], tail[3] == 1
	e.Born, e.Generation = r.u64(), r.u32()
	return e
}
