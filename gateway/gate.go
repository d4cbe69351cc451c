package gateway

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// gate is the listener of a gateway. It keeps on accepting when the system has no file, no buffer or no memory for a
// connection at the moment, and bounds the connections, in all and by address, so that idle ones can't use up the files that
// the process may open. When it is full, the connection that has been idle for longest makes room; when one address has as many
// as it may, one of its own does.
type gate struct {
	net.Listener
	log       *slog.Logger
	most      int // connections
	mostByOne int // of one address; a trusted proxy may have as many as there are
	trusted   func(addr string) bool

	mu     sync.Mutex
	conns  map[*gated]struct{}
	byOne  map[string]int
	closed chan struct{}
	once   sync.Once
	short  bool // the system lacks something, and the log says so
}

// gated is a connection that came through the gate.
type gated struct {
	net.Conn
	gate  *gate
	addr  string
	idle  atomic.Int64 // since when it is idle [ns], 0 while it is not
	again atomic.Bool  // it has had an answer
	once  sync.Once
}

// Read reads, and notes that the connection is not idle. The server calls a connection active before its first byte has come.
func (c *gated) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.idle.Load() != 0 {
		c.idle.Store(0)
	}
	return n, err
}

const (
	acceptPause    = 5 * time.Millisecond // the first pause after a failed accept, doubled up to
	acceptPauseMax = time.Second
)

func newGate(l net.Listener, most, mostByOne int, trusted func(string) bool, log *slog.Logger) *gate {
	return &gate{
		Listener: l, log: log, most: most, mostByOne: mostByOne, trusted: trusted,
		conns: map[*gated]struct{}{}, byOne: map[string]int{}, closed: make(chan struct{}),
	}
}

// Accept returns the next connection that there is room for. It fails only when the listener is closed or broken for good.
func (g *gate) Accept() (net.Conn, error) {
	pause := acceptPause
	for {
		conn, err := g.Listener.Accept()
		switch {
		case err == nil:
			g.suffices()
			pause = acceptPause
			if c := g.admit(conn); c != nil {
				return c, nil
			}
		case !passing(err):
			return nil, err
		default:
			g.lacks(err)
			select {
			case <-g.closed:
				return nil, net.ErrClosed
			case <-time.After(pause):
			}
			pause = min(2*pause, acceptPauseMax)
		}
	}
}

// passing reports whether accept failed for a cause that passes: the client has gone, or the system lacks something.
func passing(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED,
		syscall.ECONNRESET, syscall.EINTR, syscall.EPROTO, syscall.EPERM, syscall.EAGAIN, syscall.ETIMEDOUT} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (g *gate) lacks(err error) {
	if !g.short && !errors.Is(err, syscall.ECONNABORTED) {
		g.short = true
		g.log.Warn("no connection can be accepted; those that are open go on", "error", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dropIdle("")
}

func (g *gate) suffices() {
	if g.short {
		g.short = false
		g.log.Info("connections are accepted again")
	}
}

// admit counts a connection in, or closes it and returns nil.
func (g *gate) admit(conn net.Conn) net.Conn {
	addr, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		addr = conn.RemoteAddr().String()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if full := g.byOne[addr] >= g.mostByOne && !g.trusted(addr); full {
		g.dropIdle(addr)
	} else if len(g.conns) >= g.most {
		g.dropIdle("")
	}
	if len(g.conns) >= g.most || g.byOne[addr] >= g.mostByOne && !g.trusted(addr) {
		_ = conn.Close()
		return nil
	}
	c := &gated{Conn: conn, gate: g, addr: addr}
	c.idle.Store(time.Now().UnixNano())
	g.conns[c] = struct{}{}
	g.byOne[addr]++
	return c
}

// dropIdle closes the connection that has been idle for longest, of an address or ("") of all, if there is one. g.mu is held.
func (g *gate) dropIdle(addr string) {
	var oldest *gated
	var since int64
	for c := range g.conns {
		if at := c.idle.Load(); at != 0 && (addr == "" || c.addr == addr) && (oldest == nil || at < since) {
			oldest, since = c, at
		}
	}
	if oldest != nil {
		g.forget(oldest)
		oldest.once.Do(func() { _ = oldest.Conn.Close() })
	}
}

// forget counts a connection out. g.mu is held.
func (g *gate) forget(c *gated) {
	if _, counted := g.conns[c]; !counted {
		return
	}
	delete(g.conns, c)
	if g.byOne[c.addr]--; g.byOne[c.addr] <= 0 {
		delete(g.byOne, c.addr)
	}
}

// state is told by the server what a connection does: between two requests, and before its first, it is idle.
func (g *gate) state(conn net.Conn, s fasthttp.ConnState) {
	c, ok := conn.(*gated)
	if !ok {
		return
	}
	switch {
	case s == fasthttp.StateIdle:
		c.again.Store(true)
		c.idle.Store(time.Now().UnixNano())
	case s == fasthttp.StateActive && !c.again.Load(), s == fasthttp.StateNew:
	default:
		c.idle.Store(0)
	}
}

// Close closes the connection and makes its place free.
func (c *gated) Close() (err error) {
	c.gate.mu.Lock()
	c.gate.forget(c)
	c.gate.mu.Unlock()
	c.once.Do(func() { err = c.Conn.Close() })
	return err
}

// Close closes the listener.
func (g *gate) Close() error {
	g.once.Do(func() { close(g.closed) })
	return g.Listener.Close()
}

// reservedFiles are for everything but connections of clients: Redis, Temporal, the built page, logs.
const reservedFiles = 192

// room is how many connections, and how many viewers among them, the files that this process may open suffice for. ok is
// false if they don't suffice for all the viewers that are wanted.
func room(files uint64, viewers int) (conns, fitting int, ok bool) {
	conns = 2*viewers + 1024
	if files < reservedFiles+64 {
		files = reservedFiles + 64
	}
	if most := files - reservedFiles; uint64(conns) > most {
		conns = int(most)
	}
	fitting = min(viewers, max(conns-conns/4, 1)) // the rest is for questions
	return conns, fitting, fitting == viewers
}
