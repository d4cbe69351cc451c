package ir

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the kind of a type. The kinds up to String are basic: their values take one word.
type Kind uint8

// Kinds of types. The types int and uint have the kinds Int64 and Uint64.
const (
	Float64 Kind = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	String
	Pointer
	Slice
	Array
	Struct
)

// Type is a type of the typed form. Named types are replaced by their definitions and structs are identified by their
// fields, so two types of a program are identical if and only if their pointers are equal.
type Type struct {
	Kind   Kind
	Name   string // in the printed Go: int, []T0, trait.Food
	Elem   *Type  // of pointers, slices and arrays
	Len    int    // of arrays
	Fields []Field
	Size   int // bytes that a value takes in Go
	Words  int // slots or words of memory that a value takes, by which fuel and bytes are charged
	Nests  int // depth of nested types
}

// Field is a field of a struct.
type Field struct {
	Name string
	Type *Type
}

// Basic reports whether a value is a number, a bool or a string.
func (t *Type) Basic() bool { return t.Kind <= String }

// Float reports whether t is a floating-point type.
func (t *Type) Float() bool { return t.Kind == Float64 || t.Kind == Float32 }

// Integer reports whether t is an integer type.
func (t *Type) Integer() bool { return t.Kind >= Int8 && t.Kind <= Uint64 }

// Unsigned reports whether t is an unsigned integer type.
func (t *Type) Unsigned() bool { return t.Kind >= Uint8 && t.Kind <= Uint64 }

// Composite reports whether t is a struct or an array.
func (t *Type) Composite() bool { return t.Kind >= Array }

// Pointers reports whether a value contains pointers that Go's collector follows. They influence how a slice of such
// values grows.
func (t *Type) Pointers() bool {
	return t.Holds(func(t *Type) bool { return t.Kind == String || t.Kind == Pointer || t.Kind == Slice })
}

// Holds reports whether the predicate is true of a value or of any element or field within it.
func (t *Type) Holds(is func(*Type) bool) bool {
	switch t.Kind {
	case Array:
		return t.Len > 0 && t.Elem.Holds(is)
	case Struct:
		return slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Type.Holds(is) })
	}
	return is(t)
}

// Types makes the types of one program and keeps each of them once.
type Types struct {
	byName  map[string]*Type
	structs map[string]*Type // by the types of their fields
	Defined []*Type          // structs in the order of their numbers
}

// NewTypes returns an empty set of types.
func NewTypes() *Types { return &Types{byName: map[string]*Type{}, structs: map[string]*Type{}} }

// basics maps the name of each basic type to its kind and size.
var basics = map[string]Type{
	"bool": {
		Kind: Bool, Size: 1,
	}, "string": {Kind: String, Size: 16}, "float32": {Kind: Float32, Size: 4}, "float64": {Kind: Float64, Size: 8},
	"int8": {
		Kind: Int8, Size: 1,
	}, "int16": {Kind: Int16, Size: 2}, "int32": {Kind: Int32, Size: 4}, "int64": {Kind: Int64, Size: 8},
	"int": {
		Kind: Int64, Size: 8,
	}, "uint8": {Kind: Uint8, Size: 1}, "uint16": {Kind: Uint16, Size: 2}, "uint32": {Kind: Uint32, Size: 4},
	"uint64": {Kind: Uint64, Size: 8}, "uint": {Kind: Uint64, Size: 8},
}

// Basic returns the basic type with the given name, or nil if there is none.
func (ts *Types) Basic(name string) *Type {
	if t := ts.byName[name]; t != nil {
		return t
	}
	t, ok := basics[name]
	if !ok {
		return nil
	}
	t.Name, t.Words = name, 1
	return ts.add(&t)
}

func (ts *Types) add(t *Type) *Type {
	if known := ts.byName[t.Name]; known != nil {
		return known
	}
	ts.byName[t.Name] = t
	return t
}

// Pointer returns *elem.
func (ts *Types) Pointer(elem *Type) *Type {
	return ts.add(&Type{Kind: Pointer, Name: "*" + elem.Name, Elem: elem, Size: 8, Words: 1, Nests: elem.Nests + 1})
}

// Slice returns []elem.
func (ts *Types) Slice(elem *Type) *Type {
	return ts.add(&Type{Kind: Slice, Name: "[]" + elem.Name, Elem: elem, Size: 24, Words: 3, Nests: elem.Nests + 1})
}

// Array returns [n]elem.
func (ts *Types) Array(n int, elem *Type) *Type {
	return ts.add(&Type{Kind: Array, Name: fmt.Sprintf("[%d]%s", n, elem.Name), Elem: elem, Len: n, Size: n * elem.Size,
		Words: n * elem.Words, Nests: elem.Nests + 1})
}

// Struct returns the struct with these field types. Its fields are named by their position: F0, F1 and so on. size is
// its size in Go.
func (ts *Types) Struct(fields []*Type, size int) *Type {
	var shape strings.Builder
	for _, f := range fields {
		shape.WriteString(f.Name + "; ")
	}
	if t := ts.structs[shape.String()]; t != nil {
		return t
	}
	t := &Type{Kind: Struct, Name: fmt.Sprintf("T%d", len(ts.Defined)), Size: size}
	for i, f := range fields {
		t.field(fmt.Sprintf("F%d", i), f)
	}
	ts.structs[shape.String()] = t
	ts.Defined = append(ts.Defined, t)
	return ts.add(t)
}

// API returns a struct of the trait API.
func (ts *Types) API(name string, names []string, fields []*Type, size int) *Type {
	t := &Type{Kind: Struct, Name: "trait." + name, Size: size}
	for i, f := range fields {
		t.field(names[i], f)
	}
	return ts.add(t)
}

func (t *Type) field(name string, f *Type) {
	t.Fields = append(t.Fields, Field{name, f})
	t.Words += f.Words
	t.Nests = max(t.Nests, f.Nests+1)
}
