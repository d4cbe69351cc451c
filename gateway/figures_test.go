package gateway

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// TestMoreFigures checks that /metrics includes the metrics of the surrounding process, such as those of its connection
// to Temporal.
func TestMoreFigures(t *testing.T) {
	m := temporalclient.NewMetrics()
	h := start(t, func(c *Config) { c.Figures = m })
	m.Handler().WithTags(map[string]string{"operation": "UpdateWithStart"}).Counter("temporal_request").Inc(3)
	if got := h.metric(`temporal_request_total{operation="UpdateWithStart"}`); got != 3 {
		t.Errorf("%v requests to Temporal, want 3", got)
	}
	if h.metric("genesis_gateway_viewers") != 0 {
		t.Error("a viewer that nobody is")
	}
}
