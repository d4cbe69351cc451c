package temporaltest

import (
	"net"
	"testing"
	"time"
)

// Slow starts a proxy in front of a server. Everything that a client sends arrives after a delay, so each call takes
// that much longer, also if there are many at a time.
func Slow(t testing.TB, to string, delay time.Duration) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go connect(client, to, delay)
		}
	}()
	return l.Addr().String()
}

func connect(client net.Conn, to string, delay time.Duration) {
	server, err := net.Dial("tcp", to)
	if err != nil {
		_ = client.Close()
		return
	}
	go func() { pass(client, server, 0); _ = client.Close() }()
	pass(server, client, delay)
	_ = server.Close()
}

// piece is what arrived at a moment.
type piece struct {
	data []byte
	due  time.Time
}

// pass copies until either end is closed.
func pass(to, from net.Conn, delay time.Duration) {
	pieces, gone := make(chan piece, 4096), make(chan struct{})
	go func() {
		defer close(pieces)
		for {
			data := make([]byte, 32<<10)
			n, err := from.Read(data)
			if n > 0 {
				select {
				case pieces <- piece{data[:n], time.Now().Add(delay)}:
				case <-gone:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	defer close(gone)
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			return
		}
	}
}
