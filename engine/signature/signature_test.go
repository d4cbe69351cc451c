package signature_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

func seek(effort float64) trait.Native {
	return func(m *trait.Molbot) {
		if food, ok := m.NearestFood(100); ok {
			m.ThrustToward(food.DX, food.DY, effort)
		}
	}
}

func TestSignature(t *testing.T) {
	idle := trait.Native(func(*trait.Molbot) {})
	fast, faster := signature.Of(seek(0.9)), signature.Of(seek(1))
	if d := fast.Distance(faster); d >= policy.TooSimilar {
		t.Errorf("two programs that act alike are %.2f apart", d)
	}
	if d := fast.Distance(signature.Of(seek(0.2))); d < policy.TooSimilar {
		t.Errorf("a calm and a fast seeker are %.2f apart", d)
	}
	if d := fast.Distance(signature.Of(idle)); d < 0.2 {
		t.Errorf("seeking and doing nothing are %.2f apart", d)
	}
	if again, ok := signature.Parse(fast.String()); !ok || again != fast {
		t.Errorf("%s is read as %v, %v", fast, again, ok)
	}
	for _, text := range []string{"", "abc", fast.String() + "00", fast.String()[6:], "lives:zz" + fast.String()[8:]} {
		if _, ok := signature.Parse(text); ok {
			t.Errorf("%q is read as a signature", text)
		}
	}
}

// TestSeldomIsNotAlike checks that a program that seldom acts is not similar to others because of the situations in
// which it does nothing, that all channels count, and that memory is empty at the start of a life.
func TestSeldomIsNotAlike(t *testing.T) {
	seldom := func(act func(m *trait.Molbot)) trait.Native {
		return func(m *trait.Molbot) {
			if m.SetMem(0, m.Mem(0)+1); m.Mem(0) >= 4 { // from the fifth situation of a life on
				act(m)
			}
		}
	}
	eats, bites := signature.Of(seldom(func(m *trait.Molbot) { m.Eat() })), signature.Of(
		seldom(func(m *trait.Molbot) { m.Brake() }),
	)
	if differ, acts := eats.Compare(bites); acts != signature.Situations/2 || differ != acts {
		t.Errorf("of %d situations in which one acts %d differ, want half of all, and each", acts, differ)
	}
	if d := eats.Distance(signature.Of(seldom(func(m *trait.Molbot) { m.Eat() }))); d != 0 {
		t.Errorf("the same program is %.2f apart from itself", d)
	}
	scents := signature.Of(trait.Native(func(m *trait.Molbot) { m.LeaveScent(1, 2) }))
	shares := signature.Of(trait.Native(func(m *trait.Molbot) {
		if other, ok := m.NearestMolbot(100); ok {
			m.Share(other, 1)
		}
	}))
	idle := signature.Of(trait.Native(func(*trait.Molbot) {}))
	for name, s := range map[string]signature.Signature{"scent": scents, "share": shares} {
		if d := s.Distance(idle); d != 1 {
			t.Errorf("%s and nothing are %.2f apart, want 1", name, d)
		}
	}
	if d := idle.Distance(idle); d != 1 {
		t.Errorf("two that do nothing are %.2f apart: nothing is compared", d)
	}
}
