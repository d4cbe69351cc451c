package engine

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestBudgetFollowsTheMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(14 * time.Millisecond)
		tick := func(fuel int64, took time.Duration) {
			b.mark()
			time.Sleep(took)
			b.mark()
			b.measure(fuel)
		}
		if _, changed := b.propose(); changed {
			t.Error("a budget without a measurement")
		}
		tick(100, time.Second) // too little fuel to measure
		if _, changed := b.propose(); changed {
			t.Error("a budget from too little fuel")
		}
		tick(10_000, time.Millisecond) // 100 ns each
		if fuel, changed := b.propose(); changed {
			t.Errorf("a budget of %d where no tick comes near to it", fuel)
		}
		tick(100_000, 10*time.Millisecond)
		fuel, changed := b.propose()
		if !changed || fuel != 140_000 {
			t.Fatalf("proposed %d, want 140,000", fuel)
		}
		b.fuel = fuel
		tick(100_000, 10*time.Second) // the machine was suspended
		if fuel, changed := b.propose(); changed {
			t.Errorf("one slow tick changed the budget to %d", fuel)
		}
		for range 200 {
			tick(100_000, 20*time.Millisecond)
		}
		if fuel, changed := b.propose(); !changed || fuel < 69_000 || fuel > 71_000 {
			t.Errorf("proposed %d on a machine half as fast, want about 70,000", fuel)
		}
	})
}

// A trait that burns all its fuel on every molbot is cut after three ticks and not after 64 slow ones. A slow machine
// does not trigger that.
func TestBudgetDoesNotWaitWhereTicksAreLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(14 * time.Millisecond)
		tick := func(fuel int64, took time.Duration) {
			b.mark()
			time.Sleep(took)
			b.mark()
			b.measure(fuel)
		}
		for range 3 * lateTicks {
			tick(100_000, 200*time.Millisecond)
			if b.due(1) {
				t.Fatal("it is due for ticks that were not late for their fuel")
			}
		}
		b.forget()
		for range 50 { // before that, a world of cheap traits
			tick(1_000_000, time.Millisecond)
		}
		tick(4_000_000, 40*time.Millisecond)
		tick(4_000_000, 400*time.Millisecond) // the machine was suspended
		if b.due(1) {
			t.Fatal("it is due after two late ticks")
		}
		tick(4_000_000, 40*time.Millisecond)
		if !b.due(1) {
			t.Fatal("it is not due after three late ticks")
		}
		fuel, changed := b.propose()
		if !changed || fuel != 1_400_000 {
			t.Errorf("proposed %d, %v, want 1,400,000 at the 10 ns that a unit took", fuel, changed)
		}
		if b.due(1) {
			t.Error("it is due again at once")
		}
	})
}
