package temporalclient_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// TestAnEnvironmentForAnotherServer: the environment's namespace is only used together with its server.
func TestAnEnvironmentForAnotherServer(t *testing.T) {
	environ := []string{"TEMPORAL_ADDRESS=ns.acc.tmprl.cloud:7233", "TEMPORAL_NAMESPACE=ns.acc"}
	for address, want := range map[string]config.Settings{
		"":                        {TemporalAddress: "ns.acc.tmprl.cloud:7233", TemporalNamespace: "ns.acc"},
		"ns.acc.tmprl.cloud:7233": {TemporalAddress: "ns.acc.tmprl.cloud:7233", TemporalNamespace: "ns.acc"},
		"temporal:7233":           {TemporalAddress: "temporal:7233", TemporalNamespace: "default"},
	} {
		s := config.Settings{TemporalAddress: address, TemporalNamespace: "default"}
		err := temporalclient.Resolve(&s, environ)
		if err != nil || s.TemporalAddress != want.TemporalAddress || s.TemporalNamespace != want.TemporalNamespace {
			t.Errorf("%q: %s, %s, %v", address, s.TemporalAddress, s.TemporalNamespace, err)
		}
	}
}
