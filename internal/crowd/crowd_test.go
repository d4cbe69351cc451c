package crowd

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/gateway"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestCrowdCountsWhatItGets measures a real gateway with a few viewers.
func TestCrowdCountsWhatItGets(t *testing.T) {
	t.Parallel()
	redis := miniredis.RunT(t)
	connect := func() *redisstore.Store {
		store, err := redisstore.Connect("redis://"+redis.Addr(), "main")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store
	}
	server, err := gateway.New(gateway.Config{Store: connect(), Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(t.Context(), l) }()
	for _, protocol := range []string{"genesis.v1", "genesis.v2"} {
		r, err := Run(t.Context(), Plan{
			Addr: l.Addr().String(), Store: connect(), Viewers: 3, Stalled: 1, Molbots: 200, Food: 10, FPS: 50,
			Protocol: protocol,
			For:      time.Second, Usage: func() Usage { return Usage{} }, Say: t.Logf,
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Rates) != 3 || r.Rates[0] < 1 || r.Rates[0] > 80 || r.Bytes == 0 || r.Lost != 0 || r.latency(0.5) > 1500 {
			t.Errorf("%s: %+v\n%s", protocol, r.Rates, r)
		}
		if !strings.Contains(r.String(), "a viewer got") {
			t.Error(r)
		}
	}
}
