package gateway

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// raw sends bytes and returns the status of the answer, or 0 if the connection was closed without one.
func (h *house) raw(request string) int {
	h.t.Helper()
	conn, err := net.Dial("tcp", h.addr)
	must(h.t, err)
	defer func() { _ = conn.Close() }()
	must(h.t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, _ = io.WriteString(conn, request)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode
}

// bomb returns n bytes of spaces, compressed the given number of times.
func bomb(t *testing.T, n, times int) []byte {
	data := bytes.Repeat([]byte(" "), n)
	for range times {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, 9)
		must(t, err)
		_, err = w.Write(data)
		must(t, err)
		must(t, w.Close())
		data = b.Bytes()
	}
	return data
}

// TestBombsAreNotUnpacked sends bodies that would expand to hundreds of megabytes: each is rejected and none is
// unpacked.
func TestBombsAreNotUnpacked(t *testing.T) {
	h := start(t, nil)
	twice := bomb(t, 300<<20, 2)
	if len(twice) > 4<<10 {
		t.Fatalf("the bomb has %d bytes", len(twice))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, coding := range []string{"gzip", "gzip, gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip", "x-gzip",
		"nonsense"} {
		for _, path := range []string{"/api/world/params", "/api/evolution/trigger", "/api/vet", "/healthz", "/nothing"} {
			req, err := http.NewRequest("POST", "http://"+h.addr+path, bytes.NewReader(twice))
			must(t, err)
			req.Header.Set("Content-Encoding", coding)
			req.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(req)
			must(t, err)
			_ = res.Body.Close()
			if res.StatusCode != 415 {
				t.Errorf("%s %s: %d", path, coding, res.StatusCode)
			}
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 100<<20 {
		t.Errorf("%d MiB were allocated for bodies of %d bytes", grown>>20, len(twice))
	}
}

// TestAmbiguousRequestsAreRefused sends requests that two parsers could read differently, and requests that are too
// large.
func TestAmbiguousRequestsAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	const post = "POST /api/world/pause HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	for name, test := range map[string]struct {
		request string
		refused func(int) bool
	}{
		"length and chunks": {post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
			is(400)},
		"chunks and length": {post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
			is(400)},
		"two lengths":            {post + "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}", isBad},
		"two hosts":              {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", is(400)},
		"two hosts alike":        {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nhost: 127.0.0.1\r\n\r\n", is(400)},
		"a space before a colon": {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length : 5\r\n\r\n", isBad},
		"an odd coding":          {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", isBad},
		"a negative length":      {post + "Content-Length: -5\r\n\r\n", isBad},
		"a huge header": {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + strings.Repeat("x", 20<<10) +
			"\r\n\r\n", is(431)},
		"a huge URL": {"GET /api/feed?" + strings.Repeat("a=b&", 5000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
			is(431)},
		"a huge body": {post + "Content-Length: 1000000\r\n\r\n" + strings.Repeat("x", 70<<10), isBad},
		"huge chunks": {post + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" + strings.Repeat("x", 0x20000) +
			"\r\n0\r\n\r\n", isBad},
		"many fields": {"GET /api/feed?" + strings.Repeat("a=b&", 1500) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
			is(400)},
		"one as it should be": {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", is(200)},
	} {
		if status := h.raw(test.request); !test.refused(status) {
			t.Errorf("%s: %d", name, status)
		}
	}
	parts := strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nc\r\n", 600) +
		"--x--\r\n"
	r := h.call("POST", "/api/world/pause", parts, "Content-Type", "multipart/form-data; boundary=x")
	same(t, r.StatusCode, 400)
	for _, body := range []string{
		strings.Repeat("[", 30_000), strings.Repeat(`{"reason":`, 5000), `{"temperature": 1` + strings.Repeat("0", 60_000) +
			`}`,
		`{"temperature": 1e999999999}`, `{"temperature": ` + strings.Repeat("-", 60_000), "\xff\xfe", `{"reason": "` +
			"\xc3\x28" + `"}`,
	} {
		begun := time.Now()
		r := h.call("POST", "/api/world/params", body)
		if r.StatusCode != 400 || time.Since(begun) > 5*time.Second {
			t.Errorf("%.30q: %d after %v", body, r.StatusCode, time.Since(begun))
		}
	}
}

func is(want int) func(int) bool { return func(status int) bool { return status == want } }

// isBad reports whether the answer is 400 to 431, or the connection was closed.
func isBad(status int) bool { return status == 0 || status >= 400 && status < 500 || status == 501 }

// TestWordsThatDoNotShowAreRefused puts characters that hide text or reverse its direction into every field for a
// person's words.
func TestWordsThatDoNotShowAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for _, l := range []*limiter{h.server.triggers, h.server.changes} {
		l.perSecond, l.burst = 1e6, 1e6
	}
	must(t, h.store.SaveCycle(t.Context(), genesis.Cycle{ID: "cycle-main-000001", World: "main"}))
	for name, bad := range map[string]string{
		"NUL": "a\x00b", "escape": "a\x1b[31mb", "newline": "a\nb", "delete": "a\x7fb", "C1": "a\u0085b", "bidi": "a\u202eb",
		"isolate": "a\u2066b",
		"mark":    "a\u200fb", "no width": "a\u200bb", "joiner": "\u200dit", "noncharacter": "it\uffff", "BOM": "a\ufeffb",
		"soft hyphen":    "a\u00adb",
		"tag":            "a\U000E0041b",
		"line separator": "a\u2028b", "private": "a\ue000b", "filler": "a\u3164b", "braille blank": "a\u2800b",
	} {
		said, _ := json.Marshal(bad)
		for path, body := range map[string]string{
			"/api/evolution/trigger":                         `{"reason": %s}`,
			"/api/evolution/pause":                           `{"reason": %s}`,
			"/api/evolution/cycles/cycle-main-000001/hint":   `{"text": %s}`,
			"/api/evolution/cycles/cycle-main-000001/veto":   `{"reason": %s}`,
			"/api/evolution/cycles/cycle-main-000001/cancel": `{"reason": %s}`,
			"/api/mutations":                                 `{"source": "x", "trait_name": %s}`,
		} {
			r := h.call("POST", path, fmt.Sprintf(body, said))
			if r.StatusCode != 400 || r.code(t) != genesis.CodeInvalid {
				t.Errorf("%s on %s: %d", name, path, r.StatusCode)
			}
		}
	}
	same(t, h.call("POST", "/api/evolution/trigger", `{"reason": "Überlebe – 生きる, ¿vale? 🦠"}`).StatusCode, 200)
}

// TestAcceptWaitsForFiles lets a listener fail as it does when the system has no file descriptors left, and then
// recover.
func TestAcceptWaitsForFiles(t *testing.T) {
	t.Parallel()
	l := &failing{conns: make(chan net.Conn, 1)}
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS} {
		l.errs = append(l.errs, &net.OpError{Op: "accept", Net: "tcp", Err: e})
	}
	log := &journal{}
	g := newConnLimiter(l, 10, 10, func(string) bool { return false }, slog.New(slog.NewTextHandler(log, nil)))
	here, _ := net.Pipe()
	l.conns <- here
	conn, err := g.Accept()
	if err != nil || conn == nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "no new connection can be accepted"); n != 1 || !strings.Contains(log.String(),
		"accepted again") {
		t.Errorf("the log says it %d times: %s", n, log)
	}
	l.errs = []error{net.ErrClosed}
	if _, err := g.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed listener: %v", err)
	}
	l.errs = []error{syscall.EMFILE, syscall.EMFILE, syscall.EMFILE, syscall.EMFILE, syscall.EMFILE, syscall.EMFILE,
		syscall.EMFILE,
		syscall.EMFILE, syscall.EMFILE, syscall.EMFILE, syscall.EMFILE}
	ended := make(chan error, 1)
	go func() { _, err := g.Accept(); ended <- err }()
	_ = g.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed while it waits: %v", err)
	}
}

// failing is a listener that returns the given errors before it accepts.
type failing struct {
	errs  []error
	conns chan net.Conn
}

func (l *failing) Accept() (net.Conn, error) {
	if len(l.errs) > 0 {
		err := l.errs[0]
		l.errs = l.errs[1:]
		return nil, err
	}
	return <-l.conns, nil
}
func (l *failing) Close() error   { return nil }
func (l *failing) Addr() net.Addr { return &net.TCPAddr{} }

// TestIdleConnectionsMakeRoom fills the gateway with silent connections: other clients are still served, and connected
// viewers stay connected.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.conns = 40 })
	h.film(3)
	viewer := h.watch(nil)
	until(t, viewer, "world_frame")
	var idle []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", h.addr)
		must(t, err)
		idle = append(idle, conn)
	}
	defer func() {
		for _, c := range idle {
			_ = c.Close()
		}
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	for range 20 {
		res, err := client.Get("http://" + h.addr + "/healthz")
		must(t, err)
		_ = res.Body.Close()
		same(t, res.StatusCode, 200)
	}
	until(t, viewer, "world_frame")
	for _, c := range idle[:150] {
		_ = c.Close()
	}
	eventually(t, "the gateway serves", func() bool {
		res, err := client.Get("http://" + h.addr + "/healthz")
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil
	})
}

// TestOneAddressWithIdleConnections opens 1,400 silent connections from one address at a gateway that may open 1,024
// files: another address is served at once, so is the same one, and a connected viewer stays connected.
func TestOneAddressWithIdleConnections(t *testing.T) {
	conns, viewers, _ := connLimits(1024, 2000)
	h := start(t, func(c *Config) { c.conns, c.MaxViewers = conns, viewers })
	h.film(3)
	viewer := h.watch(nil)
	until(t, viewer, "world_frame")
	dial := func(from string) (net.Conn, error) {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}
		return d.DialContext(t.Context(), "tcp", h.addr)
	}
	for range 1400 {
		conn, err := dial("127.0.0.1")
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
	}
	for _, from := range []string{"127.0.0.2", "127.0.0.1"} {
		for range 20 {
			conn, err := dial(from)
			if err != nil {
				t.Skipf("SKIPPED: this machine has no second loopback address: %v", err)
			}
			must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
			_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != 200 {
				t.Fatalf("from %s: %v, %v", from, res, err)
			}
			_ = conn.Close()
		}
	}
	until(t, viewer, "world_frame")
}

func TestViewersOfOneAddressAreLimited(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.MaxViewers = 4; c.Proxies = []string{"127.0.0.1"} })
	from := func(addr string) error {
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+h.addr+"/ws/world-stream",
			http.Header{"X-Forwarded-For": {addr}})
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
		}
		return err
	}
	must(t, from("10.0.0.1"))
	must(t, from("10.0.0.1"))
	eventually(t, "both are in", func() bool { return h.server.hub.viewers() == 2 })
	if from("10.0.0.1") == nil {
		t.Error("a third viewer of an address that may have two got in")
	}
	must(t, from("10.0.0.2"))
}

// TestCostlyAnswersAreWorkedOutOnce lets 64 callers ask for the lineage at the same time: the engine is asked once, and
// whoever makes a change sees it in the next answer.
func TestCostlyAnswersAreWorkedOutOnce(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.FreshFor = time.Minute })
	h.alive()
	var asked atomic.Int64
	h.engine(func(c command.Command) command.Reply {
		if _, lineage := c.Payload.(command.Lineage); lineage {
			asked.Add(1)
		}
		return answering(genesis.Phylogeny{})(c)
	})
	var readers sync.WaitGroup
	for range 64 {
		readers.Go(func() {
			for range 5 {
				res, err := http.Get("http://" + h.addr + "/api/world/lineage")
				if err != nil || res.StatusCode != 200 {
					t.Errorf("%v %v", res, err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		})
	}
	readers.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("320 questions were put to the engine %d times", n)
	}
	same(t, h.call("POST", "/api/world/pause", "").StatusCode, 200)
	same(t, h.call("GET", "/api/world/lineage", "").StatusCode, 200)
	if n := asked.Load(); n != 2 {
		t.Errorf("after a change the engine was asked %d times, want 2", n)
	}
}

// TestAnswersAreConditionalAndPacked reads polled endpoints twice: the second read transfers almost nothing.
func TestAnswersAreConditionalAndPacked(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	for _, path := range []string{"/api/world/params", "/api/world/state", "/api/openapi.json", "/api/evolution/history"} {
		plain := h.call("GET", path, "", "Accept-Encoding", "identity")
		tag := plain.Header.Get("ETag")
		if tag == "" || plain.Header.Get("Cache-Control") != "no-cache" || !strings.Contains(plain.Header.Get("Vary"),
			"Accept-Encoding") {
			t.Errorf("%s: %v", path, plain.Header)
		}
		req, err := http.NewRequest("GET", "http://"+h.addr+path, nil)
		must(t, err)
		req.Header.Set("If-None-Match", `"other", `+tag)
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		same(t, []any{path, res.StatusCode, len(body)}, []any{path, 304, 0})
		if len(plain.body) < minCompressBytes {
			continue
		}
		req.Header = http.Header{"Accept-Encoding": {"deflate, gzip"}}
		res, err = http.DefaultClient.Do(req)
		must(t, err)
		packed, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		r, err := gzip.NewReader(bytes.NewReader(packed))
		must(t, err)
		unpacked, err := io.ReadAll(r)
		must(t, err)
		if !bytes.Equal(unpacked, plain.body) || 2*len(packed) > len(plain.body) {
			t.Errorf("%s: %d bytes packed, %d plain", path, len(packed), len(plain.body))
		}
	}
	for header, want := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "*": true,
		"*;q=0": false, "": false,
		"identity": false, "GZIP": true, "gzip;q=0, *": false, "gzipped": false} {
		same(t, []any{header, accepts(header, "gzip")}, []any{header, want})
	}
}

// every repeats something until it is stopped.
func (h *house) every(pause time.Duration, do func() error) (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			if err := do(); err != nil && ctx.Err() == nil {
				h.t.Error(err)
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// TestReadersLeaveHealthAlone compares, in one run, how many answers 64 readers get from each endpoint and from
// /healthz, and checks that /healthz is answered meanwhile.
func TestReadersLeaveHealthAlone(t *testing.T) {
	h := start(t, func(c *Config) { c.FreshFor = 0 })
	h.alive()
	h.server.reads = newLimiter(1e6, 1e6) // no limit: all requests come from one address
	var all []genesis.Entity
	for n := range 500 {
		all = append(all, genesis.Entity{ID: genesis.MolbotID(uint64(n + 1)), X: float64(n), Y: 2, Energy: 50, MaxEnergy: 100,
			State:  "alive",
			Traits: []string{"graze_v1", "flee_v2"}, Color: "#00ff00", Genes: map[string]float64{"speed": 1, "size": 2}})
	}
	must(t, h.store.WriteEntities(t.Context(), all))
	// as an engine does while somebody reads
	stop := h.every(2*time.Second, func() error { return h.store.WriteEntities(t.Context(), all) })
	defer stop()
	for n := range 300 {
		_, err := h.store.WriteSnapshot(t.Context(), genesis.Snapshot{Tick: uint64(300 * (n + 1)), EntityCount: n})
		must(t, err)
	}
	nodes := make([]genesis.Kin, 2000)
	for n := range nodes {
		nodes[n] = genesis.Kin{ID: genesis.MolbotID(uint64(n + 1)), Traits: []string{"graze"}}
	}
	h.engine(answering(genesis.Phylogeny{Nodes: nodes}))
	var numbers atomic.Int64
	rate := func(path string) (answered int64) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 20 * time.Second}
		defer client.CloseIdleConnections()
		var n atomic.Int64
		var readers sync.WaitGroup
		end := time.Now().Add(time.Second)
		for range 64 {
			readers.Go(func() {
				for time.Now().Before(end) {
					// % is replaced by a number that no other request has.
					asked := strings.Replace(path, "%", strconv.FormatInt(numbers.Add(1), 10), 1)
					req, _ := http.NewRequest("GET", "http://"+h.addr+asked, nil)
					req.Header.Set("Accept-Encoding", "gzip") // as browsers do; leaves unpacking out
					res, err := client.Do(req)
					if err != nil || res.StatusCode != 200 {
						t.Errorf("%s: %v %v", path, res, err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
					n.Add(1)
				}
			})
		}
		readers.Wait()
		return n.Load()
	}
	rate("/healthz") // warm up
	for _, path := range []string{"/api/world/molbots?limit=500", "/api/world/molbots?trait=nobody_has_it",
		"/api/world/molbots?trait=nobody_has_%", "/api/evolution/history?problem=stagnation&cursor=9%",
		"/api/world/history?points=500",
		"/api/world/lineage", "/api/world/snapshots?limit=500", "/api/stats", "/api/world/state",
		"/api/evolution/history?outcome=failed", "/api/feed"} {
		health, there := rate("/healthz"), rate(path)
		t.Logf("%-42s %5d a second, /healthz %5d: 1/%.1f", path, there, health, float64(health)/float64(max(there, 1)))
		if there*10 < health {
			t.Errorf("%s is answered %d times while /healthz is %d times: more than 10 times slower", path, there, health)
		}
	}
}
