package host

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// TestFiguresOfTheEngine: the engine exports metrics of its connection to Temporal, from the first attempt on.
func TestFiguresOfTheEngine(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	r := start(t, t.TempDir(), "GENESIS_ENGINE_METRICS_ADDR="+address)
	r.await("a request to Temporal that failed, in the figures", func() bool {
		resp, err := http.Get(fmt.Sprintf("http://%s/metrics", address))
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		for line := range strings.Lines(string(body)) {
			if strings.HasPrefix(line, "temporal_request_failure_total{") && strings.Contains(line,
				`operation="GetSystemInfo"`) && strings.Contains(line, `world="main"`) {
				return true
			}
		}
		return false
	})
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + address + "/metrics"); err == nil {
		t.Error("the figures are shown by an engine that has stopped")
	}
}
