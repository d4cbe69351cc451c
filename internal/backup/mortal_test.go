package backup_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// mortal is a way to a Redis that dies at a command: no answer to it, nor to any later one.
type mortal struct {
	target      string
	listener    net.Listener
	connections sync.WaitGroup // and what accepts them

	sync.Mutex
	left     int  // commands until it dies
	executes bool // the last one, whose answer is lost
	dead     bool
}

// newMortal dies after n commands.
func newMortal(t *testing.T, target string, n int, executes bool) *mortal {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	m := &mortal{target: target, listener: l, left: n, executes: executes}
	m.connections.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			m.connections.Go(func() { m.serve(conn.(*net.TCPConn)) })
		}
	})
	t.Cleanup(m.close)
	return m
}

func (m *mortal) url() string {
	return "redis://" + m.listener.Addr().String() + "/0?min_retry_backoff=-1&max_retry_backoff=-1"
}

// close returns when Redis has done all that came through.
func (m *mortal) close() {
	m.listener.Close()
	m.connections.Wait()
}

// next says what becomes of a command.
func (m *mortal) next() (forward, closing bool) {
	m.Lock()
	defer m.Unlock()
	if m.dead {
		return false, true
	}
	if m.left != 0 {
		m.left--
		return true, false
	}
	m.dead = true
	return m.executes, true
}

func (m *mortal) died() bool {
	m.Lock()
	defer m.Unlock()
	return m.dead
}

func (m *mortal) serve(client *net.TCPConn) {
	defer client.Close()
	if m.died() {
		return
	}
	conn, err := net.Dial("tcp", m.target)
	if err != nil {
		return
	}
	redis := conn.(*net.TCPConn)
	defer redis.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(client, redis)     // until one of them goes
		_, _ = io.Copy(io.Discard, redis) // what nobody hears any more
	}()
	commands := bufio.NewReader(client)
	for {
		command, err := readCommand(commands)
		if err != nil {
			break
		}
		forward, closing := m.next()
		if closing {
			client.Close()
		}
		if forward {
			_, _ = io.WriteString(redis, command)
		}
		if closing {
			break
		}
	}
	_ = redis.CloseWrite() // Redis does what it was sent, and then hangs up
	<-done
}

// readCommand reads an array of strings as the protocol of Redis has it.
func readCommand(r *bufio.Reader) (string, error) {
	var all strings.Builder
	line := func(kind string) (n int, err error) {
		text, err := r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		all.WriteString(text)
		_, err = fmt.Sscanf(text, kind+"%d\r\n", &n)
		return n, err
	}
	words, err := line("*")
	for range words {
		var size int
		if err == nil {
			size, err = line("$")
		}
		if err == nil {
			_, err = io.CopyN(&all, r, int64(size)+2)
		}
	}
	return all.String(), err
}
