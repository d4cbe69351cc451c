package gateway

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	feedQueue    = 64               // maximum number of feed lines that wait for a viewer
	writeWait    = 5 * time.Second  // a viewer that takes longer for one message is disconnected
	pingInterval = 20 * time.Second // keeps proxies from closing an idle connection
	pongWait     = 50 * time.Second // a viewer that is silent for longer is disconnected
	closeTimeout = time.Second
	maxMessage   = 4 << 10 // maximum size of a viewer's message [bytes]
)

// viewer is one connection. It has a mailbox for one frame, in which the newest wins, a bounded queue of feed lines,
// and one goroutine that writes both. Only that goroutine waits for the network.
type viewer struct {
	conn    *websocket.Conn
	metrics *metrics
	caller  string // address

	v2      bool // speaks genesis.v2 or genesis.v3
	steps   bool // speaks genesis.v3
	frame   atomic.Pointer[websocket.PreparedMessage]
	scene   atomic.Pointer[scene]                     // in place of frame, for genesis.v2 and genesis.v3
	view    atomic.Pointer[view]                      // what it looks at
	draft   atomic.Pointer[websocket.PreparedMessage] // what the model is writing, for genesis.v2 and genesis.v3
	client  clientState                               // what it holds; used by the writer only
	ready   chan struct{}                             // signals that the mailbox is not empty
	feed    chan line
	last    string      // id of the last line sent; used by the writer only
	lagging atomic.Bool // the queue was full; the missing lines must be read from the stream
	after   func(id string) (lines []redisstore.FeedEntry, full bool)
	answer  chan []byte // replies to the viewer's own messages

	once   sync.Once
	ended  chan struct{} // closed when the viewer must end
	quiet  chan struct{} // closed when the reader has returned
	code   int
	reason string
}

func newViewer(conn *websocket.Conn, rich bool, m *metrics) *viewer {
	v := &viewer{
		conn: conn, v2: rich, metrics: m, ready: make(chan struct{}, 1), feed: make(chan line, feedQueue),
		answer: make(chan []byte, 1), ended: make(chan struct{}), quiet: make(chan struct{}),
	}
	v.view.Store(&view{})
	return v
}

// offerFrame puts a frame, in the viewer's format, into the mailbox and replaces one that is still there. A format that
// was not encoded is nil. It never waits.
func (v *viewer) offerFrame(plain *websocket.PreparedMessage, rich *scene) {
	var shed bool
	switch {
	case v.v2 && rich != nil:
		shed = v.scene.Swap(rich) != nil
	case !v.v2 && plain != nil:
		shed = v.frame.Swap(plain) != nil
	default:
		return
	}
	if shed {
		v.metrics.framesShed.Inc()
	}
	v.wake()
}

func (v *viewer) wake() {
	select {
	case v.ready <- struct{}{}:
	default: // already signalled
	}
}

// offerDraft puts a draft into the mailbox and replaces one that is still there.
func (v *viewer) offerDraft(draft *websocket.PreparedMessage) {
	if v.v2 {
		v.draft.Store(draft)
		v.wake()
	}
}

// line is a line of the feed, encoded once for all viewers.
type line struct {
	id      string
	message *websocket.PreparedMessage
}

func newLine(e redisstore.FeedEntry) (line, error) {
	data, err := encodeFeed(e)
	if err != nil {
		return line{}, err
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	return line{e.ID, m}, err
}

// queueLine queues a line of the feed. It never waits: lines that do not fit are read from the stream once the viewer
// has caught up with its queue.
func (v *viewer) queueLine(l line) {
	select {
	case v.feed <- l:
	default:
		v.lagging.Store(true)
		v.metrics.feedShed.Inc()
		v.wake()
	}
}

// closeWith ends the viewer with a close code and a reason; only the first call counts.
func (v *viewer) closeWith(code int, reason string) {
	v.once.Do(func() {
		v.code, v.reason = code, reason
		close(v.ended)
	})
}

// write sends the lines after the last one that the viewer saw, then whatever arrives, until the viewer ends or is too
// slow.
func (v *viewer) write(seen string) {
	ping := time.NewTicker(pingInterval)
	defer ping.Stop()
	defer v.unblockReader()
	if err := v.catchUp(seen); err != nil {
		v.fail(err)
		return
	}
	for {
		var err error
		select {
		case <-v.ended:
			v.closeHandshake()
			return
		case <-v.ready:
			if m := v.frame.Swap(nil); m != nil {
				err = v.send(m, v.metrics.framesSent.Inc)
			}
			if sc := v.scene.Swap(nil); sc != nil {
				err = v.sendScene(sc)
			}
			if m := v.draft.Swap(nil); m != nil && err == nil {
				err = v.send(m, func() {})
			}
		case l := <-v.feed:
			err = v.sendLine(l)
		case data := <-v.answer:
			_ = v.conn.SetWriteDeadline(time.Now().Add(writeWait))
			err = v.conn.WriteMessage(websocket.TextMessage, data)
		case <-ping.C:
			err = v.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
		}
		if err == nil && v.last != "" && v.lagging.Swap(false) {
			err = v.catchUp(v.last) // sendLine then skips these lines in the queue
		}
		if err != nil {
			v.fail(err)
			return
		}
	}
}

// fail ends a viewer after a failed write: it stalled, or it has gone.
func (v *viewer) fail(err error) {
	code := websocket.CloseNormalClosure
	if errors.Is(err, os.ErrDeadlineExceeded) {
		code = websocket.CloseAbnormalClosure
	}
	v.closeWith(code, "")
}

// catchUp sends the lines after one from the stream; nothing if after is "".
func (v *viewer) catchUp(after string) error {
	for full := after != ""; full; {
		var lines []redisstore.FeedEntry
		lines, full = v.after(after)
		for _, e := range lines {
			l, err := newLine(e)
			if err == nil {
				err = v.sendLine(l)
			}
			if err != nil {
				return err
			}
			after = e.ID
		}
	}
	return nil
}

// sendLine sends a line unless the viewer already has it: a missed line that catchUp sent may still wait in the queue.
func (v *viewer) sendLine(l line) error {
	if v.last != "" && !redisstore.FeedIDLess(v.last, l.id) {
		return nil
	}
	v.last = l.id
	return v.send(l.message, v.metrics.feedSent.Inc)
}

// closeHandshake sends the close message and gives the viewer a moment to reply: a connection that is closed with
// unread data may lose the reason.
func (v *viewer) closeHandshake() {
	message := websocket.FormatCloseMessage(v.code, v.reason)
	_ = v.conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(closeTimeout))
	select {
	case <-v.quiet:
	case <-time.After(closeTimeout):
	}
}

// unblockReader makes a blocked read return. The server's own Close of a hijacked connection does nothing until the
// handler returns.
func (v *viewer) unblockReader() {
	if hijacked, ok := v.conn.UnderlyingConn().(interface{ UnsafeConn() net.Conn }); ok {
		_ = hijacked.UnsafeConn().Close()
	}
}

func (v *viewer) send(m *websocket.PreparedMessage, count func()) error {
	_ = v.conn.SetWriteDeadline(time.Now().Add(writeWait))
	if err := v.conn.WritePreparedMessage(m); err != nil {
		return err
	}
	count()
	return nil
}

// read calls follow with each message of the viewer until the connection ends.
func (v *viewer) read(follow func([]byte) *genesis.Error) {
	defer close(v.quiet)
	v.conn.SetReadLimit(maxMessage)
	alive := func(string) error { return v.conn.SetReadDeadline(time.Now().Add(pongWait)) }
	_ = alive("")
	v.conn.SetPongHandler(alive)
	for {
		kind, data, err := v.conn.ReadMessage()
		if err != nil {
			v.closeWith(websocket.CloseNormalClosure, "")
			return
		}
		_ = alive("")
		if kind != websocket.TextMessage {
			data = nil // follow then rejects it as invalid JSON
		}
		if e := follow(data); e != nil && !v.reply(errorMessage{"error", e}) {
			return
		}
	}
}

// reply waits until the writer takes the answer, so that a viewer can't have more than one outstanding.
func (v *viewer) reply(answer any) bool {
	data, err := json.Marshal(answer)
	if err != nil {
		return true
	}
	select {
	case v.answer <- data:
		return true
	case <-v.ended:
		return false
	}
}
