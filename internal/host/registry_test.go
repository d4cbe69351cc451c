package host

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

func TestHeavyRegistryIsTold(t *testing.T) {
	var out bytes.Buffer
	h := &Host{settings: config.Settings{RegistryAlertMB: 1}, log: slog.New(slog.NewTextHandler(&out, nil))}
	for _, held := range []uint64{1000, 2 << 20, 3 << 20, 1<<20 - 1000, 500 << 10} {
		h.watchRegistry(held)
	}
	if said := out.String(); strings.Count(said, "GENESIS_REGISTRY_ALERT_MB") != 1 ||
		strings.Count(said, "less memory") != 1 {
		t.Errorf("said %s", said)
	}
}
