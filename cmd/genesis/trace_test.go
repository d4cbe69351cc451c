package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// receiver is an OTLP collector that remembers the spans of each trace.
type receiver struct {
	mu    sync.Mutex
	spans map[string][]string // by trace id
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var in collector.ExportTraceServiceRequest
	if err != nil || req.URL.Path != "/v1/traces" || proto.Unmarshal(body, &in) != nil {
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range in.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				id := string(appendHex(nil, span.GetTraceId()))
				r.spans[id] = append(r.spans[id], span.GetName())
			}
		}
	}
}

func appendHex(b, id []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range id {
		b = append(b, digits[c>>4], digits[c&15])
	}
	return b
}

func (r *receiver) trace(id string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.spans[id])
}

// TestOneTraceFromRequestToModel follows a trigger through gateway, supervisor, cycle and activities to the HTTP call
// of the model, with a real Temporal. A second trigger must have its own trace, although the supervisor is the same.
func TestOneTraceFromRequestToModel(t *testing.T) {
	dir := t.TempDir()
	redis, temporal := servers(t, dir)
	redis.start()
	temporal.start()
	r := &receiver{spans: map[string][]string{}}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	h := system(t, dir, redis, temporal, "GENESIS_OTEL_ENDPOINT="+server.URL, "GENESIS_EVOLUTION_COOLDOWN_SEC=0")
	h.await("everything", func() bool { return h.get("/readyz").status == 200 })
	for _, id := range []string{"0af7651916cd43dd8448eb211c80319c", "1bf7651916cd43dd8448eb211c80319d"} {
		h.traceparent = "00-" + id + "-b7ad6b7169203331-01"
		h.await("a trigger to be taken", func() bool {
			r := h.post("/api/evolution/trigger", `{"reason": "trace me"}`)
			return r.status == 200
		})
		h.traceparent = ""
		for _, want := range []string{
			"POST /api/evolution/trigger", "StartChildWorkflow:EvolutionCycle", "StartActivity:Plan", "RunActivity:Plan",
			"HTTP POST",
		} {
			h.await(want, func() bool {
				return slices.ContainsFunc(r.trace(id), func(name string) bool { return strings.HasPrefix(name, want) })
			})
		}
		cancel := h.get("/api/evolution/history?limit=1").body
		_, rest, _ := strings.Cut(cancel, `"id":"`)
		cycle, _, _ := strings.Cut(rest, `"`)
		h.post("/api/evolution/cycles/"+cycle+"/cancel", `{}`)
		h.await("the cycle to end", func() bool {
			return strings.Contains(h.get("/api/evolution/cycles/"+cycle).body,
				`"outcome"`)
		})
	}
}
