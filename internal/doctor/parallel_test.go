package doctor

import (
	"context"
	"net"
	"sync"
	"testing"
)

// TestChecksRunSideBySide: each of three checks continues only when all have begun, and each has its own finding.
func TestChecksRunSideBySide(t *testing.T) {
	var all sync.WaitGroup
	all.Add(3)
	var checks []check
	for _, name := range []string{"a", "b", "c"} {
		checks = append(checks, check{name: name, run: func(ctx context.Context, d *doctor) bool {
			all.Done()
			all.Wait()
			if _, limited := ctx.Deadline(); !limited {
				t.Errorf("check %s has no deadline", name)
			}
			d.add(name, OK, "fine", "")
			d.noteVersion(name, "v1")
			return name != "b"
		}})
	}
	d := &doctor{versions: map[string][]string{}}
	d.begin(t.Context(), checks)
	for _, c := range checks {
		own := c.join(nil)
		if own.usable != (c.name != "b") {
			t.Errorf("%s: fit is %v", c.name, own.usable)
		}
		d.merge(own)
	}
	for i, f := range d.report.Findings {
		if f.Check != checks[i].name {
			t.Errorf("finding %d is %+v", i, f)
		}
	}
	if len(d.report.Findings) != 3 || len(d.versions["v1"]) != 3 {
		t.Errorf("found %+v, %v", d.report.Findings, d.versions)
	}
}

// TestACheckThatHangsIsLeftBehind: the check is reported as a problem, and the findings of others are kept.
func TestACheckThatHangsIsLeftBehind(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	checks := []check{{name: "disk", run: func(context.Context, *doctor) bool { <-release; return true }}}
	d := &doctor{versions: map[string][]string{}}
	d.begin(t.Context(), checks)
	late := make(chan struct{})
	close(late)
	own := checks[0].join(late)
	if d.merge(own); own.usable || len(d.report.Findings) != 1 || d.report.Findings[0].State != Problem ||
		d.report.Findings[0].Remedy == "" {
		t.Errorf("found %+v", d.report.Findings)
	}
}

// TestEveryPartHangs makes every part accept connections and never answer: all must be named, each with a remedy.
func TestEveryPartHangs(t *testing.T) {
	silent := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l.Addr().String()
	}
	report := examine(t, "GENESIS_REDIS_URL=redis://"+silent()+"/0", "GENESIS_TEMPORAL_ADDRESS="+silent(),
		"GENESIS_HTTP_ADDR="+silent(),
		"GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL=http://"+silent())
	wrong := map[string]bool{}
	for _, f := range report.Findings {
		wrong[f.Check] = wrong[f.Check] || f.State == Problem
	}
	for _, part := range []string{"redis", "temporal", "gateway", "model"} {
		if !wrong[part] {
			t.Errorf("%s hangs, and that is no problem: %+v", part, report.Findings)
		}
	}
}
