package host

import (
	"encoding/json"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
)

func (r *rig) film(count int, from float64, step string) FilmAnswer {
	r.t.Helper()
	reply := r.do(genesis.Command{Kind: genesis.CmdFilm, Count: count, Value: from, Param: step})
	var a FilmAnswer
	if err := json.Unmarshal(reply.Data, &a); err != nil {
		r.t.Fatal(err)
	}
	return a
}

// TestTheWorldIsFilmed: the past can be looked at, also after a restart, and nobody need watch the world for that.
func TestTheWorldIsFilmed(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "GENESIS_TICK_RATE_MS=4")
	r.await("some pictures", func() bool { return r.film(0, 0, "").Pictures >= 5 })
	a := r.film(60, 0, "60")
	pictures, err := film.Unpack(a.Packed)
	if err != nil || len(pictures) < 5 {
		t.Fatalf("%d pictures, %v", len(pictures), err)
	}
	last := uint64(0)
	for i, p := range pictures {
		f, err := film.ReadPicture(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Entities) == 0 || len(f.Resources) == 0 || i > 0 && f.Tick < last+film.Every {
			t.Errorf("picture %d of tick %d after %d has %d molbots and %d food", i, f.Tick, last, len(f.Entities),
				len(f.Resources))
		}
		last = f.Tick
	}
	if far, err := film.Unpack(r.film(60, 0, "240").Packed); err != nil || len(far) >= len(pictures) {
		t.Errorf("with wider steps %d pictures of %d, %v", len(far), len(pictures), err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir, "GENESIS_TICK_RATE_MS=4")
	again.await("the film goes on", func() bool { return again.film(0, 0, "").Pictures > a.Pictures })
	if e := again.film(0, 0, ""); e.From != a.From {
		t.Errorf("the film begins at %d, not %d any more", e.From, a.From)
	}
	if err := again.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestAWorldThatIsNotFilmed(t *testing.T) {
	r := start(t, t.TempDir(), "GENESIS_FILM_MB=0")
	_, err := r.store.SendCommand(t.Context(), genesis.Command{Kind: genesis.CmdFilm})
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("asked for a film: %v", err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestBadQuestionsForTheFilm(t *testing.T) {
	r := start(t, t.TempDir())
	for _, q := range []genesis.Command{
		{Kind: genesis.CmdFilm, Count: 1, Param: "often"}, {Kind: genesis.CmdFilm, Count: 1, Param: "-1"},
		{Kind: genesis.CmdFilm, Count: 1, Param: "60", Value: -1}, {Kind: genesis.CmdFilm, Count: 1},
	} {
		if _, err := r.store.SendCommand(t.Context(), q); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
