package activities

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
)

// TestCellGoesOn: an interrupted cell is saved and continues to the result of an uninterrupted one; a save that cannot
// be read is ignored.
func TestCellGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	stores := NewStores("redis://" + miniredis.RunT(t).Addr() + "/0")
	defer stores.Close()
	x := NewExperiments(stores)
	x.pause = 0
	store, err := x.store()
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.Parse([]byte("name: one\nseeds: 1\nworlds: starving\narms: none\ncycles: 3\nlife_ticks: 300\n"))
	if err != nil {
		t.Fatal(err)
	}
	in := genesis.CellInput{Experiment: e, Key: "k"}
	if err := store.SaveLife(t.Context(), "one", "k", 0, []byte("of another version")); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { // interrupt it once its first cycle is saved
		for ctx.Err() == nil {
			if data, err := store.Life(ctx, "one", "k", 0); err == nil && len(data) > 100 {
				stop()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if err := x.Cell(ctx, in); err == nil {
		t.Fatal("the cell was not broken off")
	}
	if data, err := store.Life(t.Context(), "one", "k", 0); err != nil || len(data) < 100 {
		t.Fatalf("nothing is saved of it: %d bytes, %v", len(data), err)
	}
	if err := x.Cell(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	data, err := store.Result(t.Context(), "one", "k", 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := experiment.Unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	want, err := experiment.Live(t.Context(), e, e.Cells()[0], nil, nil)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-whole +broken off):\n%s", err, diff)
	}
	if left, err := store.Life(t.Context(), "one", "k", 0); err != nil || left != nil {
		t.Errorf("%d bytes are left of the saved life, %v", len(left), err)
	}
}
