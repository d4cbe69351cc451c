package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
)

// TestRunningSystem tests a system that somebody else has started, for example in containers, through whatever is in
// front of its gateway: the page, forced cycles until one is kept, and a viewer that sees the world run all the while.
func TestRunningSystem(t *testing.T) {
	url := os.Getenv("GENESIS_TEST_URL")
	if url == "" {
		t.Skip("set GENESIS_TEST_URL to the address of a running system, as http://127.0.0.1:3000; it gets a cycle forced")
	}
	s := &system{url: strings.TrimSuffix(url, "/")}
	checkPage(t, s)
	eventually(t, 2*time.Minute, "the engine", func() bool {
		ready, err := http.Get(s.url + "/readyz")
		if err != nil {
			return false
		}
		ready.Body.Close()
		return ready.StatusCode == http.StatusOK
	})
	frames := watchFrames(t, s)
	cycle := applied(t, s)
	checkFeed(t, s, cycle)
	checkSource(t, s, cycle)
	if !strings.Contains(cycle.TemporalURL, cycle.ID) {
		t.Errorf("%s has no link into Temporal's UI: %q", cycle.ID, cycle.TemporalURL)
	}
	before := frames.Load()
	eventually(t, time.Minute, "another 30 frames", func() bool { return frames.Load() > before+30 })
	t.Logf("the viewer has got %d frames", frames.Load())
}

// checkPage fetches the page and what it loads.
func checkPage(t *testing.T, s *system) {
	t.Helper()
	page, headers := fetch(t, s.url+"/")
	if !strings.Contains(headers.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Error("the page has no content security policy")
	}
	assets := regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(assets) == 0 {
		t.Fatalf("this is not the visualiser's page:\n%s", tail(page, 2000))
	}
	for _, asset := range assets {
		if _, headers := fetch(t, s.url+asset[1]); !strings.Contains(headers.Get("Cache-Control"), "immutable") {
			t.Errorf("%s may not be kept by browsers", asset[1])
		}
	}
}

func fetch(t *testing.T, url string) (string, http.Header) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %v", url, resp.Status, err)
	}
	return string(text), resp.Header
}

// watchFrames counts the frames of one viewer until the test ends. Their ticks must increase.
func watchFrames(t *testing.T, s *system) *atomic.Int64 {
	t.Helper()
	conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(),
		strings.Replace(s.url, "http", "ws", 1)+"/ws/world-stream", nil)
	if err != nil {
		t.Fatalf("open the world stream: %v", err)
	}
	resp.Body.Close()
	count, done := new(atomic.Int64), make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	go func() {
		defer close(done)
		last := uint64(0)
		for {
			kind, message, err := conn.ReadMessage()
			if err != nil {
				return // the test ends; otherwise the check of the count fails
			}
			tick := last + 1 // a binary frame
			if kind == websocket.TextMessage {
				var frame struct {
					Tick *uint64 `json:"tick"`
				}
				if json.Unmarshal(message, &frame) != nil || frame.Tick == nil {
					continue // a line of the feed
				}
				tick = *frame.Tick
			}
			if tick <= last {
				t.Errorf("frame of tick %d after that of %d", tick, last)
			}
			last = tick
			count.Add(1)
		}
	}()
	return count
}

// checkSource fetches the code of the kept trait.
func checkSource(t *testing.T, s *system, c genesis.Cycle) {
	t.Helper()
	id := c.MutationIDs[len(c.MutationIDs)-1]
	shown := get[struct {
		SourceCode string `json:"source_code"`
	}](t, s, "/api/mutations/"+id+"/source")
	if !strings.Contains(shown.SourceCode, "func Execute(") {
		t.Errorf("the code of %s is not there: %q", id, shown.SourceCode)
	}
}
