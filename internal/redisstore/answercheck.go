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

// What an answer of Redis may be at most. The client library makes room for whatever length an answer names, before
// anything of it has come, and reads a line until it ends: without these bounds a wrong port, or a broken proxy, can
// end the process by a length that Go can't make, or take memory without end.
const (
	maxLine  = 64 << 10  // a line [bytes]
	maxBulk  = 512 << 20 // a string [bytes]: Redis' own proto-max-bulk-len
	maxItems = 1 << 20   // items of a list
)

// notRedisError says that what answers is no Redis.
type notRedisError struct{ says string }

func (g *notRedisError) Error() string {
	return "what answers at its address is no Redis (it says " + strconv.Quote(g.says) + "): look at GENESIS_REDIS_URL"
}

type dialer = func(ctx context.Context, network, addr string) (net.Conn, error)

// checking has the answers on a dialer's connections looked at before the client library gets them.
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

// checkedSocket shows its socket, by which the client library sees whether the other side has closed it.
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

// answerCheck follows the frames of a stream of answers (RESP2 and RESP3): lines, and strings behind a line with their
// length.
type answerCheck struct {
	line []byte // what has come of the present line
	skip int    // bytes of a string that are still to come
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

// checkLine checks the present line.
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
