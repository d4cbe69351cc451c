package film

import (
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// scene is a world whose molbots move, are born and die, sampled once a second.
func scene(tick uint64, molbots, food int) *genesis.Frame {
	f := &genesis.Frame{Tick: tick, Types: [][]string{{"graze_v1", "wander_v1"}, {"seek_v2"}}}
	for i := range molbots {
		walk := rand.New(rand.NewPCG(uint64(i), tick/Every))
		f.Entities = append(f.Entities, genesis.FrameEntity{
			Serial: uint64(1000 + 3*i), X: float32(walk.Float64() * 2000), Y: float32(walk.Float64() * 1500),
			Energy: float32(walk.IntN(100)), Radius: 5 + float32(i%8)/4, Type: uint16(i % 2),
			R: byte(i), G: byte(2 * i), B: byte(3 * i), Born: uint64(i * 10), Generation: uint32(i % 40),
		})
	}
	for i := range food {
		place := rand.New(rand.NewPCG(uint64(i), tick/600))
		f.Resources = append(f.Resources, genesis.FrameResource{
			X: float32(place.Float64() * 2000), Y: float32(place.Float64() * 1500), Amount: float32(i % 50),
			Kind: genesis.FoodKind(i % 3),
		})
	}
	return f
}

func film(t *testing.T, dir string, limit int64) *Film {
	t.Helper()
	f, err := Open(dir, limit, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func add(t *testing.T, f *Film, from, to uint64, molbots int) {
	t.Helper()
	for tick := from; tick <= to; tick += Every {
		if err := f.Add(scene(tick, molbots, 4)); err != nil {
			t.Fatal(err)
		}
	}
}

func ticks(t *testing.T, f *Film, from uint64, count int, step uint64) (got []uint64) {
	t.Helper()
	pictures, err := f.Pictures(from, count, step)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		frame, err := ReadPicture(p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, frame.Tick)
	}
	return got
}

func TestPicture(t *testing.T) {
	for _, f := range []*genesis.Frame{scene(90300, 500, 300), scene(0, 0, 0), {Tick: 7}} {
		picture := AppendPicture(nil, f)
		got, err := ReadPicture(picture)
		if err != nil {
			t.Fatal(err)
		}
		if got.Tick != f.Tick || len(got.Entities) != len(f.Entities) || len(got.Resources) != len(f.Resources) ||
			len(f.Types) > 0 && !reflect.DeepEqual(got.Types, f.Types) {
			t.Fatalf("%d molbots, %d food, %v", len(got.Entities), len(got.Resources), got.Types)
		}
		for i, e := range f.Entities {
			g := got.Entities[i]
			if max(g.X-e.X, e.X-g.X, g.Y-e.Y, e.Y-g.Y) > 0.3 {
				t.Fatalf("molbot at %g,%g, want %g,%g", g.X, g.Y, e.X, e.Y)
			}
			if g.X, g.Y = e.X, e.Y; g != e {
				t.Fatalf("%+v, want %+v", g, e)
			}
		}
		if again := AppendPicture(nil, got); len(again) != len(picture) {
			t.Errorf("the picture of a picture has %d bytes, not %d", len(again), len(picture))
		}
	}
}

// FuzzPicture: any bytes are either a picture or an error.
func FuzzPicture(f *testing.F) {
	f.Add(AppendPicture(nil, scene(60, 3, 2)))
	f.Add([]byte("nothing of the kind"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 8 {
			return
		}
		if frame, err := ReadPicture(b); err == nil && frame.Tick != tickOf(b) {
			t.Errorf("tick %d", frame.Tick)
		}
	})
}

func TestPictures(t *testing.T) {
	dir := t.TempDir()
	f := film(t, dir, 1<<30)
	if got := ticks(t, f, 100, 5, 60); got != nil {
		t.Errorf("an empty film shows %v", got)
	}
	add(t, f, 600, 600+60*99, 5) // one block of 60 pictures, and 40 pending ones
	for _, test := range []struct {
		from  uint64
		count int
		step  uint64
		want  []uint64
	}{
		{0, 2, 1, []uint64{600, 660}},             // before the film
		{659, 2, 60, []uint64{600, 660}},          // between two pictures
		{660, 3, 60, []uint64{660, 720, 780}},     // exactly on one
		{600, 3, 1800, []uint64{600, 2400, 4200}}, // far apart, past the end of the block
		{600, 3, 1799, []uint64{600, 2400, 4200}}, // not a multiple of the interval
		{99999, 5, 60, []uint64{6540}},            // after the film
		{6480, 9, 60, []uint64{6480, 6540}},       // the end of the film
		{4140, 3, 60, []uint64{4140, 4200, 4260}}, // across the end of the block
		{600, 2, 1 << 62, []uint64{600}},          // a step larger than the film
	} {
		if got := ticks(t, f, test.from, test.count, test.step); !reflect.DeepEqual(got, test.want) {
			t.Errorf("from %d, %d with step %d: %v, want %v", test.from, test.count, test.step, got, test.want)
		}
	}
	if got := ticks(t, f, 0, 1<<30, 1); len(got) != 100 {
		t.Errorf("all of it is %d pictures", len(got))
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	if e := film(t, dir, 1<<30).Extent(); e.From != 600 || e.To != 6540 || e.Pictures != 100 || e.Bytes == 0 {
		t.Errorf("opened again: %+v", e)
	}
}

// TestGoingBack: after the world went back to a tick, later pictures belong to a new future.
func TestGoingBack(t *testing.T) {
	for _, back := range []uint64{0, 60, 100, 3600, 3660, 60 * 700, 60 * 999} {
		f := film(t, t.TempDir(), 1<<30)
		add(t, f, 0, 60*1000, 3)
		add(t, f, back, back+600, 3)
		got := ticks(t, f, 0, 1<<20, 1)
		if back > 60*maxPictures {
			got = ticks(t, f, back-600, 1<<20, 1)
		}
		for i := 1; i < len(got); i++ {
			if got[i] <= got[i-1] {
				t.Fatalf("back to %d: %v", back, got)
			}
		}
		if last := got[len(got)-1]; last != back+600 {
			t.Errorf("back to %d: the film ends at %d", back, last)
		}
	}
}

func TestDamagedEnd(t *testing.T) {
	dir := t.TempDir()
	f := film(t, dir, 1<<30)
	add(t, f, 0, 60*119, 5)
	names, err := filesIn(dir)
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	path := filepath.Join(dir, names[0])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := len(whole) - 1; cut > 0; cut -= 97 {
		if err := os.WriteFile(path, whole[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		again := film(t, dir, 1<<30)
		want := 60
		if int64(cut) < f.files[0].blocks[1].at-headBytes {
			want = 0
		}
		if got := again.Extent().Pictures; got != want {
			t.Fatalf("cut at %d of %d: %d pictures, want %d", cut, len(whole), got, want)
		}
		if want == 0 {
			break // the file is gone
		}
		add(t, again, 60*60, 60*130, 5) // the world continues
	}
}

// TestBounds: old pictures are thinned, and the oldest are deleted at the limit.
func TestBounds(t *testing.T) {
	f := film(t, t.TempDir(), 1<<30)
	add(t, f, 0, 60*599, 3)
	add(t, f, day+100_000, day+100_000+60*59, 3)
	if e := f.Extent(); e.Pictures != 60+60 || e.From != 0 {
		t.Errorf("after a day: %+v", e)
	}
	add(t, f, week+200_000, week+200_000+60*59, 3)
	if got := f.files[0].pictures(); got != 10 {
		t.Errorf("after a week the first hour has %d pictures", got)
	}
	small := film(t, t.TempDir(), 150_000)
	add(t, small, 0, 60*6000, 20)
	if e := small.Extent(); e.Bytes > 150_000 || e.From == 0 || e.To != 60*6000 {
		t.Errorf("with a limit of 150 kB: %+v", e)
	}
}

// TestHalfThinned: a crash between writing the thinned file and removing the old one leaves both.
func TestHalfThinned(t *testing.T) {
	dir := t.TempDir()
	f := film(t, dir, 1<<30)
	add(t, f, 0, 60*59, 3)
	old, err := os.ReadFile(f.files[0].path)
	if err != nil {
		t.Fatal(err)
	}
	path := f.files[0].path
	add(t, f, day+100_000, day+100_000+60*59, 3)
	if err := os.WriteFile(path, old, 0o644); err != nil {
		t.Fatal(err)
	}
	if e := film(t, dir, 1<<30).Extent(); e.Pictures != 6+60 {
		t.Errorf("%+v", e)
	}
}

func TestPack(t *testing.T) {
	f := film(t, t.TempDir(), 1<<30)
	add(t, f, 0, 600, 30)
	pictures, err := f.Pictures(0, 5, 60)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Pack(pictures)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Unpack(packed); err != nil || !reflect.DeepEqual(again, pictures) {
		t.Errorf("unpacked %d, %v", len(again), err)
	}
	for _, bad := range [][]byte{[]byte("short"), packed[:len(packed)-3], make([]byte, 100)} {
		if _, err := Unpack(bad); err == nil {
			t.Errorf("unpacked %q", bad)
		}
	}
}

// BenchmarkPicture reports the size on disk of a picture of 500 molbots and 300 pieces of food.
func BenchmarkPicture(b *testing.B) {
	var pictures [][]byte
	for i := range uint64(60) {
		pictures = append(pictures, AppendPicture(nil, scene(i*Every, 500, 300)))
	}
	packed, err := Pack(pictures)
	if err != nil {
		b.Fatal(err)
	}
	f := scene(60, 500, 300)
	for b.Loop() {
		AppendPicture(nil, f)
	}
	b.ReportMetric(float64(len(packed))/60, "bytes/picture")
}
