package gateway

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"runtime/debug"
	"strings"
	"time"

	"github.com/fasthttp/websocket"
	fiberws "github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The subprotocols: the specification's formats (v1, also the default) and the richer ones.
const (
	protocolV1 = "genesis.v1"
	protocolV2 = "genesis.v2"
	protocolV3 = "genesis.v3"
)

// bearerPrefix starts the subprotocol in which a page sends its token, because browsers can't set headers on a
// WebSocket.
const bearerPrefix = "bearer."

// handshakeKey is the local that passes a viewer's handshake through the upgrade.
const handshakeKey = "welcome"

// upgrader completes the handshake and passes the connection to serve. Before that, stream has checked everything that
// the package leaves to its caller or would reject without a reason: the origin, the limits, and each field of the
// handshake. Messages are not compressed, so a short one that expands to gigabytes can't arrive; frames would hardly
// shrink anyway.
func (s *Server) upgrader() fiber.Handler {
	return fiberws.New(func(conn *fiberws.Conn) {
		w, _ := conn.Locals(handshakeKey).(handshake)
		s.serve(conn.Conn, w)
	}, fiberws.Config{
		HandshakeTimeout: 5 * time.Second, ReadBufferSize: 1024, WriteBufferSize: 1024,
		Subprotocols: []string{protocolV3, protocolV2, protocolV1}, RecoverHandler: s.recovered,
	})
}

// recovered keeps a panic in a viewer's handler from ending the process, and shows the viewer no details.
func (s *Server) recovered(conn *fiberws.Conn) {
	if r := recover(); r != nil {
		s.Log.Error("a viewer's connection ended in a panic", "panic", r, "stack", string(debug.Stack()))
		_ = conn.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(websocket.CloseInternalServerErr, "internal error"), time.Now().Add(time.Second))
	}
}

// stream handles GET /ws/world-stream: it checks the request and upgrades it. See WIRE.md.
func (s *Server) stream(c *fiber.Ctx) error {
	if err := checkHandshake(c); err != nil {
		return err
	}
	if err := s.checkOrigin(c); err != nil {
		return err
	}
	if err := rejectRepeated(c); err != nil {
		return err
	}
	if c.Query("token") != "" {
		return genesis.Errorf(genesis.CodeInvalid,
			"a token in a URL ends up in logs: offer the subprotocols %s and %sTOKEN", protocolV1, bearerPrefix)
	}
	after := c.Query("after")
	if after != "" && !redisstore.ValidFeedID(after) {
		return genesis.Errorf(genesis.CodeInvalid, "after must be the id of a line of the feed")
	}
	if err := s.hub.checkCapacity(c.IP()); err != nil {
		return err
	}
	// Read before the upgrade, because the request's memory is reused by the time the handler runs.
	c.Locals(handshakeKey, handshake{after: after, caller: c.IP(), permitted: s.viewerPermitted(c), rich: offersProtocol(c,
		protocolV2) || offersProtocol(c, protocolV3), steps: offersProtocol(c, protocolV3)})
	return s.upgrade(c)
}

// checkHandshake rejects anything but a handshake of RFC 6455, section 4.2.1, and says which field is wrong.
func checkHandshake(c *fiber.Ctx) error {
	if !websocket.FastHTTPIsWebSocketUpgrade(c.Context()) {
		return genesis.Errorf(genesis.CodeInvalid, "this path is a WebSocket: connect with ws://")
	}
	if c.Get(fiber.HeaderSecWebSocketVersion) != "13" {
		c.Set(fiber.HeaderSecWebSocketVersion, "13")
		return genesis.Errorf(genesis.CodeInvalid, "Sec-WebSocket-Version must be 13")
	}
	if key, err := base64.StdEncoding.DecodeString(c.Get(fiber.HeaderSecWebSocketKey)); err != nil || len(key) != 16 {
		return genesis.Errorf(genesis.CodeInvalid, "Sec-WebSocket-Key must be 16 bytes in base64")
	}
	return nil
}

// handshake is what a viewer's request contained.
type handshake struct {
	after     string // id of the last line of the feed that it has seen
	caller    string // address
	permitted bool   // may change the world
	rich      bool   // speaks genesis.v2 or genesis.v3
	steps     bool   // speaks genesis.v3
}

func offersProtocol(c *fiber.Ctx, protocol string) bool {
	for name := range strings.SplitSeq(c.Get(fiber.HeaderSecWebSocketProtocol), ",") {
		if strings.TrimSpace(name) == protocol {
			return true
		}
	}
	return false
}

// viewerPermitted looks for the token in the Authorization header or among the subprotocols.
func (s *Server) viewerPermitted(c *fiber.Ctx) bool {
	if s.permitted(c.Get(fiber.HeaderAuthorization), "Bearer ") {
		return true
	}
	for name := range strings.SplitSeq(c.Get(fiber.HeaderSecWebSocketProtocol), ",") {
		if s.permitted(strings.TrimSpace(name), bearerPrefix) {
			return true
		}
	}
	return false
}

// serve reads and writes until the viewer is gone.
func (s *Server) serve(conn *websocket.Conn, w handshake) {
	v := newViewer(conn, w.rich, s.metrics)
	v.after, v.caller, v.steps = s.linesAfter, w.caller, w.steps
	if err := s.hub.join(v); err != nil { // the limit was reached during the upgrade
		_ = conn.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(websocket.CloseTryAgainLater, err.Message), time.Now().Add(time.Second))
		return
	}
	defer s.hub.leave(v)
	written := make(chan struct{})
	go func() {
		defer close(written)
		v.write(w.after) // after joining, so that no line is lost between the missed ones and the live ones
	}()
	v.read(func(data []byte) *genesis.Error { return s.follow(v, data, w) })
	<-written
	s.metrics.viewersLost.WithLabelValues(endedBy(v.code)).Inc()
}

// linesAfter returns a page of the feed after a line; full reports whether there may be more.
func (s *Server) linesAfter(after string) (lines []redisstore.FeedEntry, full bool) {
	// The request's own context ended with the upgrade.
	ctx, cancel := context.WithTimeout(context.Background(), handlerTime)
	defer cancel()
	lines, err := s.Store.FeedAfter(ctx, after, maxLimit)
	if err != nil {
		s.Log.Warn("could not send a viewer the lines that it missed", "after", after, "error", err)
	}
	return lines, len(lines) == maxLimit
}

func endedBy(code int) string {
	switch code {
	case websocket.CloseGoingAway:
		return "shutdown"
	case websocket.CloseAbnormalClosure:
		return "stalled"
	}
	return "viewer"
}

// clientMessage is a message from a viewer.
type clientMessage struct {
	Type   string       `json:"type"`
	Param  string       `json:"param"`
	Value  *float64     `json:"value"`
	Rects  [][4]float32 `json:"rects"`
	Detail string       `json:"detail"`
}

// follow carries out a viewer's message: set_param or, in genesis.v2 and genesis.v3, view.
func (s *Server) follow(v *viewer, data []byte, from handshake) *genesis.Error {
	var w clientMessage
	if err := json.Unmarshal(data, &w); err != nil {
		return genesis.Errorf(genesis.CodeInvalid, `want {"type": "set_param", "param": NAME, "value": NUMBER}`)
	}
	if w.Type == "view" && v.v2 {
		next, err := readView(w.Rects, w.Detail)
		if err == nil {
			v.view.Store(next)
		}
		return err
	}
	if w.Type != "set_param" || w.Value == nil {
		return genesis.Errorf(genesis.CodeInvalid, `want {"type": "set_param", "param": NAME, "value": NUMBER}`)
	}
	if !from.permitted {
		return genesis.Errorf(genesis.CodeUnauthorized, "changes need the token: offer the subprotocols %s and %sTOKEN",
			protocolV1, bearerPrefix)
	}
	if wait, ok := s.changes.take(from.caller); !ok {
		return s.changes.cooldownError(wait)
	}
	if err := genesis.CheckParam(w.Param, *w.Value); err != nil {
		return err
	}
	// The connection outlives its request, so there is no context to pass on.
	ctx, cancel := context.WithTimeout(context.Background(), handlerTime)
	defer cancel()
	_, err := redisstore.Ask(ctx, s.Store, command.SetParam{Name: w.Param, Value: *w.Value})
	return s.publicError(err)
}
