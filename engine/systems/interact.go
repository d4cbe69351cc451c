package systems

import (
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Interact carries out attacks and gifts, in the order of the actors' slots.
func Interact(w *world.World) {
	b := &w.Bots
	for _, i := range w.Living() {
		if !b.Acts[i] {
			continue
		}
		intent := &b.Intent[i]
		if intent.Attack != 0 {
			attack(w, i, int32(intent.Attack-1))
		}
		if intent.Share.To != 0 {
			share(w, i, int32(intent.Share.To-1), intent.Share.Energy)
		}
	}
}

// touches reports whether two molbots are close enough to act on each other.
func touches(w *world.World, i, k int32) bool {
	b := &w.Bots
	if k < 0 || int(k) >= len(b.Serial) || k == i || b.Serial[k] == 0 {
		return false
	}
	dx, dy := w.Delta(b.X[i], b.Y[i], b.X[k], b.Y[k])
	reach := b.Body[i].Radius + b.Body[k].Radius + w.P.Biology.TouchReach
	return dx*dx+dy*dy <= reach*reach
}

// attack harms the victim. The attacker gains less than the victim loses, and the victim strikes back in proportion to
// its power and energy, so an attack pays only against weak victims.
func attack(w *world.World, i, victim int32) {
	b, rules := &w.Bots, &w.P.Biology
	price := rules.AttackCost * max(1, b.Body[i].Power)
	if !touches(w, i, victim) || b.Energy[i] <= price {
		return
	}
	w.Pay(i, world.Action, price)
	defence := rules.Defence * b.Body[victim].Power * b.Energy[victim] / b.Body[victim].MaxEnergy
	harm := min(b.Body[i].Power, b.Energy[victim])
	gain := min(harm*rules.AttackGain, b.Body[i].MaxEnergy-b.Energy[i])
	b.Energy[victim] -= harm
	b.Energy[i] += gain
	b.Intake[i] += gain
	b.Spent[victim] += harm
	b.Harm[victim], b.Bitten[victim] = world.Other, w.Tick
	w.Ledger.Book(world.Predation, harm-gain)
	w.Period.Attacks++
	w.Attacked(i, victim)
	if wound := min(defence, b.Energy[i]); wound > 0 {
		b.Energy[i] -= wound
		b.Spent[i] += wound
		b.Harm[i] = world.Other
		w.Ledger.Book(world.Predation, wound)
	}
}

func share(w *world.World, i, other int32, energy float64) {
	b := &w.Bots
	if !touches(w, i, other) {
		return
	}
	rest := 1 - w.P.Biology.ShareLoss
	energy = min(energy, b.Energy[i])
	energy = min(energy, (b.Body[other].MaxEnergy-b.Energy[other])/rest)
	if energy <= 0 {
		return
	}
	b.Energy[i] -= energy
	b.Energy[other] += energy * rest
	b.Spent[i] += energy
	b.Intake[other] += energy * rest
	w.Ledger.Book(world.Sharing, energy-energy*rest)
	w.Period.Gifts++
	w.Shared(i, other)
}
