package gateway

import (
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func TestFilm(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	extent := command.FilmExtent{From: 600, To: 6600, Pictures: 100, Bytes: 9000, Every: 60}
	var pictures [][]byte
	for _, f := range []*genesis.Frame{
		{Tick: 600, Types: [][]string{{"graze_v1"}}, Entities: []genesis.FrameEntity{{Serial: 7, X: 100, Y: 50, Energy: 80}}},
		{Tick: 660, Types: [][]string{{"graze_v1"}}, Resources: []genesis.FrameResource{{X: 5, Y: 6, Amount: 7}}},
		{Tick: 720, Types: [][]string{{"graze_v1"}, {"seek_v2"}}},
	} {
		pictures = append(pictures, film.AppendPicture(nil, f))
	}
	packed, err := film.Pack(pictures)
	must(t, err)
	seen := h.engine(func(c command.Command) command.Reply {
		if c.Payload == (command.Film{}) {
			return answering(extent)(c)
		}
		return answering(map[string][]byte{"packed": packed})(c)
	})
	var got command.FilmExtent
	h.get("/api/world/film", &got)
	same(t, got, extent)
	r := h.call("GET", "/api/world/film/pictures?from=601&count=3&step=120", "")
	same(t, []any{r.StatusCode, r.Header.Get("Content-Type")}, []any{200, mimeFilm})
	same(t, seen()[1].Payload, command.Payload(command.Film{From: 601, Count: 3, Step: 120}))
	var kinds []byte
	var ticks []uint64
	for body := r.body; len(body) > 0; {
		kind, size := body[0], binary.LittleEndian.Uint32(body[1:])
		message := body[5 : 5+size]
		body = body[5+size:]
		kinds = append(kinds, kind)
		if kind == partText {
			var table struct{ Types [][]string }
			must(t, json.Unmarshal(message, &table))
			continue
		}
		ticks = append(ticks, binary.LittleEndian.Uint64(message[8:]))
	}
	same(t, kinds, []byte{partText, partBinary, partBinary, partText, partBinary})
	same(t, ticks, []uint64{600, 660, 720})
	for _, bad := range []string{"from=-1", "from=x", "count=0", "count=61", "step=0", "step=1.5", "until=3"} {
		same(t, h.call("GET", "/api/world/film/pictures?"+bad, "").StatusCode, 400)
	}
}

func TestTrialFilm(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	picture := func(tick uint64) []byte { return film.AppendPicture(nil, &genesis.Frame{Tick: tick}) }
	packed, err := film.PackPair([][]byte{picture(600)}, [][]byte{picture(600), picture(700)})
	must(t, err)
	ref, err := h.store.PutBlob(t.Context(), packed, time.Hour)
	must(t, err)
	c := genesis.Cycle{ID: "cycle-main-000001", StartedAt: time.Now().UTC(), Trial: &genesis.TrialSummary{Film: &ref}}
	must(t, h.store.SaveCycle(t.Context(), c))
	path := "/api/evolution/cycles/cycle-main-000001/film"
	with, without := h.call("GET", path, ""), h.call("GET", path+"?arm=without", "")
	same(t, []any{with.StatusCode, without.StatusCode}, []any{200, 200})
	if len(with.body) <= len(without.body) {
		t.Errorf("with the change %d bytes, without %d", len(with.body), len(without.body))
	}
	same(t, h.call("GET", path+"?arm=both", "").StatusCode, 400)
	must(t, h.store.SaveCycle(t.Context(), genesis.Cycle{ID: "cycle-main-000002", StartedAt: time.Now().UTC()}))
	same(t, h.call("GET", "/api/evolution/cycles/cycle-main-000002/film", "").StatusCode, 404)
	c.Trial.Film = &genesis.Ref{SHA256: strings.Repeat("ab", 32), Size: 9}
	must(t, h.store.SaveCycle(t.Context(), c))
	gone := h.call("GET", path, "")
	if gone.StatusCode != 404 || !strings.Contains(string(gone.body), "kept for a day") {
		t.Errorf("an expired film: %d %s", gone.StatusCode, gone.body)
	}
}
