package e2e

import (
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestStopAndStart stops every part with SIGTERM in the middle of a cycle, as an upgrade does, and starts them again.
// Both the world and the cycle must continue from where they were.
func TestStopAndStart(t *testing.T) {
	s := newSystem(t, "GENESIS_TRIAL_PAIRS=6", "GENESIS_TRIAL_MAX_PAIRS=6", "GENESIS_TRIAL_TICKS=1500",
		"GENESIS_CANARY_TICKS=300")
	temporal := startTemporal(t, s)
	address := "127.0.0.1:" + strconv.Itoa(freePort(t))
	s.url = "http://" + address
	s.env = append(s.env, "GENESIS_TEMPORAL_ADDRESS="+temporal.FrontendHostPort(), "GENESIS_REDIS_URL="+startRedis(t, s),
		"GENESIS_HTTP_ADDR="+address)
	s.out = &output{}
	all := func() (parts []*exec.Cmd) {
		for _, part := range []string{"engine", "worker", "gateway"} {
			parts = append(parts, s.launch(t, part))
		}
		eventually(t, time.Minute, "readiness",
			func() bool { _, err := try[map[string]any](s, "/readyz"); return err == nil })
		return parts
	}
	parts := all()
	id := triggerCycle(t, s)
	eventually(t, time.Minute, "the plan of "+id, func() bool {
		c, err := try[genesis.Cycle](s, "/api/evolution/cycles/"+id)
		return err == nil && c.Plan != nil
	})
	before := get[genesis.LoopStats](t, s, "/api/stats")
	for _, part := range parts {
		terminate(t, part)
	}
	all()
	if after := get[genesis.LoopStats](t, s, "/api/stats"); after.Tick < before.Tick || after.BootID == before.BootID {
		t.Errorf("the world did not go on: tick %d, then %d", before.Tick, after.Tick)
	}
	if c := awaitEnd(t, s, id); c.Outcome == genesis.OutcomeFailed {
		t.Errorf("the cycle failed: %s", c.Reason)
	}
	if out, code := s.run(t, nil, "replay", id); code != 0 {
		t.Errorf("genesis replay %s: %s", id, tail(out, 2000))
	}
}
