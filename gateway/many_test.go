package gateway

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
)

// TestManyGatewaysOneEngine: gateways of one engine show the same frames. The engine publishes them once for all
// gateways, and only while somebody watches.
func TestManyGatewaysOneEngine(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	addr := h.addr
	second, err := New(Config{Store: h.connect(), Addr: "127.0.0.1:0"})
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- second.Serve(ctx, l) }()
	t.Cleanup(func() { cancel(); must(t, <-served) })

	if watched, err := h.store.HasViewers(t.Context()); watched || err != nil {
		t.Fatalf("watched before anybody came: %v", err)
	}
	h.film(300) // one engine
	a := h.watch(nil)
	h.addr = l.Addr().String()
	b := h.watch(nil)
	h.addr = addr
	for _, conn := range []*websocket.Conn{a, b, a, b} {
		kind, data := next(t, conn)
		same(t, []any{kind, binary.LittleEndian.Uint16(data[4:])}, []any{websocket.BinaryMessage, uint16(300)})
	}
	_ = a.Close()
	_ = b.Close()
	eventually(t, "both are gone", func() bool { return h.server.hub.viewers() == 0 && second.hub.viewers() == 0 })
	h.redis.FastForward(4 * time.Second)
	if watched, err := h.store.HasViewers(t.Context()); watched || err != nil {
		t.Fatalf("watched after all have gone: %v", err)
	}
}

// TestSlowSendersAreCutOff: requests that arrive drop by drop, in the header or in the body, hold a connection no
// longer than one request may take, and others are served meanwhile.
func TestSlowSendersAreCutOff(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIPPED: -short leaves out the test that waits for a timeout")
	}
	h := start(t, nil)
	const post = "POST /api/world/params HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	var senders sync.WaitGroup
	for name, begin := range map[string]string{
		"header": post + "X-Slow: ",
		"body":   post + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
		"chunks": post + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
	} {
		for range 20 {
			senders.Go(func() { trickle(t, h.addr, name, begin) })
		}
	}
	served := make(chan struct{})
	go func() { senders.Wait(); close(served) }()
	for done := false; !done; {
		same(t, h.call("GET", "/healthz", "").StatusCode, 200)
		select {
		case <-served:
			done = true
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// trickle sends a byte every half second until the connection ends, which must happen within twice the time that a
// request may take.
func trickle(t *testing.T, addr, name, begin string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	defer func() { _ = conn.Close() }()
	begun := time.Now()
	for _, err = conn.Write([]byte(begin)); err == nil && time.Since(begun) < 2*readTime; {
		time.Sleep(500 * time.Millisecond)
		_, err = conn.Write([]byte(" "))
	}
	if took := time.Since(begun); took > 2*readTime-time.Second {
		t.Errorf("%s: a slow sender was served for %v", name, took)
	}
}

// TestEveryAnswerIsGuarded checks the security headers and the request id on every kind of answer.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for _, path := range []string{"/", "/api/world/state", "/api/nothing", "/metrics", "/healthz", "/api/docs",
		"/ws/world-stream"} {
		r := h.call("GET", path, "")
		same(t, []any{path, r.Header.Get("Content-Security-Policy"), r.Header.Get("X-Content-Type-Options"),
			r.Header.Get("X-Frame-Options"),
			r.Header.Get("Referrer-Policy"), requestID.MatchString(r.Header.Get("X-Request-Id"))},
			[]any{path, policy + "'none'", "nosniff", "DENY", "no-referrer", true})
		if strings.Contains(string(r.body), "goroutine ") || strings.Contains(string(r.body), ".go:") {
			t.Errorf("%s shows a stack: %s", path, r.body)
		}
	}
}

// TestFramesOfOthers: only pages of the configured origins may embed the visualiser.
func TestFramesOfOthers(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.Embedders = []string{"https://blog.example", "http://127.0.0.1:9000"} })
	r := h.call("GET", "/", "")
	same(t, []any{r.Header.Get("Content-Security-Policy"), r.Header.Get("X-Frame-Options")},
		[]any{policy + "https://blog.example http://127.0.0.1:9000", ""})
}
