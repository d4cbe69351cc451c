package genesis

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func frames() *rapid.Generator[Frame] {
	number := rapid.Float32()
	entity := rapid.Custom(func(t *rapid.T) FrameEntity {
		return FrameEntity{
			Serial: rapid.Uint64().Draw(t, "serial"),
			X:      number.Draw(t, "x"), Y: number.Draw(t, "y"), VX: number.Draw(t, "vx"), VY: number.Draw(t, "vy"),
			Energy: number.Draw(t, "energy"), Radius: number.Draw(t, "radius"), Type: rapid.Uint16().Draw(t, "type"),
			R: rapid.Byte().Draw(t, "r"), G: rapid.Byte().Draw(t, "g"), B: rapid.Byte().Draw(t, "b"),
			Dormant: rapid.Bool().Draw(t, "dormant"),
			Born:    rapid.Uint64().Draw(t, "born"), Generation: rapid.Uint32().Draw(t, "generation"),
		}
	})
	food := rapid.Custom(func(t *rapid.T) FrameResource {
		return FrameResource{
			number.Draw(t, "x"), number.Draw(t, "y"), number.Draw(t, "amount"), FoodKind(rapid.Byte().Draw(t, "kind")),
		}
	})
	event := rapid.Custom(func(t *rapid.T) FrameEvent {
		return FrameEvent{
			Kind: EventKind(rapid.Byte().Draw(t, "event")), Serial: rapid.Uint64().Draw(t, "who"),
			Other: rapid.Uint64().Draw(t, "other"), X: number.Draw(t, "x"), Y: number.Draw(t, "y"),
		}
	})
	names := rapid.SliceOfN(rapid.StringMatching(`[a-z_]{2,20}_v[0-9]`), 1, 4)
	return rapid.Custom(func(t *rapid.T) Frame {
		return Frame{
			Tick:      rapid.Uint64().Draw(t, "tick"),
			Entities:  rapid.SliceOfN(entity, 1, 20).Draw(t, "entities"),
			Resources: rapid.SliceOfN(food, 1, 20).Draw(t, "resources"),
			Types:     rapid.SliceOfN(names, 1, 5).Draw(t, "types"),
			Events:    rapid.SliceOfN(event, 1, 5).Draw(t, "events"),
		}
	})
}

func TestFrameRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := frames().Draw(t, "frame")
		data, err := want.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		var got Frame
		if err := got.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		if err := got.UnmarshalBinary(data[:cut]); err != ErrFrame {
			t.Fatalf("a frame cut to %d of %d bytes was read: %v", cut, len(data), err)
		}
	})
}

func FuzzFrame(f *testing.F) {
	small := Frame{Tick: 7, Entities: []FrameEntity{{Serial: 1}}, Resources: []FrameResource{{1, 2, 3, FoodCarrion}},
		Types: [][]string{{"graze_v1"}}}
	data, err := small.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(frameMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		var frame Frame
		if err := frame.UnmarshalBinary(data); err != nil && err != ErrFrame {
			t.Fatal(err)
		}
	})
}
