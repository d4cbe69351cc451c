package exec

import (
	"slices"
	"sync"
)

// Constants of Go's allocator, which decide how slices grow (runtime/sizeclasses.go, runtime/msize.go).
const (
	pageSize      = 8 << 10
	largest       = 32 << 10 // largest size class
	headerSize    = 8        // of objects with pointers that are larger than withoutHeader
	withoutHeader = 512
)

// sizeClasses lists the sizes that Go's allocator rounds up to, found by asking Go itself.
var sizeClasses = sync.OnceValue(func() (classes []int) {
	for n := 1; n <= largest; {
		c := cap(append([]byte(nil), make([]byte, n)...))
		classes, n = append(classes, c), c+1
	}
	return classes
})

// grown is the capacity that Go gives a slice of capacity room that must hold need elements of size bytes
// (runtime.growslice). A program can observe the capacity, so it must be the same here; a test compares it with Go.
func grown(room, need, size int, pointers bool) int {
	if size == 0 {
		return need
	}
	n := room
	switch {
	case need > 2*room:
		n = need
	case room < 256:
		n = 2 * room
	default:
		for n < need {
			n += (n + 3*256) >> 2
		}
	}
	return rounded(n*size, pointers) / size
}

// rounded is the number of bytes that Go's allocator reserves for n.
func rounded(n int, pointers bool) int {
	header := 0
	if pointers && n > withoutHeader {
		header = headerSize
	}
	if n > largest-headerSize {
		return (n + pageSize - 1) / pageSize * pageSize
	}
	list := sizeClasses()
	class, _ := slices.BinarySearch(list, n+header)
	return list[class] - header
}
