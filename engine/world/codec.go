package world

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// ErrShort is returned for encoded state that ends too early or contains an impossible length.
var ErrShort = errors.New("the data is cut off")

// Codec encodes or decodes state, little-endian. The same visit function does both, so the two directions can't differ.
type Codec struct {
	Buf     []byte
	Reading bool
	Err     error
}

// maxLength limits the lengths in encoded data, so that corrupt data can't exhaust the memory.
const maxLength = 1 << 26

func (c *Codec) take(n int) []byte {
	if c.Err != nil || len(c.Buf) < n {
		c.Err = ErrShort
		return make([]byte, n)
	}
	head := c.Buf[:n]
	c.Buf = c.Buf[n:]
	return head
}

// Uint64 visits a number.
func (c *Codec) Uint64(v *uint64) {
	if c.Reading {
		*v = binary.LittleEndian.Uint64(c.take(8))
		return
	}
	c.Buf = binary.LittleEndian.AppendUint64(c.Buf, *v)
}

// Uint32 visits a number.
func (c *Codec) Uint32(v *uint32) {
	if c.Reading {
		*v = binary.LittleEndian.Uint32(c.take(4))
		return
	}
	c.Buf = binary.LittleEndian.AppendUint32(c.Buf, *v)
}

// Byte visits a byte.
func (c *Codec) Byte(v *byte) {
	if c.Reading {
		*v = c.take(1)[0]
		return
	}
	c.Buf = append(c.Buf, *v)
}

// Bool visits a truth value.
func (c *Codec) Bool(v *bool) {
	var b byte
	if *v {
		b = 1
	}
	c.Byte(&b)
	*v = b == 1
}

// Float visits a number.
func (c *Codec) Float(v *float64) {
	bits := math.Float64bits(*v)
	c.Uint64(&bits)
	*v = math.Float64frombits(bits)
}

// Int visits a whole number.
func (c *Codec) Int(v *int) {
	bits := uint64(*v)
	c.Uint64(&bits)
	*v = int(bits)
}

// Int64 visits a whole number.
func (c *Codec) Int64(v *int64) {
	bits := uint64(*v)
	c.Uint64(&bits)
	*v = int64(bits)
}

// Int32 visits a whole number.
func (c *Codec) Int32(v *int32) {
	bits := uint32(*v)
	c.Uint32(&bits)
	*v = int32(bits)
}

// Text visits a string.
func (c *Codec) Text(v *string) {
	n := c.length(len(*v))
	if c.Reading {
		*v = string(c.take(n))
		return
	}
	c.Buf = append(c.Buf, *v...)
}

func (c *Codec) length(n int) int {
	v := uint32(n)
	c.Uint32(&v)
	if v > maxLength || c.Reading && int(v) > len(c.Buf) {
		c.Err = ErrShort
		return 0
	}
	return int(v)
}

// Slice visits a slice, calling element for each element.
func Slice[T any](c *Codec, s *[]T, element func(*Codec, *T)) {
	n := c.length(len(*s))
	if c.Reading {
		*s = make([]T, n)
	}
	for i := range *s {
		element(c, &(*s)[i])
	}
}

// Visit encodes or decodes the state of a world. Call Restored after decoding.
func (w *World) Visit(c *Codec) {
	w.P.each(func(_ string, v *float64) { c.Float(v) })
	c.Uint64(&w.Seed)
	c.Uint64(&w.Tick)
	c.Uint64(&w.NextSerial)
	c.Int32(&w.Cursor)
	c.Float(&w.FoodDue)
	w.Bots.visit(c)
	w.Food.visit(c)
	w.Land.visit(c)
	w.Sky.Front.visit(c)
	w.Sky.Storm.visit(c)
	w.Scent.visit(c)
	for i := range Lasting {
		c.Float(&w.Ledger.Sums[i])
	}
	w.Heredity.visit(c)
	w.Period.visit(c)
}

// Size is an estimate of the bytes that Visit writes, on the high side.
func (w *World) Size() int {
	const molbot, memory, item, rest = 320, 64, 48, 1 << 16
	size := rest + len(w.Bots.Serial)*molbot + w.Food.Count()*item
	for t := range w.Bots.TraitMemory {
		size += len(w.Bots.TraitMemory[t]) * memory
	}
	for channel, field := range w.Scent.Fields {
		if w.Scent.Active[channel] {
			size += 8 * len(field)
		}
	}
	return size
}

// Restored computes everything that is derived from a decoded state. It returns ErrShort if the parts of the state are
// inconsistent.
func (w *World) Restored() error {
	n := len(w.Bots.Serial)
	for _, length := range []int{len(w.Bots.X), len(w.Bots.Genes), len(w.Bots.Dormant), len(w.Bots.Traits),
		len(w.Bots.Turn),
		len(w.Bots.Taken), len(w.Bots.Paid), len(w.Bots.Bitten), len(w.Bots.Parent)} {
		if length != n {
			return ErrShort
		}
	}
	for k := range w.Heredity.Assignments {
		if !w.Heredity.Assignments[k].BirthCohort.fit(n) {
			return ErrShort
		}
	}
	if len(w.Food.Rots) != len(w.Food.X) || !(w.P.Width > 0) || !(w.P.Height > 0) {
		return ErrShort
	}
	fields := w.Scent.Fields
	w.derive()
	for channel, field := range fields {
		if !w.Scent.Active[channel] {
			continue
		}
		if len(field) != len(w.Scent.Fields[channel]) {
			return ErrShort
		}
		w.Scent.Fields[channel] = field
	}
	return nil
}

func (b *Bots) visit(c *Codec) {
	Uint64s(c, &b.Serial)
	Slice(c, &b.Turn, (*Codec).Uint32)
	for _, field := range []*[]float64{&b.X, &b.Y, &b.VX, &b.VY, &b.Heading, &b.Energy, &b.MarkX, &b.MarkY, &b.Taken,
		&b.Paid} {
		Floats(c, field)
	}
	for _, field := range []*[]uint64{
		&b.Born, &b.Meal, &b.Bred, &b.Parent, &b.Mate, &b.Traits, &b.Off, &b.Treated, &b.Control,
	} {
		Uint64s(c, field)
	}
	Slice(c, &b.Generation, (*Codec).Uint32)
	Slice(c, &b.Children, (*Codec).Uint32)
	Slice(c, &b.Genes, func(c *Codec, g *Genome) { floats(c, g[:]) })
	Slice(c, &b.Marked, (*Codec).Bool)
	Slice(c, &b.Dormant, (*Codec).Bool)
	Slice(c, &b.Free, (*Codec).Int32)
	for t := range b.TraitMemory {
		loaded := b.TraitMemory[t] != nil
		c.Bool(&loaded)
		if loaded {
			Slice(c, &b.TraitMemory[t], func(c *Codec, m *Memory) { floats(c, m[:]) })
		}
	}
}

// VisitUnhashed visits the state that the hash of a world excludes: fields that were added after journals had recorded
// hashes. A difference in such a field changes the hash as soon as a trait acts on it.
func (w *World) VisitUnhashed(c *Codec) { Uint64s(c, &w.Bots.Bitten) }

// LackUnhashed replaces VisitUnhashed for a checkpoint that is older than that state. Nobody has been bitten then.
func (w *World) LackUnhashed() { w.Bots.Bitten = slices.Clone(w.Bots.Born) }

func floats(c *Codec, values []float64) {
	if c.Reading {
		b := c.take(8 * len(values))
		for i := range values {
			values[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		return
	}
	for _, v := range values {
		c.Buf = binary.LittleEndian.AppendUint64(c.Buf, math.Float64bits(v))
	}
}

// Floats visits a slice of numbers.
func Floats(c *Codec, s *[]float64) {
	n := c.length(len(*s))
	if c.Reading {
		*s = make([]float64, n)
	}
	floats(c, *s)
}

// Uint64s visits a slice of numbers.
func Uint64s(c *Codec, s *[]uint64) {
	n := c.length(len(*s))
	if !c.Reading {
		for _, v := range *s {
			c.Buf = binary.LittleEndian.AppendUint64(c.Buf, v)
		}
		return
	}
	*s = make([]uint64, n)
	b := c.take(8 * n)
	for i := range *s {
		(*s)[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
}

func (f *Food) visit(c *Codec) {
	Floats(c, &f.X)
	Floats(c, &f.Y)
	Floats(c, &f.Energy)
	Slice(c, &f.Kind, visitKind)
	Uint64s(c, &f.Born)
	Uint64s(c, &f.Rots)
}

func visitKind(c *Codec, k *FoodKind) {
	c.Byte((*byte)(k))
	if *k >= FoodKinds {
		*k, c.Err = Leaf, ErrShort
	}
}

func (l *Land) visit(c *Codec) {
	c.Uint64(&l.Seed)
	Slice(c, &l.Patches, func(c *Codec, p *Patch) {
		c.Float(&p.X)
		c.Float(&p.Y)
		visitKind(c, &p.Kind)
		c.Uint64(&p.Until)
	})
}

func (f *Front) visit(c *Codec) {
	c.Uint64(&f.From)
	c.Uint64(&f.Stretch)
	c.Float(&f.Supply)
	c.Float(&f.Heat)
}

func (s *Storm) visit(c *Codec) {
	c.Uint64(&s.From)
	c.Uint64(&s.Stretch)
	c.Float(&s.X)
	c.Float(&s.Y)
	c.Float(&s.Course)
}

func (s *Scent) visit(c *Codec) {
	for i := range s.Fields {
		c.Bool(&s.Active[i])
		if s.Active[i] {
			Floats(c, &s.Fields[i])
		}
	}
}

func (h *Heredity) visit(c *Codec) {
	c.Uint64(&h.Ancestral)
	c.Uint64(&h.Heritable)
	c.Uint64(&h.Replaced)
	Slice(c, &h.Kits, (*Codec).Uint64)
	Slice(c, &h.Assignments, func(c *Codec, assignment *Assignment) {
		c.Int(&assignment.Trait)
		c.Float(&assignment.Adoption)
		c.Int(&assignment.Replaces)
		VisitCohort(c, &assignment.Treated)
		VisitCohort(c, &assignment.Control)
		assignment.BirthCohort.visit(c)
		if assignment.Trait < 0 || assignment.Trait >= MaxTraits || assignment.Replaces >= MaxTraits {
			c.Err = ErrShort
		}
	})
}

// VisitCohort encodes or decodes a cohort.
func VisitCohort(c *Codec, v *genesis.Cohort) {
	c.Int(&v.Members)
	c.Int(&v.Alive)
	c.Int64(&v.MolbotTime)
	c.Float(&v.Intake)
	c.Float(&v.Spent)
	c.Int(&v.Births)
	c.Int(&v.Deaths)
	c.Int(&v.Starved)
}

func (p *Period) visit(c *Codec) {
	c.Int64(&p.Births)
	for i := range p.Deaths {
		c.Int64(&p.Deaths[i])
	}
	for _, v := range []*int64{&p.BotTicks, &p.FuelSpent, &p.Carried, &p.Collisions, &p.Attacks, &p.Gifts} {
		c.Int64(v)
	}
	c.Float(&p.Intake)
	c.Float(&p.Spent)
	c.Uint64(&p.Began)
	for i := range p.Traits {
		p.Traits[i].visit(c)
	}
}

// Hash is a fast hash of encoded state. It is not cryptographic.
func Hash(state []byte) uint64 {
	h := mix(uint64(len(state)))
	for len(state) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(state)) * golden
		h ^= h >> 29
		state = state[8:]
	}
	for _, b := range state {
		h = (h ^ uint64(b)) * golden
	}
	return mix(h)
}
