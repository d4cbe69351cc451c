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

// mortal is a proxy to a Redis that dies at a command: neither this command nor any later one is answered.
type mortal struct {
	target      string
	listener    net.Listener
	connections sync.WaitGroup // includes the accepting goroutine

	sync.Mutex
	left     int  // commands until it dies
	executes bool // the last command is executed, only its answer is lost
	dead     bool
}

// newMortal returns a proxy that dies after n commands.
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

// close returns when Redis has executed everything that was forwarded.
func (m *mortal) close() {
	m.listener.Close()
	m.connections.Wait()
}

// next decides what happens to a command.
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
		_, _ = io.Copy(client, redis)     // until one side closes
		_, _ = io.Copy(io.Discard, redis) // nobody reads these answers any more
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
	_ = redis.CloseWrite() // Redis executes what it has received, then closes
	<-done
}

// readCommand reads a command, which Redis's protocol encodes as an array of strings.
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
