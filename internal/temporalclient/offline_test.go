package temporalclient_test

import (
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// offlineNames is a name server like Docker's without internet access: it knows the addresses of containers and does
// not answer any other question.
func offlineNames(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		packet := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			if answer := addressOf(packet[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// addressOf answers only a question for an address of the container temporal.
func addressOf(packet []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(packet) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	if !strings.HasPrefix(q.Name.String(), "temporal.") || q.Type != dnsmessage.TypeA && q.Type != dnsmessage.TypeAAAA {
		return nil
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	if q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

// TestOffline connects to Temporal by its container's name, with a name server that knows only this name.
func TestOffline(t *testing.T) {
	_, port, err := net.SplitHostPort(temporaltest.Server(t).FrontendHostPort())
	if err != nil {
		t.Fatal(err)
	}
	names, before := offlineNames(t), net.DefaultResolver
	t.Cleanup(func() { net.DefaultResolver = before })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", names)
	}}
	t.Setenv("TEMPORAL_CONFIG_FILE", os.DevNull)
	s := settings(t, "GENESIS_TEMPORAL_ADDRESS=temporal:"+port)
	ctx, stop := context.WithTimeout(t.Context(), 8*time.Second) // an unanswered query takes 10 s or more
	defer stop()
	c, err := supervisor.Dial(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}
