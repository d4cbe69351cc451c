package exec

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestCapacityIsGos(t *testing.T) {
	type wide [3]float64
	floats, wides, pointers := []float64(nil), []wide(nil), []*int(nil)
	for n := range 3000 {
		for _, c := range []struct {
			size     int
			pointers bool
			from, to int
		}{
			{8, false, cap(floats), grownCap(floats, n)},
			{24, false, cap(wides), grownCap(wides, n)},
			{8, true, cap(pointers), grownCap(pointers, n)},
		} {
			if n < c.from {
				continue
			}
			if got := grown(c.from, n+1, c.size, c.pointers); got != c.to {
				t.Fatalf("%d elements of %d bytes grow from %d to %d, want %d", n, c.size, c.from, got, c.to)
			}
		}
		floats, wides, pointers = append(floats, 0), append(wides, wide{}), append(pointers, nil)
	}
}

// grownCap returns the capacity after an append to n elements. It appends through reflect, on the heap, as the
// interpreter does.
func grownCap[T any](list []T, n int) int {
	v := reflect.Append(reflect.ValueOf(list), reflect.ValueOf(*new(T)))
	if v.Len() != n+1 {
		panic("the list has another length")
	}
	return v.Cap()
}

// TestCapacityOfAnyGrowth compares the growth from random lengths by random amounts, for elements of various sizes.
func TestCapacityOfAnyGrowth(t *testing.T) {
	type three [3]byte
	type mixed struct {
		_ *int
		_ [9]int16
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		room, more := r.IntN(1<<r.IntN(13)), 1+r.IntN(1<<r.IntN(12))
		for name, c := range map[string]struct {
			want, size int
			pointers   bool
		}{
			"bytes": {cap(appended[byte](room, more)), 1, false}, "three": {cap(appended[three](room, more)), 3, false},
			"words": {cap(appended[int64](room, more)), 8, false}, "texts": {cap(appended[string](room, more)), 16, true},
			"pointers": {cap(appended[*int](room, more)), 8, true}, "mixed": {cap(appended[mixed](room, more)), 32, true},
		} {
			if got := grown(room, room+more, c.size, c.pointers); got != c.want {
				t.Fatalf("%s: %d elements and %d more: %d, want %d", name, room, more, got, c.want)
			}
		}
	}
}

func appended[T any](room, more int) []T {
	list := reflect.MakeSlice(reflect.TypeFor[[]T](), room, room)
	return reflect.AppendSlice(list, reflect.MakeSlice(reflect.TypeFor[[]T](), more, more)).Interface().([]T)
}

func TestRemainderOfPowers(t *testing.T) {
	var d, x words
	one := lanes{3}
	for c := int64(1); c <= 64; c *= 2 {
		signed, unsigned := remainder[int8](&d, &x, c), remainder[uint8](&d, &x, c)
		for x[3] = -128; x[3] < 128; x[3]++ {
			if signed(one); d[3] != int64(int8(x[3])%int8(c)) {
				t.Fatalf("%d %% %d = %d", x[3], c, d[3])
			}
		}
		for x[3] = 0; x[3] < 256; x[3]++ {
			if unsigned(one); d[3] != int64(uint8(x[3])%uint8(c)) {
				t.Fatalf("%d %% %d = %d", x[3], c, d[3])
			}
		}
	}
}
