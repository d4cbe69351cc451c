package gateway

import (
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// BenchmarkReaders has 64 readers ask one endpoint and another client /healthz beside them. It prints how many answers a second
// the readers get, and the median and the 99th percentile of the time in which /healthz is answered meanwhile.
func BenchmarkReaders(b *testing.B) {
	h := start(b, func(c *Config) { c.FreshFor = 0 })
	h.alive()
	h.server.reads = newLimiter(1e6, 1e6)
	var all []genesis.Entity
	for n := range 500 {
		all = append(all, genesis.Entity{ID: genesis.MolbotID(uint64(n + 1)), X: float64(n), Y: 2, Energy: 50, MaxEnergy: 100, State: "alive",
			Traits: []string{"graze_v1", "flee_v2"}, Color: "#00ff00", Genes: map[string]float64{"speed": 1, "size": 2}})
	}
	if err := h.store.WriteEntities(b.Context(), all); err != nil {
		b.Fatal(err)
	}
	h.engine(answering(genesis.Phylogeny{Nodes: make([]genesis.Kin, 2000)}))
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/api/stats", "/api/world/state", "/api/world/params", "/api/world/molbots?limit=500",
		"/api/world/history?points=500", "/api/world/lineage", "/api/evolution/history?outcome=failed", "/api/mutations", "/api/feed", "/api/openapi.json"} {
		b.Run(path, func(b *testing.B) { readers(b, "http://"+h.addr, path) })
	}
}

func readers(b *testing.B, url, path string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 65}, Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	ask := func(path string) {
		req, _ := http.NewRequest(http.MethodGet, url+path, http.NoBody)
		req.Header.Set("Accept-Encoding", "gzip") // as browsers do; what is measured is not this test's unpacking
		res, err := client.Do(req)
		if err != nil {
			b.Error(path, err)
			return
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	var group sync.WaitGroup
	done := make(chan struct{})
	b.ResetTimer()
	for range 64 {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				ask(path)
			}
		})
	}
	go func() { group.Wait(); close(done) }()
	var took []time.Duration
	for asking := true; asking; {
		begun := time.Now()
		ask("/healthz")
		took = append(took, time.Since(begun))
		select {
		case <-done:
			asking = false
		case <-time.After(5 * time.Millisecond):
		}
	}
	b.StopTimer()
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(ms(took[len(took)/2]), "health-p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "health-p99-ms")
}
