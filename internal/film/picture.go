package film

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

var errPicture = errors.New("not a picture of a film")

// A picture is a frame without events and velocities, by columns, so that zstd finds in each the column of the picture
// before:
//
//	tick uint64; unit of a coordinate as a power of two int8 [px]; number of trait sets, and of each its
//	    names, with their lengths
//	number of molbots, by serial: serials (differences), x, y, energy, radius [1/4 px], type, R, G, B, flags,
//	    births, generations
//	number of pieces of food: x, y, amount, kind
//
// Numbers are uvarints, but x and y, which are two bytes each, low bytes first, then the high ones.
const coordinates = 4096 // units of the world's extent, at least

// AppendPicture appends a frame's picture to b.
func AppendPicture(b []byte, f *genesis.Frame) []byte {
	molbots := slices.SortedFunc(slices.Values(f.Entities), func(x, y genesis.FrameEntity) int {
		return cmp.Compare(x.Serial, y.Serial)
	})
	exponent := exponentOf(f)
	b = binary.LittleEndian.AppendUint64(b, f.Tick)
	b = append(b, byte(int8(exponent)))
	b = appendTypes(b, f.Types)
	b = binary.AppendUvarint(b, uint64(len(molbots)))
	last := uint64(0)
	for i := range molbots {
		b = binary.AppendUvarint(b, molbots[i].Serial-last)
		last = molbots[i].Serial
	}
	b = appendPlane(b, len(molbots), exponent, func(i int) float32 { return molbots[i].X })
	b = appendPlane(b, len(molbots), exponent, func(i int) float32 { return molbots[i].Y })
	for _, column := range molbotColumns {
		for i := range molbots {
			b = column.append(b, &molbots[i])
		}
	}
	food := f.Resources
	b = binary.AppendUvarint(b, uint64(len(food)))
	b = appendPlane(b, len(food), exponent, func(i int) float32 { return food[i].X })
	b = appendPlane(b, len(food), exponent, func(i int) float32 { return food[i].Y })
	for i := range food {
		b = append(b, rounded(food[i].Amount))
	}
	for i := range food {
		b = append(b, byte(food[i].Kind))
	}
	return b
}

func tickOf(picture []byte) uint64 { return binary.LittleEndian.Uint64(picture) }

// column is one attribute of all molbots.
type column struct {
	append func([]byte, *genesis.FrameEntity) []byte
	read   func(*reader, *genesis.FrameEntity)
}

var molbotColumns = []column{
	{func(b []byte, e *genesis.FrameEntity) []byte { return append(b, rounded(e.Energy)) },
		func(r *reader, e *genesis.FrameEntity) { e.Energy = float32(r.u8()) }},
	{func(b []byte, e *genesis.FrameEntity) []byte { return append(b, rounded(e.Radius*4)) },
		func(r *reader, e *genesis.FrameEntity) { e.Radius = float32(r.u8()) / 4 }},
	{func(b []byte, e *genesis.FrameEntity) []byte { return binary.AppendUvarint(b, uint64(e.Type)) },
		func(r *reader, e *genesis.FrameEntity) { e.Type = uint16(r.number(math.MaxUint16)) }},
	{func(b []byte, e *genesis.FrameEntity) []byte { return append(b, e.R, e.G, e.B) },
		func(r *reader, e *genesis.FrameEntity) { e.R, e.G, e.B = r.u8(), r.u8(), r.u8() }},
	{func(b []byte, e *genesis.FrameEntity) []byte {
		if e.Dormant {
			return append(b, 1)
		}
		return append(b, 0)
	}, func(r *reader, e *genesis.FrameEntity) { e.Dormant = r.u8() == 1 }},
	{func(b []byte, e *genesis.FrameEntity) []byte { return binary.AppendUvarint(b, e.Born) },
		func(r *reader, e *genesis.FrameEntity) { e.Born = r.number(math.MaxUint64) }},
	{func(b []byte, e *genesis.FrameEntity) []byte { return binary.AppendUvarint(b, uint64(e.Generation)) },
		func(r *reader, e *genesis.FrameEntity) { e.Generation = uint32(r.number(math.MaxUint32)) }},
}

// exponentOf chooses the unit so that the frame's extent has some thousand units.
func exponentOf(f *genesis.Frame) int {
	extent := float32(1)
	for i := range f.Entities {
		extent = max(extent, f.Entities[i].X, f.Entities[i].Y)
	}
	for _, r := range f.Resources {
		extent = max(extent, r.X, r.Y)
	}
	_, exponent := math.Frexp(float64(extent) / coordinates) // extent < 4096 · 2^exponent
	return exponent
}

func rounded(v float32) byte { return byte(min(max(math.Round(float64(v)), 0), math.MaxUint8)) }

func appendPlane(b []byte, n, exponent int, at func(int) float32) []byte {
	low := len(b)
	b = append(b, make([]byte, 2*n)...)
	for i := range n {
		v := uint16(min(max(math.Round(math.Ldexp(float64(at(i)), -exponent)), 0), math.MaxUint16))
		b[low+i], b[low+n+i] = byte(v), byte(v>>8)
	}
	return b
}

func appendTypes(b []byte, types [][]string) []byte {
	b = binary.AppendUvarint(b, uint64(len(types)))
	for _, set := range types {
		b = binary.AppendUvarint(b, uint64(len(set)))
		for _, name := range set {
			b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
		}
	}
	return b
}

// ReadPicture decodes a picture into a frame. The error means that the bytes are not a picture.
func ReadPicture(picture []byte) (*genesis.Frame, error) {
	r := &reader{b: picture}
	f := &genesis.Frame{Tick: r.u64()}
	exponent := int(int8(r.u8()))
	for range r.count() {
		set := make([]string, 0, 8)
		for range r.count() {
			set = append(set, string(r.take(r.count())))
		}
		f.Types = append(f.Types, set)
	}
	f.Entities = make([]genesis.FrameEntity, r.count())
	last := uint64(0)
	for i := range f.Entities {
		last += r.number(math.MaxUint64)
		f.Entities[i].Serial = last
	}
	r.plane(len(f.Entities), exponent, func(i int, v float32) { f.Entities[i].X = v })
	r.plane(len(f.Entities), exponent, func(i int, v float32) { f.Entities[i].Y = v })
	for _, c := range molbotColumns {
		for i := range f.Entities {
			c.read(r, &f.Entities[i])
		}
	}
	f.Resources = make([]genesis.FrameResource, r.count())
	r.plane(len(f.Resources), exponent, func(i int, v float32) { f.Resources[i].X = v })
	r.plane(len(f.Resources), exponent, func(i int, v float32) { f.Resources[i].Y = v })
	for i := range f.Resources {
		f.Resources[i].Amount = float32(r.u8())
	}
	for i := range f.Resources {
		f.Resources[i].Kind = genesis.FoodKind(r.u8())
	}
	if r.bad || len(r.b) > 0 {
		return nil, errPicture
	}
	return f, nil
}

// reader consumes values from the front of b. bad is set on malformed input.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return make([]byte, min(n, 8))
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 || v > most {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads the number of elements that each take at least one byte.
func (r *reader) count() int {
	n := r.number(uint64(len(r.b)))
	if n > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *reader) plane(n, exponent int, set func(int, float32)) {
	low, high := r.take(n), r.take(n)
	if r.bad {
		return
	}
	for i := range n {
		set(i, float32(math.Ldexp(float64(uint16(low[i])|uint16(high[i])<<8), exponent)))
	}
}
