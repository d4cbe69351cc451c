package gateway

import (
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
)

func TestFilm(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	extent := film.Extent{From: 600, To: 6600, Pictures: 100, Bytes: 9000, Every: 60}
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
	seen := h.engine(func(c genesis.Command) genesis.Reply {
		if c.Count == 0 {
			return answering(extent)(c)
		}
		return answering(map[string][]byte{"packed": packed})(c)
	})
	var got film.Extent
	h.get("/api/world/film", &got)
	same(t, got, extent)
	r := h.call("GET", "/api/world/film/pictures?from=601&count=3&step=120", "")
	same(t, []any{r.StatusCode, r.Header.Get("Content-Type")}, []any{200, mimeFilm})
	asked := seen()[1]
	same(t, []any{asked.Value, asked.Count, asked.Param}, []any{601.0, 3, "120"})
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
