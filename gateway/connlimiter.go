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

	"github.com/ai-genesis/ai-genesis"
)

// connLimiter is the gateway's listener. It keeps accepting connections when the system temporarily has no file
// descriptor, buffer or memory for one. It also limits the number of connections, in total and for each address, so
// that idle ones can't use up the process's file descriptors. At the total limit it closes the connection that has been
// idle longest; at the limit of an address, the longest idle one of that address.
type connLimiter struct {
	net.Listener
	log       *slog.Logger
	maxConns  int // in total
	maxByAddr int // for each address; trusted proxies are only bound by maxConns
	trusted   func(addr string) bool

	mu         sync.Mutex
	conns      map[*limitedConn]struct{}
	byAddr     map[string]int
	closed     chan struct{}
	once       sync.Once
	outOfFiles bool // accepting fails for lack of a resource, and that has been logged
}

// limitedConn is a connection that the limiter has accepted.
type limitedConn struct {
	net.Conn
	limiter *connLimiter
	addr    string
	idle    atomic.Int64 // when it became idle [Unix ns]; 0 while it is not idle
	reused  atomic.Bool  // it has completed a request
	once    sync.Once
}

// Read reads and marks the connection as not idle. The server's own state is no use for that: it calls a new connection
// active before its first byte has arrived.
func (c *limitedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.idle.Load() != 0 {
		c.idle.Store(0)
	}
	return n, err
}

const (
	acceptBackoff    = 5 * time.Millisecond // the first pause after a failed accept; it doubles up to
	maxAcceptBackoff = time.Second
)

func newConnLimiter(l net.Listener, most, mostByOne int, trusted func(string) bool, log *slog.Logger) *connLimiter {
	return &connLimiter{
		Listener: l, log: log, maxConns: most, maxByAddr: mostByOne, trusted: trusted,
		conns: map[*limitedConn]struct{}{}, byAddr: map[string]int{}, closed: make(chan struct{}),
	}
}

// Accept returns the next connection within the limits. It fails only when the listener is closed or permanently
// broken.
func (g *connLimiter) Accept() (net.Conn, error) {
	pause := acceptBackoff
	for {
		conn, err := g.Listener.Accept()
		switch {
		case err == nil:
			g.acceptRecovered()
			pause = acceptBackoff
			if c := g.register(conn); c != nil {
				return c, nil
			}
		case !isTransient(err):
			return nil, err
		default:
			g.acceptFailed(err)
			select {
			case <-g.closed:
				return nil, net.ErrClosed
			case <-time.After(pause):
			}
			pause = min(2*pause, maxAcceptBackoff)
		}
	}
}

// isTransient reports whether accept failed for a temporary reason: the client has gone, or the system is short of a
// resource.
func isTransient(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED,
		syscall.ECONNRESET, syscall.EINTR, syscall.EPROTO, syscall.EPERM, syscall.EAGAIN, syscall.ETIMEDOUT} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (g *connLimiter) acceptFailed(err error) {
	if !g.outOfFiles && !errors.Is(err, syscall.ECONNABORTED) {
		g.outOfFiles = true
		g.log.Warn("no new connection can be accepted; open ones are unaffected", "error", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dropIdle("")
}

func (g *connLimiter) acceptRecovered() {
	if g.outOfFiles {
		g.outOfFiles = false
		g.log.Info("connections are accepted again")
	}
}

// register adds a connection, or closes it and returns nil if there is no room for it.
func (g *connLimiter) register(conn net.Conn) net.Conn {
	addr, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		addr = conn.RemoteAddr().String()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if full := g.byAddr[addr] >= g.maxByAddr && !g.trusted(addr); full {
		g.dropIdle(addr)
	} else if len(g.conns) >= g.maxConns {
		g.dropIdle("")
	}
	if len(g.conns) >= g.maxConns || g.byAddr[addr] >= g.maxByAddr && !g.trusted(addr) {
		_ = conn.Close()
		return nil
	}
	c := &limitedConn{Conn: conn, limiter: g, addr: addr}
	c.idle.Store(time.Now().UnixNano())
	g.conns[c] = struct{}{}
	g.byAddr[addr]++
	return c
}

// dropIdle closes the connection that has been idle longest, among those of addr or, if addr is empty, among all. g.mu
// must be held.
func (g *connLimiter) dropIdle(addr string) {
	var oldest *limitedConn
	var since int64
	for c := range g.conns {
		if at := c.idle.Load(); at != 0 && (addr == "" || c.addr == addr) && (oldest == nil || at < since) {
			oldest, since = c, at
		}
	}
	if oldest != nil {
		g.unregister(oldest)
		oldest.once.Do(func() { _ = oldest.Conn.Close() })
	}
}

// unregister removes a connection. g.mu must be held.
func (g *connLimiter) unregister(c *limitedConn) {
	if _, counted := g.conns[c]; !counted {
		return
	}
	delete(g.conns, c)
	if g.byAddr[c.addr]--; g.byAddr[c.addr] <= 0 {
		delete(g.byAddr, c.addr)
	}
}

// connState is the server's callback for connection states. A connection is idle before its first request and between
// requests.
func (g *connLimiter) connState(conn net.Conn, s fasthttp.ConnState) {
	c, ok := conn.(*limitedConn)
	if !ok {
		return
	}
	switch {
	case s == fasthttp.StateIdle:
		c.reused.Store(true)
		c.idle.Store(time.Now().UnixNano())
	case s == fasthttp.StateActive && !c.reused.Load(), s == fasthttp.StateNew:
	default:
		c.idle.Store(0)
	}
}

// Close closes the connection and frees its place.
func (c *limitedConn) Close() (err error) {
	c.limiter.mu.Lock()
	c.limiter.unregister(c)
	c.limiter.mu.Unlock()
	c.once.Do(func() { err = c.Conn.Close() })
	return err
}

// Close closes the listener.
func (g *connLimiter) Close() error {
	g.once.Do(func() { close(g.closed) })
	return g.Listener.Close()
}

// reservedFiles are the file descriptors kept for everything but client connections: Redis, Temporal, the built page,
// logs. Where descriptors are scarce, half of them are reserved instead. With fewer than leastFiles a gateway could not
// even hold its own connections.
const (
	reservedFiles = 192
	leastFiles    = 128
)

// checkFiles returns an error if the process may open too few files to work at all.
func checkFiles(files uint64) error {
	if files < leastFiles {
		return genesis.Errorf(genesis.CodeInvalid, "this process may open %d files and connections at once, and a gateway "+
			"needs %d at least: raise the limit with `ulimit -n 1024` in the shell that starts it (LimitNOFILE=1024 of systemd, "+
			"ulimits of Docker)", files, leastFiles)
	}
	return nil
}

// connLimits returns how many connections the process has file descriptors for, and how many of them may be viewers. ok
// is false if that is fewer viewers than wanted.
func connLimits(files uint64, viewers int) (conns, fitting int, ok bool) {
	conns = 2*viewers + 1024
	if most := files - min(reservedFiles, files/2); uint64(conns) > most {
		conns = int(most)
	}
	fitting = min(viewers, max(conns-conns/4, 1)) // a quarter is left for REST requests
	return conns, fitting, fitting == viewers
}
