package gate_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

func TestEvidenceIsReadable(t *testing.T) {
	for e, want := range map[float64]string{
		0: "0", 3e-05: "below 0.001", 0.0422: "0.0422", 1.4: "1.4", 870: "870", 4.2e7: "above 1,000",
	} {
		if got := gate.Evidence(e); got != want {
			t.Errorf("an e-value of %g reads %q, want %q", e, got, want)
		}
	}
}
