package signature_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/engine/trait"
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
	if d := fast.Distance(faster); d >= signature.TooSimilar {
		t.Errorf("two programs that act alike are %.2f apart", d)
	}
	if d := fast.Distance(signature.Of(seek(0.2))); d < signature.TooSimilar {
		t.Errorf("a calm and a fast seeker are %.2f apart", d)
	}
	if d := fast.Distance(signature.Of(idle)); d < 0.2 {
		t.Errorf("seeking and doing nothing are %.2f apart", d)
	}
	if again, ok := signature.Parse(fast.String()); !ok || again != fast {
		t.Errorf("%s is read as %v, %v", fast, again, ok)
	}
	for _, text := range []string{"", "abc", fast.String() + "00", "zz" + fast.String()[2:]} {
		if _, ok := signature.Parse(text); ok {
			t.Errorf("%q is read as a signature", text)
		}
	}
}
