package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// FuzzRequest sends requests of any form: none makes the server fail, and every error response is JSON with a code.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][3]string{
		{"GET", "/api/world/molbots?trait=graze&limit=5&cursor=mol_000001", ""},
		{"GET", "/api/world/history?from=1&to=9&points=3&format=csv", ""},
		{"GET", "/api/evolution/history?outcome=applied&problem=manual", ""},
		{"GET", "/api/mutations/mut_graze_v1/diff?against=mut_graze_v2", ""},
		{"GET", "/api/feed?cursor=1-1", ""},
		{"GET", "/assets/../../etc/passwd", ""},
		{"POST", "/api/mutations", `{"source": "x", "trait_name": "eater", "trial": false}`},
		{"POST", "/api/evolution/cycles/cycle-main-000001/rerun", `{"from": "code"}`},
		{"POST", "/api/evolution/pause", `{"reason": "\u0000"}`},
		{"POST", "/api/mutations/mut_graze_v1/rollback", `{"reason": ""}`},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	redis := miniredis.RunT(f)
	store, err := redisstore.Connect("redis://"+redis.Addr(), "main")
	must(f, err)
	f.Cleanup(func() { _ = store.Close() })
	server, err := New(Config{Store: store, Addr: "127.0.0.1:0", WebDir: f.TempDir(), Cycles: &cycles{}})
	must(f, err)
	server.changes, server.triggers = newLimiter(1e9, 1e9), newLimiter(1e9, 1e9)
	f.Fuzz(func(t *testing.T, method, target, body string) {
		req, err := http.NewRequest(method, "http://127.0.0.1/x", strings.NewReader(body))
		if err != nil || method == "CONNECT" || method == "HEAD" || !strings.HasPrefix(target, "/") ||
			strings.HasPrefix(target, "/api/world/") && method == "POST" ||
			strings.Contains(target, "lineage") || strings.Contains(target, "layers") || strings.Contains(target, "types") {
			return // not HTTP, an answer without a body, or a query to the engine, which would be waited for
		}
		req.URL.Opaque = target // as it is, not in canonical form
		req.Header.Set("Content-Type", "application/json")
		if !wellFormed(req) {
			return
		}
		res, err := server.app.Test(req, -1)
		if err != nil {
			return // fasthttp itself rejects what is not HTTP
		}
		defer res.Body.Close()
		if res.StatusCode >= 500 && res.StatusCode != 503 {
			t.Fatalf("%s %q %q: %d", method, target, body, res.StatusCode)
		}
		if strings.HasPrefix(target, "/api/") && res.StatusCode >= 400 {
			var p errorBody
			if err := json.NewDecoder(res.Body).Decode(&p); err != nil || p.Error == nil || p.Error.Code == "" {
				t.Fatalf("%s %q: %d without a code (%v)", method, target, res.StatusCode, err)
			}
		}
	})
}

// wellFormed reports whether a request can be written at all.
func wellFormed(req *http.Request) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return req.Write(httptest.NewRecorder()) == nil && !strings.ContainsAny(req.URL.Opaque, " \r\n\t\x00")
}

// FuzzView takes arbitrary rectangles: making a mask never panics, and a view of the whole world has every tile.
func FuzzView(f *testing.F) {
	f.Add(float32(0), float32(0), float32(800), float32(600), float32(250))
	f.Add(float32(-1e30), float32(1e30), float32(1e38), float32(1), float32(1))
	f.Fuzz(func(t *testing.T, x, y, width, height, tile float32) {
		w, err := readView([][4]float32{{x, y, width, height}}, "")
		if err != nil {
			return
		}
		if tile < 1 || tile > 1e6 {
			return // the tile size comes from the extent of a frame
		}
		if mask := w.mask(tile); mask == 0 {
			t.Fatalf("a view of %v × %v at %v, %v shows nothing", width, height, x, y)
		}
	})
}

// FuzzQueryNumbers checks which numbers a query accepts.
func FuzzQueryNumbers(f *testing.F) {
	for _, seed := range []string{"1", "500", "-1", "1e3", "0x10", "９", " 5", "", "99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := fields{"n": text}.integer("n", 7, 1, 500)
		if err == nil && (n < 1 || n > 500) {
			t.Fatalf("%q was taken for %d", text, n)
		}
		if molbot := redisstore.ValidMolbot(text); molbot && strings.ContainsAny(text, "*?[]/. ") {
			t.Fatalf("%q was taken for the id of a molbot", text)
		}
	})
}
