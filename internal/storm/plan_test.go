package storm

import (
	"fmt"
	"testing"
)

func TestPlanFollowsItsSeed(t *testing.T) {
	all := faultKinds(true, true)
	if a, b := fmt.Sprint(plan(7, 200, all)), fmt.Sprint(plan(7, 200, all)); a != b {
		t.Error("the same seed gave two plans")
	}
	if a, b := fmt.Sprint(plan(7, 200, all)), fmt.Sprint(plan(8, 200, all)); a == b {
		t.Error("two seeds gave the same plan")
	}
	if a, b := fmt.Sprint(plan(7, 200, all)[:50]), fmt.Sprint(plan(7, 50, all)); a != b {
		t.Error("a shorter plan is not the beginning of a longer one")
	}
}

func TestPlanHasEveryFault(t *testing.T) {
	all, seen := faultKinds(true, true), map[string]bool{}
	for _, f := range plan(1, 500, all) {
		if f.hold <= 0 || f.hold > maxFault {
			t.Errorf("a fault lasts %v", f.hold)
		}
		if len(f.injections) == 2 && f.injections[0].part == f.injections[1].part {
			t.Errorf("two injections for one part: %v", f)
		}
		for _, b := range f.injections {
			seen[string(b.kind)+" "+b.part] = true
			if b.kind == refuse {
				seen[b.detail] = true
			}
		}
	}
	for _, c := range all {
		for _, part := range c.parts {
			if !seen[string(c.kind)+" "+part] {
				t.Errorf("500 faults and no %s of %s", c.kind, part)
			}
		}
	}
	for _, way := range writeRejections {
		if !seen[way] {
			t.Errorf("500 faults and Redis never refused by %s", way)
		}
	}
	for _, f := range plan(1, 500, faultKinds(false, false)) {
		for _, b := range f.injections {
			if b.kind == full || b.kind == skew {
				t.Fatalf("%v on a machine that can't", f)
			}
		}
	}
}
