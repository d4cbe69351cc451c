package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
)

// The network of the check has no way out. Builds of images load packages of Go and npm through a proxy (HTTP's
// CONNECT) that listens on a socket in the file system, which both networks share.

func tunnelSocket(repo string) string { return filepath.Join(place(repo), "proxy") }

// serveTunnel answers in the machine's network.
func serveTunnel(ctx context.Context, socket string) error {
	_ = os.Remove(socket)
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", socket)
	if err != nil {
		return fmt.Errorf("listen for builds: %w", err)
	}
	go accept(l, func(c net.Conn) {
		read := bufio.NewReader(c)
		req, err := http.ReadRequest(read)
		if err != nil || req.Method != http.MethodConnect {
			fmt.Fprint(c, "HTTP/1.1 405 Method Not Allowed\r\n\r\n")
			return
		}
		out, err := (&net.Dialer{}).DialContext(ctx, "tcp", req.Host)
		if err != nil {
			fmt.Fprint(c, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
			return
		}
		defer out.Close()
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\n\r\n")
		join(c, out, read)
	})
	return nil
}

// openTunnel passes a port of the check's network on to the socket.
func openTunnel(ctx context.Context, addr, socket string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	go accept(l, func(c net.Conn) {
		if out, err := (&net.Dialer{}).DialContext(ctx, "unix", socket); err == nil {
			defer out.Close()
			join(c, out, c)
		}
	})
	return nil
}

// bridge is this side's address in Docker's default network.
const bridge = "172.17.0.1"

// nameServer knows no name: what a container asks of the outside is answered at once, as where there is internet. While
// the check is offline it is silent, as name servers are that can't be reached.
func (st *stack) nameServer(ctx context.Context) error {
	c, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", bridge+":53")
	if err != nil {
		return fmt.Errorf("listen for questions about names: %w", err)
	}
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(question)
			if err != nil {
				return
			}
			if n < 12 || st.offline.Load() {
				continue
			}
			question[2], question[3] = question[2]|0x80, 0x83 // an answer: there is no such name
			_, _ = c.WriteTo(question[:n], from)
		}
	}()
	return nil
}

func accept(l net.Listener, serve func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			serve(c)
		}()
	}
}

func join(c, out net.Conn, from io.Reader) {
	done := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(out, from); done <- struct{}{} }()
	go func() { _, _ = io.Copy(c, out); done <- struct{}{} }()
	<-done
}
