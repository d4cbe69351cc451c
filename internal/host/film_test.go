package host

import (
	"encoding/json"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func (r *rig) film(count, from, step int) command.Pictures {
	r.t.Helper()
	a, ok := r.do(command.Film{Count: count, From: from, Step: step}).Data.(command.Pictures)
	if !ok {
		r.t.Fatal("the engine does not answer with pictures")
	}
	return a
}

// TestTheWorldIsFilmed: the past can be viewed, also after a restart, even if nobody was watching when it happened.
func TestTheWorldIsFilmed(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "GENESIS_TICK_RATE_MS=4")
	r.await("some pictures", func() bool { return r.film(0, 0, 0).Pictures >= 5 })
	a := r.film(60, 0, 60)
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
	if far, err := film.Unpack(r.film(60, 0, 240).Packed); err != nil || len(far) >= len(pictures) {
		t.Errorf("with wider steps %d pictures of %d, %v", len(far), len(pictures), err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir, "GENESIS_TICK_RATE_MS=4")
	again.await("the film goes on", func() bool { return again.film(0, 0, 0).Pictures > a.Pictures })
	if e := again.film(0, 0, 0); e.From != a.From {
		t.Errorf("the film begins at %d, not %d any more", e.From, a.From)
	}
	if err := again.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestAWorldThatIsNotFilmed(t *testing.T) {
	r := start(t, t.TempDir(), "GENESIS_FILM_MB=0")
	_, err := r.store.SendCommand(t.Context(), command.Command{Payload: command.Film{}})
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("asked for a film: %v", err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestBadQuestionsForTheFilm(t *testing.T) {
	r := start(t, t.TempDir())
	var often command.Command
	if err := json.Unmarshal([]byte(`{"kind":"film","count":1,"param":"often"}`), &often); err != nil {
		t.Fatal(err)
	}
	for _, q := range []command.Payload{
		often.Payload, command.Film{Count: 1, Step: -1},
		command.Film{Count: 1, Step: 60, From: -1}, command.Film{Count: 1},
	} {
		_, err := r.store.SendCommand(t.Context(), command.Command{Payload: q})
		if genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
