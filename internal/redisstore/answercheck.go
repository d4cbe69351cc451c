package redisstore

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
)

// Upper bounds for an answer of Redis. The client library allocates whatever length an answer announces before any of
// its content has arrived, and reads a line until it ends. Without these bounds, a wrong port or a broken proxy could
// make the process panic (a length too large for Go) or exhaust memory.
const (
	maxLine  = 64 << 10  // one line [bytes]
	maxBulk  = 512 << 20 // one string [bytes]; Redis's own proto-max-bulk-len
	maxItems = 1 << 20   // items of a list
)

// notRedisError means that the other side does not speak Redis's protocol.
type notRedisError struct{ says string }

func (g *notRedisError) Error() string {
	return "what answers at its address is no Redis (it says " + strconv.Quote(g.says) + "): look at GENESIS_REDIS_URL"
}

type dialer = func(ctx context.Context, network, addr string) (net.Conn, error)

// checking wraps a dialer so that answers are checked before the client library reads them.
func checking(dial dialer) dialer {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		c := &checkedConn{Conn: conn}
		if raw, ok := conn.(syscall.Conn); ok {
			return &checkedSocket{c, raw}, nil
		}
		return c, nil
	}
}

// checkedSocket exposes the raw connection, through which the client library detects that the other side has closed it.
type checkedSocket struct {
	*checkedConn
	syscall.Conn
}

type checkedConn struct {
	net.Conn
	answer answerCheck
}

// Read implements net.Conn.
func (c *checkedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if bad := c.answer.feed(b[:n]); bad != nil {
		_ = c.Close()
		return 0, bad
	}
	return n, err
}

// answerCheck parses the framing of a stream of answers (RESP2 and RESP3): lines, and strings that follow a line with
// their length.
type answerCheck struct {
	line []byte // the current line, as far as it has arrived
	skip int    // bytes of a string still to come
	bad  error
}

// feed parses the next bytes of the stream.
func (a *answerCheck) feed(b []byte) error {
	for len(b) > 0 && a.bad == nil {
		if n := min(a.skip, len(b)); n > 0 {
			a.skip, b = a.skip-n, b[n:]
			continue
		}
		end := bytes.IndexByte(b, '\n')
		whole := end >= 0
		if !whole {
			end = len(b) - 1
		}
		a.line, b = append(a.line, b[:end+1]...), b[end+1:]
		a.bad = a.checkLine(whole)
		if whole {
			a.line = a.line[:0]
		}
	}
	return a.bad
}

// checkLine checks the current line.
func (a *answerCheck) checkLine(whole bool) error {
	kind := a.line[0]
	if !strings.ContainsRune("+-:_#(,$!=*~>%|", rune(kind)) || len(a.line) > maxLine {
		return a.garbled()
	}
	if !whole || !strings.ContainsRune("$!=*~>%|", rune(kind)) {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimRight(string(a.line[1:]), "\r\n"))
	long := strings.ContainsRune("$!=", rune(kind))
	if err != nil || n < -1 || long && n > maxBulk || !long && n > maxItems {
		return a.garbled()
	}
	if long && n >= 0 {
		a.skip = n + len("\r\n")
	}
	return nil
}

func (a *answerCheck) garbled() error {
	return fmt.Errorf("read an answer: %w", &notRedisError{string(a.line[:min(len(a.line), 40)])})
}
