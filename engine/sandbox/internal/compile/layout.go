package compile

import "go/types"

// kind is the kind of a leaf: a value that takes one slot. Floats of 64 bits live in slots of their own, everything else
// in words: integers widened to 64 bits, float32 as its bits, bools as 0 and 1, strings as offset and length of bytes,
// pointers as addresses of words.
type kind uint8

const (
	kindFloat64 kind = iota
	kindBool
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindFloat32
	kindString
	kindAddress
)

// layout is how a type is laid out. In slots, the leaves of a value are split into floats and words; in memory they follow
// each other, a word each.
type layout struct {
	leaves   []kind
	floats   int
	words    int
	elem     *layout // of arrays, slices and pointers
	length   int     // of arrays
	fields   []field
	slice    bool
	pointers bool // for the collector, if this were Go memory
	size     int  // bytes, if this were Go memory
}

// field is a part of a struct.
type field struct {
	*layout
	float, word int // slots before it
	leaf        int // leaves before it
}

// maxLeaves bounds a value: lower bounds it to 4 KiB.
const maxLeaves = 4 << 10

var sizes = types.SizesFor("gc", "amd64")

var basicKinds = map[types.BasicKind]kind{
	types.Float64: kindFloat64, types.Bool: kindBool, types.Int8: kindInt8, types.Int16: kindInt16,
	types.Int32: kindInt32, types.Int64: kindInt64, types.Int: kindInt64, types.Uint8: kindUint8,
	types.Uint16: kindUint16, types.Uint32: kindUint32, types.Uint64: kindUint64, types.Uint: kindUint64,
	types.Float32: kindFloat32, types.String: kindString,
	types.UntypedBool: kindBool, types.UntypedInt: kindInt64, types.UntypedFloat: kindFloat64, types.UntypedString: kindString,
}

// layout returns the layout of t, which is made once.
func (b *builder) layout(t types.Type) *layout {
	if l := b.layouts[t]; l != nil {
		return l
	}
	l := &layout{}
	b.layouts[t] = l
	if basic, ok := t.Underlying().(*types.Basic); !ok || basic.Info()&types.IsUntyped == 0 {
		l.size = int(sizes.Sizeof(t))
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		k, ok := basicKinds[u.Kind()]
		if !ok {
			refuse("type %s is unknown", t)
		}
		l.add(k)
		l.pointers = k == kindString
	case *types.Pointer:
		l.elem, l.pointers = b.layout(u.Elem()), true
		l.add(kindAddress)
	case *types.Slice:
		l.elem, l.slice, l.pointers = b.layout(u.Elem()), true, true
		l.add(kindAddress, kindInt64, kindInt64)
	case *types.Array:
		l.elem, l.length = b.layout(u.Elem()), int(u.Len())
		l.pointers = l.elem.pointers && l.length > 0
		for range l.length {
			l.add(l.elem.leaves...)
		}
	case *types.Struct:
		for v := range u.Fields() {
			f := field{b.layout(v.Type()), l.floats, l.words, len(l.leaves)}
			l.fields = append(l.fields, f)
			l.pointers = l.pointers || f.pointers
			l.add(f.leaves...)
		}
	default:
		refuse("type %s is unknown", t)
	}
	return l
}

func (l *layout) add(kinds ...kind) {
	if len(l.leaves)+len(kinds) > maxLeaves {
		refuse("a value is too large")
	}
	l.leaves = append(l.leaves, kinds...)
	for _, k := range kinds {
		if k == kindFloat64 {
			l.floats++
		} else {
			l.words++
		}
	}
}

// kind is the kind of a value that is one leaf.
func (l *layout) kind() kind {
	if len(l.leaves) != 1 || l.length > 0 || len(l.fields) > 0 {
		refuse("a basic value is needed")
	}
	return l.leaves[0]
}
