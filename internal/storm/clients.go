package storm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
)

// clients use the system while it is broken: they start and steer cycles, load traits, and change the world. Each
// change has an idempotency key and is repeated until the answer is definite.
type clients struct {
	url    string
	client *http.Client

	gate sync.RWMutex // held for reading by acting clients, for writing to make them rest

	mu       sync.Mutex
	cycles   map[string]string  // key → cycle that the system said it started
	commands map[string]string  // command id → what was acknowledged
	set      map[string]float64 // parameter → last acknowledged value
	defects  []string           // answers that reveal a defect of the system
	requests int
	accepted int
}

func newClients(url string) *clients {
	return &clients{url: url, client: &http.Client{Timeout: 15 * time.Second},
		cycles: map[string]string{}, commands: map[string]string{}, set: map[string]float64{}}
}

// run makes the clients act until ctx ends.
func (p *clients) run(ctx context.Context, seed uint64) {
	var group sync.WaitGroup
	for i, act := range []func(context.Context, *rand.Rand){p.evolve, p.change, p.read} {
		r := rand.New(rand.NewPCG(seed, uint64(i)+1))
		group.Go(func() {
			for ctx.Err() == nil {
				p.gate.RLock()
				act(ctx, r)
				p.gate.RUnlock()
				sleep(ctx, time.Duration(200+r.IntN(1300))*time.Millisecond)
			}
		})
	}
	group.Wait()
}

// evolve starts a cycle, or loads a handwritten trait, and steers the running cycle.
func (p *clients) evolve(ctx context.Context, r *rand.Rand) {
	id := p.running(ctx)
	if id == "" {
		key, path, body := uuid.NewString(), "/api/evolution/trigger", any(map[string]string{"reason": "storm"})
		if r.IntN(3) == 0 {
			path, body = "/api/mutations", map[string]any{
				"source": program(r.Int64N(1e5) + 1000), "trait_name": fmt.Sprintf("hand_%d", r.IntN(5)), "trial": r.IntN(2) == 0,
			}
		}
		var started struct {
			CycleID string `json:"cycle_id"`
		}
		if p.retryPost(ctx, path, key, body, &started) {
			p.mu.Lock()
			p.cycles[key] = started.CycleID
			p.mu.Unlock()
		}
		return
	}
	switch n := r.IntN(100); {
	case n < 6:
		p.post(ctx, "/api/evolution/cycles/"+id+"/hint", "", map[string]string{"text": "keep it simple"}, nil)
	case n < 8:
		p.post(ctx, "/api/evolution/cycles/"+id+"/veto", "", map[string]string{"reason": "storm"}, nil)
	case n < 10:
		p.post(ctx, "/api/evolution/cycles/"+id+"/cancel", "", map[string]string{"reason": "storm"}, nil)
	case n < 13:
		if kept := p.kept(ctx); len(kept) > 0 {
			what := []string{"pin", "unpin", "rollback"}[r.IntN(3)]
			p.post(ctx, "/api/mutations/"+kept[r.IntN(len(kept))].ID+"/"+what, "", map[string]string{}, nil)
		}
	}
}

// running returns the running cycle, or "" if none is known.
func (p *clients) running(ctx context.Context) string {
	var state struct {
		Running string `json:"running"`
	}
	if p.get(ctx, "/api/evolution/state", &state) != http.StatusOK {
		return ""
	}
	return state.Running
}

func (p *clients) kept(ctx context.Context) (list []genesis.Mutation) {
	p.get(ctx, "/api/mutations?status=applied", &list)
	return list
}

// change changes the world. It avoids parameters that cycles change.
func (p *clients) change(ctx context.Context, r *rand.Rand) {
	key := uuid.NewString()
	path, body := "/api/world/scatter", any(map[string]any{"count": 1 + r.IntN(5)})
	param, value := "temperature", float64(15+r.IntN(10))
	switch r.IntN(4) {
	case 0:
		path, body = "/api/world/spawn", map[string]any{"count": 1}
	case 1:
		path, body = "/api/world/params", map[string]float64{param: value}
	case 2:
		path, body = "/api/world/front", map[string]float64{"celsius": float64(r.IntN(6)) - 3}
	}
	if !p.retryPost(ctx, path, key, body, nil) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	id := "once-" + uuid.NewSHA1(uuid.NameSpaceOID, []byte(world+"\x00"+key)).String()
	p.commands[id] = path
	if strings.HasSuffix(path, "params") {
		p.set[param] = value
	}
}

// read reads what the page reads.
func (p *clients) read(ctx context.Context, r *rand.Rand) {
	paths := []string{"/api/stats", "/api/world/state", "/api/evolution/history", "/api/feed",
		"/api/world/molbots?limit=20", "/readyz", "/api/world/lineage", "/metrics", "/api/mutations"}
	p.get(ctx, paths[r.IntN(len(paths))], nil)
}

// retryPost repeats a change until it is accepted or definitely refused, and reports whether it was accepted.
func (p *clients) retryPost(ctx context.Context, path, key string, body, into any) bool {
	for ctx.Err() == nil {
		switch status := p.post(ctx, path, key, body, into); {
		case status == http.StatusOK:
			return true
		case status >= 400 && status < 500 && status != http.StatusTooManyRequests:
			return false
		}
		sleep(ctx, 500*time.Millisecond)
	}
	return false
}

func (p *clients) post(ctx context.Context, path, key string, body, into any) (status int) {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // a bug in this package
	}
	return p.request(ctx, http.MethodPost, path, key, bytes.NewReader(raw), into)
}

func (p *clients) get(ctx context.Context, path string, into any) (status int) {
	return p.request(ctx, http.MethodGet, path, "", http.NoBody, into)
}

// request returns the status of the answer, 0 for none. It records answers that reveal a defect; unavailable parts are
// expected in a storm.
func (p *clients) request(ctx context.Context, method, path, key string, body io.Reader, into any) (status int) {
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, body)
	if err != nil {
		panic(err) // a bug in this package
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	p.count(func() { p.requests++ })
	resp, err := p.client.Do(r)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0
	}
	switch {
	case resp.StatusCode == http.StatusInternalServerError:
		p.count(func() {
			p.defects = append(p.defects, fmt.Sprintf("%s %s: %d: %s", method, path, resp.StatusCode, raw))
		})
	case resp.StatusCode < 300:
		p.count(func() { p.accepted++ })
		if into != nil && json.Unmarshal(raw, into) != nil {
			p.count(func() {
				p.defects = append(p.defects, fmt.Sprintf("%s %s: an answer that can't be read: %s", method, path, raw))
			})
		}
	}
	return resp.StatusCode
}

func (p *clients) count(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// body returns the beginning of an answer's text.
func body(resp *http.Response) string {
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
	return fmt.Sprintf("%d: %s", resp.StatusCode, raw)
}
