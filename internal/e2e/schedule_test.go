package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestSchedules makes a running system do routine work by Temporal schedules: a backup, which must pass its check, and
// a cycle.
func TestSchedules(t *testing.T) {
	s := newSystem(t)
	s.start(t)
	say := func(args ...string) string {
		t.Helper()
		out, code := s.run(t, nil, append([]string{"schedule"}, args...)...)
		if code != 0 {
			t.Fatalf("genesis schedule %s ended with %d:\n%s", strings.Join(args, " "), code, out)
		}
		return out
	}
	say("create", "nightly", "--do", "backup", "--cron", "0 3 * * *", "--timezone", "Europe/Berlin", "--keep", "2")
	say("create", "fresh", "--do", "cycle", "--every", "6h", "--reason", "something new")
	say("trigger", "nightly")
	say("trigger", "fresh")
	file := regexp.MustCompile(`nightly.* (\S+/backups/genesis-main-\S+\.tar\.gz) `)
	cycle := regexp.MustCompile(`fresh.* (cycle-main-\d{6})`)
	list := ""
	eventually(t, 3*time.Minute, "the routine work", func() bool {
		list = say("ls")
		return file.MatchString(list) && cycle.MatchString(list) || strings.Contains(list, "failed")
	})
	if !file.MatchString(list) || !cycle.MatchString(list) {
		t.Fatalf("genesis schedule ls:\n%s", list)
	}
	if out, code := s.run(t, nil, "restore", "--check", file.FindStringSubmatch(list)[1]); code != 0 {
		t.Errorf("the backup does not pass its check: %s", out)
	}
	if c := awaitEnd(t, s, cycle.FindStringSubmatch(list)[1]); c.Trigger.By != "schedule fresh" ||
		c.Trigger.Reason != "something new" || c.Outcome == genesis.OutcomeFailed {
		t.Errorf("the cycle: %+v, %s, %s", c.Trigger, c.Outcome, c.Reason)
	}
	say("pause", "nightly", "--reason", "holidays")
	if list = say("ls"); !strings.Contains(list, "paused: holidays") {
		t.Errorf("genesis schedule ls:\n%s", list)
	}
	say("resume", "nightly")
	say("rm", "nightly")
	say("rm", "fresh")
	if out, code := s.run(t, nil, "schedule", "rm", "fresh"); code == 0 || !strings.Contains(out, "no schedule") {
		t.Errorf("genesis schedule rm fresh ended with %d: %s", code, out)
	}
	if out, code := s.run(t, nil, "schedule", "create", "x", "--do", "dishes", "--every", "1h"); code == 0 ||
		!strings.Contains(out, "backup") {
		t.Errorf("genesis schedule create x --do dishes ended with %d: %s", code, out)
	}
	s.stop(t)
}
