package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// watch connects a viewer.
func (h *house) watch(header http.Header, protocols ...string) *websocket.Conn {
	h.t.Helper()
	d := websocket.Dialer{Subprotocols: protocols, HandshakeTimeout: 5 * time.Second}
	conn, res, err := d.Dial("ws://"+h.addr+"/ws/world-stream", header)
	if err != nil {
		h.t.Fatalf("connect: %v (%v)", err, res)
	}
	h.t.Cleanup(func() { _ = conn.Close() })
	must(h.t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
	return conn
}

// film publishes a frame of n molbots every few milliseconds, as an engine does while someone watches.
func (h *house) film(n int) {
	store, stop, stopped := h.connect(), make(chan struct{}), make(chan struct{})
	h.t.Cleanup(func() { close(stop); <-stopped })
	go func() {
		defer close(stopped)
		f := crowd(n)
		for tick := uint64(1); ; tick++ {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			if watched, err := store.HasViewers(h.t.Context()); err != nil || !watched {
				continue
			}
			f.Tick = tick
			raw, _ := f.AppendBinary(nil)
			_ = store.PublishFrame(h.t.Context(), raw)
		}
	}()
}

// follows waits until the gateway follows the feed, because it does not send earlier lines as live ones.
func (h *house) follows() {
	h.t.Helper()
	conn := h.watch(nil)
	eventually(h.t, "the viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	store, stop, stopped := h.connect(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			_ = store.Feed(h.t.Context(), genesis.FeedMessage{Agent: "coder", Message: "are you there?"})
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	seen := until(h.t, conn, "feed_message")["id"]
	close(stop)
	<-stopped
	last, err := store.FeedPage(h.t.Context(), "", 1)
	must(h.t, err)
	for seen != last[0].ID {
		seen = until(h.t, conn, "feed_message")["id"]
	}
	must(h.t, conn.Close())
	eventually(h.t, "the viewer is out", func() bool { return h.server.hub.viewers() == 0 })
}

func next(t testing.TB, conn *websocket.Conn) (kind int, data []byte) {
	t.Helper()
	kind, data, err := conn.ReadMessage()
	must(t, err)
	return kind, data
}

// until reads messages until one has the type.
func until(t testing.TB, conn *websocket.Conn, kind string) map[string]any {
	t.Helper()
	for range 5000 {
		_, data := next(t, conn)
		var m map[string]any
		if json.Unmarshal(data, &m) == nil && m["type"] == kind {
			return m
		}
	}
	t.Fatalf("no %s came", kind)
	return nil
}

func TestStreamSwitchesAt200(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{199: websocket.TextMessage, 200: websocket.BinaryMessage} {
		h := start(t, nil)
		h.film(n)
		kind, data := next(t, h.watch(nil))
		same(t, kind, want)
		f := crowd(n)
		if kind == websocket.BinaryMessage {
			same(t, len(data), 8+16*n+12*(n/2))
			f.Tick = uint64(data[0]) | uint64(data[1])<<8
			same(t, data, appendBinary(nil, f))
			continue
		}
		var head struct {
			Type     string
			Tick     uint64
			Entities []any
		}
		must(t, json.Unmarshal(data, &head))
		same(t, []any{head.Type, len(head.Entities)}, []any{"world_frame", n})
		f.Tick = head.Tick
		same(t, string(data), string(appendJSON(nil, f)))
	}
}

func TestTypesAreAskedForWithoutAViewer(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	r := h.call("GET", "/api/world/types", "")
	same(t, []any{r.StatusCode, r.code(t)}, []any{503, genesis.CodeUnavailable})
	h.film(3)
	var rows []typeRow
	h.get("/api/world/types", &rows)
	same(t, rows, []typeRow{{0, []string{"graze_v1", "wander_v1"}}})
}

func TestLeaseLivesWhileSomeoneWatches(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	watched := func() bool { ok, err := h.store.HasViewers(t.Context()); return err == nil && ok }
	same(t, watched(), false)
	conn := h.watch(nil)
	eventually(t, "the lease is taken", watched)
	h.redis.FastForward(4 * time.Second)
	eventually(t, "the lease is renewed", watched)
	_ = conn.Close()
	eventually(t, "the viewer has left", func() bool { return h.server.hub.viewers() == 0 })
	h.redis.FastForward(4 * time.Second)
	time.Sleep(1200 * time.Millisecond) // longer than the interval of renewals
	same(t, watched(), false)
}

func TestFeedReachesViewersInOrder(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(3)
	h.follows()
	a, b := h.watch(nil), h.watch(nil)
	eventually(t, "both are in", func() bool { return h.server.hub.viewers() == 2 })
	must(t, h.store.Feed(t.Context(), genesis.FeedMessage{Agent: "architect", Action: "plan_created", Message: "one",
		Metadata: map[string]string{"plan_id": "p"}, Timestamp: 1771252335}))
	must(t, h.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: "two"}))
	for _, conn := range []*websocket.Conn{a, b} {
		m := until(t, conn, "feed_message")
		delete(m, "id")
		same(t, m, map[string]any{"type": "feed_message", "agent": "architect", "action": "plan_created", "message": "one",
			"timestamp": "2026-02-16T14:32:15Z", "metadata": map[string]any{"plan_id": "p"}})
		same(t, until(t, conn, "feed_message")["message"], any("two"))
	}
}

// TestDraftsReachViewers: only the newest text matters, so the test keeps publishing until each viewer has it.
func TestDraftsReachViewers(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(3)
	h.follows()
	rich, plain := h.watch(nil, protocolV2), h.watch(nil)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			_ = h.store.PublishDraft(t.Context(), genesis.Draft{CycleID: "cycle-main-000042", Step: "code", Attempt: 2,
				Model: "tiny", Text: "func Exe"})
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	same(t, until(t, rich, "draft"), map[string]any{"type": "draft", "cycle_id": "cycle-main-000042", "step": "code",
		"attempt": 2.0,
		"model":   "tiny", "text": "func Exe"})
	for range 20 {
		if _, data := next(t, plain); bytes.Contains(data, []byte(`"draft"`)) {
			t.Errorf("a viewer of genesis.v1 got %s", data)
		}
	}
	close(stop)
	<-stopped
}

func TestViewerMissesNothingWhileAway(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for _, text := range []string{"seen", "missed 1", "missed 2"} {
		must(t, h.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: text}))
	}
	page, err := h.store.FeedPage(t.Context(), "", 3)
	must(t, err)
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+h.addr+"/ws/world-stream?after="+page[2].ID, nil)
	must(t, err)
	defer func() { _ = conn.Close() }()
	eventually(t, "the viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	must(t, h.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: "live"}))
	for _, want := range []string{"missed 1", "missed 2", "live"} {
		same(t, until(t, conn, "feed_message")["message"], any(want))
	}
	_, res, err := websocket.DefaultDialer.Dial("ws://"+h.addr+"/ws/world-stream?after=yesterday", nil)
	if err == nil || res.StatusCode != 400 {
		t.Fatalf("%v %v", err, res)
	}
}

// TestViewerThatFallsBehindMissesNothing sends more lines at once than a viewer's queue holds, and more than a page of
// the stream.
func TestViewerThatFallsBehindMissesNothing(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	var lines []line
	early := h.watch(nil)
	eventually(t, "the early viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	for n := range maxLimit + 150 {
		must(t, h.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: fmt.Sprint(n)}))
	}
	for until(t, early, "feed_message")["message"] != fmt.Sprint(maxLimit+149) { // now the gateway has read them all
	}
	must(t, early.Close())
	eventually(t, "the early viewer is gone", func() bool { return h.server.hub.viewers() == 0 })
	for after, full := "0-0", true; full; {
		var page []redisstore.FeedEntry
		page, full = h.server.linesAfter(after)
		for _, e := range page {
			l, err := newLine(e)
			must(t, err)
			lines, after = append(lines, l), e.ID
		}
	}
	same(t, len(lines), maxLimit+150)
	conn := h.watch(nil)
	eventually(t, "the viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	h.server.hub.mu.Lock()
	for v := range h.server.hub.members {
		for _, l := range lines {
			v.queueLine(l)
		}
	}
	h.server.hub.mu.Unlock()
	for n := range lines {
		same(t, until(t, conn, "feed_message")["message"], any(fmt.Sprint(n)))
	}
	if shed := h.metric("genesis_gateway_feed_dropped_total"); shed == 0 {
		t.Fatal("the queue was never full: the test shows nothing")
	}
}

func TestViewerSetsAParameter(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	seen := h.engine(obey)
	conn := h.watch(nil)
	for _, c := range []struct{ message, code string }{
		{`{"type":"set_param","param":"colour","value":1}`, "invalid"},
		{`{"type":"set_param","param":"temperature","value":99}`, "invalid"},
		{`{"type":"set_param","param":"temperature","value":"35"}`, "invalid"},
		{`{"type":"set_param","param":"temperature"}`, "invalid"},
		{`{"type":"dance"}`, "invalid"},
		{`[]`, "invalid"},
		{`{`, "invalid"},
	} {
		must(t, conn.WriteMessage(websocket.TextMessage, []byte(c.message)))
		m := until(t, conn, "error")
		same(t, m["error"].(map[string]any)["code"], any(c.code))
	}
	must(t, conn.WriteMessage(websocket.BinaryMessage, []byte{1, 2}))
	until(t, conn, "error")
	same(t, len(seen()), 0)
	must(t, conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"set_param","param":"temperature","value":35.0}`)))
	eventually(t, "the engine hears", func() bool { return len(seen()) == 1 })
	same(t, seen()[0].Payload, command.Payload(command.SetParam{Name: "temperature", Value: 35}))
}

func TestViewerNeedsTheTokenForChanges(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.Token = "s3cret" })
	seen := h.engine(obey)
	set := []byte(`{"type":"set_param","param":"temperature","value":35}`)
	for _, conn := range []*websocket.Conn{h.watch(nil), h.watch(nil, "genesis.v1", "bearer.wrong")} {
		must(t, conn.WriteMessage(websocket.TextMessage, set))
		same(t, until(t, conn, "error")["error"].(map[string]any)["code"], any("unauthorized"))
	}
	same(t, len(seen()), 0)
	byProtocol := h.watch(nil, "genesis.v1", "bearer.s3cret")
	same(t, byProtocol.Subprotocol(), "genesis.v1")
	for i, conn := range []*websocket.Conn{byProtocol, h.watch(http.Header{"Authorization": {"Bearer s3cret"}})} {
		must(t, conn.WriteMessage(websocket.TextMessage, set))
		eventually(t, "the engine hears", func() bool { return len(seen()) == i+1 })
	}
	for query, header := range map[string]http.Header{"?token=s3cret": nil, "": {"Origin": {"https://evil.example"}}} {
		_, res, err := websocket.DefaultDialer.Dial("ws://"+h.addr+"/ws/world-stream"+query, header)
		if err == nil || res.StatusCode/100 != 4 {
			t.Fatalf("%q %v: %v %v", query, header, err, res)
		}
	}
}

func TestHugeMessageEndsItsViewerOnly(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(3)
	bad, good := h.watch(nil), h.watch(nil)
	must(t, bad.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), 10<<10)))
	eventually(t, "one is left", func() bool { return h.server.hub.viewers() == 1 })
	until(t, good, "world_frame")
}

func TestTooManyViewers(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.MaxViewers = 1 })
	first := h.watch(nil)
	eventually(t, "the first is in", func() bool { return h.server.hub.viewers() == 1 })
	_, res, err := websocket.DefaultDialer.Dial("ws://"+h.addr+"/ws/world-stream", nil)
	if err == nil || res.StatusCode != 503 {
		t.Fatalf("the second got in: %v", err)
	}
	_ = first.Close()
	eventually(t, "there is room again", func() bool { return h.server.hub.viewers() == 0 })
	h.watch(nil)
}

// TestStalledViewerCostsTheOthersNothing: one viewer never reads, another still gets its frames at the full rate.
func TestStalledViewerCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(5000) // frames of 110 kB soon fill the stalled viewer's buffers
	var d net.Dialer
	stalled := websocket.Dialer{NetDial: func(network, addr string) (net.Conn, error) {
		conn, err := d.DialContext(t.Context(), network, addr)
		if err == nil {
			_ = conn.(*net.TCPConn).SetReadBuffer(4096)
		}
		return conn, err
	}}
	conn, _, err := stalled.Dial("ws://"+h.addr+"/ws/world-stream", nil)
	must(t, err)
	defer func() { _ = conn.Close() }()
	good := h.watch(nil)
	longest, last := time.Duration(0), time.Now()
	for range 400 {
		next(t, good)
		longest, last = max(longest, time.Since(last)), time.Now()
	}
	if longest > 2*time.Second {
		t.Fatalf("the good viewer waited %v for a frame", longest)
	}
	eventually(t, "the stalled viewer is gone", func() bool { return h.server.hub.viewers() == 1 })
	eventually(t, "it is counted", func() bool {
		return strings.Contains(string(h.call("GET", "/metrics", "").body),
			`genesis_gateway_viewers_closed_total{by="stalled",world="main"} 1`)
	})
	next(t, good)
}

func TestGoodbyeHasAReason(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(3)
	conn := h.watch(nil)
	until(t, conn, "world_frame")
	began := time.Now()
	go func() { _ = h.stop() }()
	for {
		_, _, err := conn.ReadMessage()
		if err == nil {
			continue
		}
		if e, ok := err.(*websocket.CloseError); !ok || e.Code != websocket.CloseGoingAway || e.Text != "the gateway stops" {
			t.Fatalf("got %v", err)
		}
		break
	}
	must(t, h.stop())
	if took := time.Since(began); took > 4*time.Second {
		t.Fatalf("the stop took %v", took)
	}
}

func TestFramesComeBackAfterRedis(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(3)
	conn := h.watch(nil)
	until(t, conn, "world_frame")
	h.redis.Close()
	must(t, h.redis.Restart())
	must(t, conn.SetReadDeadline(time.Now().Add(90*time.Second))) // the client library may back off for a while
	for range 3 {
		until(t, conn, "world_frame")
	}
}

// BenchmarkFanOut measures the time from a raw frame of 500 molbots until it is written to every viewer, over real
// connections whose other ends read on the same machine.
func BenchmarkFanOut(b *testing.B) {
	for _, protocol := range []string{"genesis.v1", "genesis.v2"} {
		for _, viewers := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", protocol, viewers), func(b *testing.B) { fanOut(b, protocol, viewers) })
		}
	}
}

func fanOut(b *testing.B, protocol string, viewers int) {
	h := start(b, nil)
	before := memory()
	for range viewers {
		conn := h.watch(nil, protocol)
		go func() { _, _ = io.Copy(io.Discard, conn.NetConn()) }()
	}
	eventually(b, "all are in", func() bool { return h.server.hub.viewers() == viewers })
	each := float64(memory()-before) / float64(viewers)
	cpu, frames := processor(), 0
	f, sent := crowd(500), 0.0
	for b.Loop() {
		f.Tick++
		frames++
		raw, _ := f.AppendBinary(nil)
		h.server.hub.takeFrame(raw)
		for sent += float64(viewers); total(b, h.server.metrics.framesSent) < sent; {
			time.Sleep(500 * time.Microsecond)
		}
	}
	b.ReportMetric(each, "B/viewer")                                                       // both ends
	b.ReportMetric(float64((processor()-cpu).Microseconds())/float64(frames), "cpu-µs/op") // both ends
}

// processor returns the processor time of this process, which is more reliable than the clock on a busy machine.
func processor() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func memory() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func total(b *testing.B, c prometheus.Counter) float64 {
	var m dto.Metric
	must(b, c.Write(&m))
	return m.GetCounter().GetValue()
}
