package gateway

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// BenchmarkReaders lets 64 readers read one endpoint while another client reads /healthz. Where the endpoint has
// parameters, each question is another one. It prints how many answers per second the readers get, the processor time
// of each answer (including the client's), and the median and the 99th percentile of the time in which /healthz is
// answered meanwhile. "bare" is a Fiber handler without any middleware: what this machine can do at the moment.
func BenchmarkReaders(b *testing.B) {
	b.Run("bare", func(b *testing.B) { readers(b, bare(b), always("/")) })
	h := running(b)
	all := h.questions()
	for _, path := range sortedPaths(all) {
		if r := h.call(http.MethodGet, all[path](0), ""); r.StatusCode != http.StatusOK {
			continue // the system has nothing of this kind
		}
		b.Run(path, func(b *testing.B) { readers(b, "http://"+h.addr, all[path]) })
	}
}

// running is a gateway beside the system whose Redis GENESIS_BENCH_REDIS names, or else beside the harness's engine
// with 500 molbots.
func running(b *testing.B) *house {
	web := b.TempDir()
	must(b, os.WriteFile(filepath.Join(web, "index.html"), bytes.Repeat([]byte("<p>a page</p>\n"), 4000), 0o600))
	other := os.Getenv("GENESIS_BENCH_REDIS")
	h := start(b, func(c *Config) {
		c.FreshFor, c.WebDir = 0, web
		if other != "" {
			store, err := redisstore.Connect(other, "main")
			must(b, err)
			b.Cleanup(func() { _ = store.Close() })
			c.Store = store
		}
	})
	h.server.reads = newLimiter(1e6, 1e6)
	if other != "" {
		return h
	}
	h.alive()
	var all []genesis.Entity
	for n := range 500 {
		all = append(all, genesis.Entity{ID: genesis.MolbotID(uint64(n + 1)), X: float64(n), Y: 2, Energy: 50, MaxEnergy: 100,
			State:  "alive",
			Traits: []string{"graze_v1", "flee_v2"}, Color: "#00ff00", Genes: map[string]float64{"speed": 1, "size": 2}})
	}
	must(b, h.store.WriteEntities(b.Context(), all))
	h.engine(answering(genesis.Phylogeny{Nodes: make([]genesis.Kin, 2000)}))
	return h
}

// bare serves a short answer without any of the gateway's middleware, and returns its address.
func bare(b *testing.B) string {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/*", func(c *fiber.Ctx) error { return c.SendString("ok") })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	served := make(chan error, 1)
	go func() { served <- app.Listener(l) }()
	b.Cleanup(func() { must(b, app.Shutdown()); must(b, <-served) })
	return "http://" + l.Addr().String()
}

func readers(b *testing.B, url string, path question) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 65}, Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	ask := func(path string) {
		req, _ := http.NewRequest(http.MethodGet, url+path, http.NoBody)
		req.Header.Set("Accept-Encoding", "gzip") // as browsers do; the test's own decompression must not count
		res, err := client.Do(req)
		if err != nil {
			b.Error(path, err)
			return
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	var asked atomic.Int64
	var group sync.WaitGroup
	done := make(chan struct{})
	spent := processor()
	b.ResetTimer()
	for range 64 {
		group.Go(func() {
			for n := asked.Add(1); n <= int64(b.N); n = asked.Add(1) {
				ask(path(int(n)))
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
	b.ReportMetric(float64((processor()-spent).Microseconds())/float64(b.N), "cpu-µs/answer")
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(ms(took[len(took)/2]), "health-p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "health-p99-ms")
}
