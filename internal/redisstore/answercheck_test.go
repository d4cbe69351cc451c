package redisstore_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// strange starts a server that gives everybody the same answer, whatever they send.
func strange(t *testing.T, answer func(net.Conn)) (url string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = conn.Read(make([]byte, 64))
				answer(conn)
			}()
		}
	}()
	return "redis://" + l.Addr().String() + "/0"
}

// A server that does not speak Redis's protocol must be reported as such within seconds, and must not make the client
// allocate memory.
func TestWhatIsNoRedisIsCalledThat(t *testing.T) {
	says := func(text string) func(net.Conn) {
		return func(c net.Conn) { _, _ = io.WriteString(c, text); _, _ = io.Copy(io.Discard, c) }
	}
	for name, c := range map[string]struct {
		answer func(net.Conn)
		says   string
	}{
		"HTTP":              {says("HTTP/1.1 400 Bad Request\r\n\r\n<html>"), "no Redis"},
		"random":            {says("\x8f\x00\xff\x13"), "no Redis"},
		"a huge string":     {says("$999999999999\r\nabc"), "no Redis"},
		"a huger string":    {says("$999999999999999\r\nabc"), "no Redis"}, // too long for Go: make would panic
		"an endless length": {says("$99999999999999999999999999\r\nabc"), "no Redis"},
		"a huge list":       {says("*999999999999\r\n"), "no Redis"},
		"a huge map":        {says("%999999999999\r\n"), "no Redis"},
		"no line's end": {func(c net.Conn) {
			_, _ = io.WriteString(c, "+")
			for range 100 {
				if _, err := c.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
					return
				}
			}
		}, "no Redis"},
		"cut off": {func(c net.Conn) { _, _ = io.WriteString(c, "$50\r\nabc") }, "does not answer"},
		"silence": {func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, "does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, err := redisstore.Connect(strange(t, c.answer), "main")
			must(t, err)
			t.Cleanup(func() { _ = store.Close() })
			ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
			defer stop()
			began := time.Now()
			_, err = store.Tick(ctx)
			if genesis.CodeOf(err) != genesis.CodeUnavailable || genesis.MissingPart(err) != "redis" ||
				!strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapSys > 512<<20 {
				t.Errorf("%d MB of memory", m.HeapSys>>20)
			}
		})
	}
}
