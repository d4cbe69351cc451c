package bandit

import "testing"

// shares returns the share of each arm in n plays with different seeds.
func shares(arms []Arm, n int) []float64 {
	played := make([]float64, len(arms))
	for seed := range n {
		played[Choose(arms, uint64(seed))] += 1 / float64(n)
	}
	return played
}

func TestGoComesFirst(t *testing.T) {
	for _, goes := range []Arm{{}, {Fresh: 2}, {Fresh: 5, Vetted: 1}} {
		goes.Model, goes.Form = "m", Go
		if s := shares([]Arm{goes, {Model: "m", Form: Rules, Fresh: 50, New: 50, Proved: 50}}, 200); s[1] != 0 {
			t.Errorf("after %+v rules are asked for: %v", goes, s)
		}
	}
	if s := shares([]Arm{{Model: "m", Form: Rules}}, 10); s[0] < .99 {
		t.Errorf("one form alone: %v", s)
	}
}

func TestTheBetterOneIsPlayed(t *testing.T) {
	poor, good := Arm{Model: "m", Form: Go, Fresh: 20}, Arm{
		Model: "m", Form: Rules, Fresh: 20, Vetted: 20, New: 16, Proved: 6,
	}
	if s := shares([]Arm{poor, good}, 500); s[1] < .95 {
		t.Errorf("a form whose programs pass is played in %.0f %%", 100*s[1])
	}
	good.Form, good.Fresh, poor.Fresh, poor.Form = Go, 60, 6, Rules
	good.New, good.Proved, poor.New = 55, 20, 1
	if s := shares([]Arm{good, poor}, 500); s[0] < .9 || s[0] == 1 {
		t.Errorf("a model that writes good Go is asked for it in %.1f %%, want nearly always", 100*s[0])
	}
}

func TestCostCounts(t *testing.T) {
	quick := Arm{Model: "quick", Form: Go, Fresh: 100, New: 60, Proved: 20, Seconds: 10}
	slow := Arm{Model: "slow", Form: Go, Fresh: 100, New: 70, Proved: 30, Seconds: 600}
	if s := shares([]Arm{quick, slow}, 500); s[0] < .95 {
		t.Errorf("a model that is sixty times as fast and nearly as good is played in %.0f %%", 100*s[0])
	}
	slow.Seconds = 12
	if s := shares([]Arm{quick, slow}, 500); s[1] < .8 {
		t.Errorf("the better of two that cost alike is played in %.0f %%", 100*s[1])
	}
}

func TestAllAreTriedAtFirst(t *testing.T) {
	s := shares([]Arm{{Model: "a", Form: Go}, {Model: "b", Form: Go}, {Model: "c", Form: Go}}, 600)
	for i, share := range s {
		if share < .25 {
			t.Errorf("number %d of three that nobody knows is played in %.0f %%", i, 100*share)
		}
	}
}
