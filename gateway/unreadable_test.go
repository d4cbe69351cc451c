package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// answered sends bytes as they are and returns the status and the body of the answer.
func (h *house) answered(request string) (int, string) {
	h.t.Helper()
	conn, err := net.Dial("tcp", h.addr)
	must(h.t, err)
	defer func() { _ = conn.Close() }()
	must(h.t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, _ = io.WriteString(conn, request) // the answer may arrive before everything is sent
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		h.t.Fatalf("%.60q: %v", request, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(body)
}

// TestRefusalsOfRequestsSayWhatToDo checks the messages for requests that can't be read or are not accepted, and that
// none shows any part of the request.
func TestRefusalsOfRequestsSayWhatToDo(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	const host, token = "Host: 127.0.0.1\r\n", "Authorization: Bearer s3cret\r\n"
	for name, test := range map[string]struct {
		request string
		status  int
		says    string
	}{
		"header too large": {"GET /healthz HTTP/1.1\r\n" + host + token + "X: " + strings.Repeat("x", 20<<10) + "\r\n\r\n",
			431, "more than 8192 bytes: send a shorter URL"},
		"body too large": {"POST /api/vet HTTP/1.1\r\n" + host + token + "Content-Length: 70000\r\n\r\n", 413,
			"more than 65536 bytes: send a shorter one"},
		"a bad length": {"POST /api/vet HTTP/1.1\r\n" + host + token + "Content-Length: -5\r\n\r\n", 400,
			"its Content-Length"},
		"no HTTP": {"s3cret\r\n" + host + token + "\r\n", 400, "not a valid HTTP/1.1 request"},
		"two keys": {"POST /api/world/pause HTTP/1.1\r\n" + host + "Idempotency-Key: s3cret\r\nIdempotency-Key: s3cret2\r\n" +
			"Content-Length: 0\r\n\r\n", 400, "the header idempotency-key twice: send it once"},
		"two limits":    {"GET /api/feed?limit=0&limit=5 HTTP/1.1\r\n" + host + "\r\n", 400, "is repeated: send it once"},
		"no host":       {"GET /healthz HTTP/1.1\r\n\r\n", 400, "no Host header"},
		"a zero byte":   {"GET /api/stats\x00 HTTP/1.1\r\n" + host + "\r\n", 400, "control character"},
		"an old reader": {"GET /healthz HTTP/1.0\r\n\r\n", 200, "ok"},
		"a quoted zero": {"GET /api/stats%00 HTTP/1.1\r\n" + host + "\r\n", 400, "control character"},
	} {
		status, body := h.answered(test.request)
		if status != test.status || !strings.Contains(body, test.says) || strings.Contains(body, "s3cret") ||
			status != 200 && !strings.HasPrefix(body, `{"error":`) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

// TestDroppedConnectionsAreNoErrors drops connections during a request and before one: the log contains no error.
func TestDroppedConnectionsAreNoErrors(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for i := range 20 {
		conn, err := net.Dial("tcp", h.addr)
		must(t, err)
		_, err = fmt.Fprintf(conn, "POST /api/vet HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n%s",
			strings.Repeat("x", i))
		must(t, err)
		time.Sleep(5 * time.Millisecond)
		must(t, conn.(*net.TCPConn).SetLinger(0)) // closes with a reset
		must(t, conn.Close())
	}
	eventually(t, "the connections are gone", func() bool { return h.server.app.Server().GetOpenConnectionsCount() == 0 })
	if said := h.log.String(); strings.Contains(said, "level=ERROR") {
		t.Errorf("the log says %s", said)
	}
}

// TestFilesOfAProcess: the number follows the limit, and a limit that is too low to work is rejected.
func TestFilesOfAProcess(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		files       uint64
		conns, fits int
	}{{128, 64, 48}, {256, 128, 96}, {384, 192, 144}, {1024, 832, 624}, {1 << 20, 5024, 2000}} {
		conns, fits, enough := connLimits(c.files, 2000)
		if conns != c.conns || fits != c.fits || enough != (fits == 2000) || checkFiles(c.files) != nil {
			t.Errorf("%d files: %d connections, %d viewers, want %d and %d", c.files, conns, fits, c.conns, c.fits)
		}
	}
	for _, files := range []uint64{16, 32, 64} {
		if err := checkFiles(files); err == nil || !strings.Contains(err.Error(), "ulimit -n 1024") {
			t.Errorf("%d files: %v", files, err)
		}
	}
}
