package gateway

import (
	"bufio"
	"bytes"
	"compress/flate"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	fiberws "github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
)

// shake sends a handshake with changed fields and reads the answer.
func (h *house) shake(change func(http.Header)) *http.Response {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), "GET", "http://"+h.addr+"/ws/world-stream", nil)
	must(h.t, err)
	req.Header = http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
	}
	change(req.Header)
	conn, err := net.Dial("tcp", h.addr)
	must(h.t, err)
	h.t.Cleanup(func() { _ = conn.Close() })
	must(h.t, req.Write(conn))
	must(h.t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	must(h.t, err)
	return res
}

func TestHandshakesAreChecked(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for name, test := range map[string]struct {
		change func(http.Header)
		status int
		field  string // of the answer
		want   string
	}{
		"as it should be": {func(http.Header) {}, 101, "Sec-Websocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
		"no upgrade":      {func(x http.Header) { x.Del("Upgrade") }, 400, "", ""},
		"an old version": {func(x http.Header) { x.Set("Sec-Websocket-Version", "8") }, 400, "Sec-Websocket-Version",
			"13"},
		"no version":         {func(x http.Header) { x.Del("Sec-Websocket-Version") }, 400, "Sec-Websocket-Version", "13"},
		"no key":             {func(x http.Header) { x.Del("Sec-Websocket-Key") }, 400, "", ""},
		"a short key":        {func(x http.Header) { x.Set("Sec-Websocket-Key", "c2hvcnQ=") }, 400, "", ""},
		"the page of a site": {func(x http.Header) { x.Set("Origin", "https://evil.example") }, 403, "", ""},
		"both protocols": {func(x http.Header) { x.Set("Sec-Websocket-Protocol", "genesis.v1, genesis.v2") }, 101,
			"Sec-Websocket-Protocol", "genesis.v2"},
		"a foreign protocol": {func(x http.Header) { x.Set("Sec-Websocket-Protocol", "mqtt") }, 101,
			"Sec-Websocket-Protocol", ""},
		"a token beside": {func(x http.Header) { x.Set("Sec-Websocket-Protocol", "bearer.x, genesis.v1") }, 101,
			"Sec-Websocket-Protocol", "genesis.v1"},
		"compression, declined": {func(x http.Header) { x.Set("Sec-Websocket-Extensions", "permessage-deflate") }, 101,
			"Sec-Websocket-Extensions", ""},
	} {
		res := h.shake(test.change)
		if res.StatusCode != test.status || test.field != "" && res.Header.Get(test.field) != test.want {
			t.Errorf("%s: %d, %s %q", name, res.StatusCode, test.field, res.Header.Get(test.field))
		}
	}
}

// TestCompressedMessageIsRefused: a viewer that sends a compressed message although compression is off is disconnected
// before the message, which would expand to 16 MB, is unpacked.
func TestCompressedMessageIsRefused(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	conn := h.watch(nil)
	eventually(t, "the viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, 9)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 16<<20))
	_ = w.Flush()
	payload := packed.Bytes()[:2000]
	// FIN, RSV1, text, masked by 0
	frame := append([]byte{0xc1, 0xfe, byte(len(payload) >> 8), byte(len(payload)), 0, 0, 0, 0}, payload...)
	_, err := conn.NetConn().Write(frame)
	must(t, err)
	eventually(t, "the viewer is out", func() bool { return h.server.hub.viewers() == 0 })
}

// TestHandlerPanicEndsItsViewerOnly lets a viewer's handler panic: the process and the other viewers survive.
func TestHandlerPanicEndsItsViewerOnly(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	well := h.server.upgrade
	ill := fiberws.New(func(*fiberws.Conn) { panic("on purpose") }, fiberws.Config{RecoverHandler: h.server.recovered})
	h.server.upgrade = func(c *fiber.Ctx) error {
		if c.Query("after") == "13-0" {
			return ill(c)
		}
		return well(c)
	}
	good := h.watch(nil)
	bad, _, err := websocket.DefaultDialer.Dial(fmt.Sprintf("ws://%s/ws/world-stream?after=13-0", h.addr), nil)
	must(t, err)
	defer func() { _ = bad.Close() }()
	_, _, err = bad.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseInternalServerErr) {
		t.Errorf("the viewer was told %v", err)
	}
	h.film(3)
	until(t, good, "world_frame")
	if !strings.Contains(h.log.String(), "on purpose") {
		t.Error("the log does not tell of the panic")
	}
}
