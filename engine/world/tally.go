package world

// Tally sums up what the bearers of one trait did in a period.
type Tally struct {
	Births   int64 // children born to them
	Deaths   [Causes]int64
	BotTicks int64
	Intake   float64
	Spent    float64
}

// Tallies returns the tallies of all traits by bit, for the dead and the living. A living molbot counts for the traits
// that it carries now.
func (w *World) Tallies() [MaxTraits]Tally {
	tallies := w.Period.Traits
	for _, i := range w.Living() {
		w.settle(i, &tallies)
	}
	return tallies
}

// settle adds what the molbot in slot i did in this period to the tallies of its traits.
func (w *World) settle(i int32, tallies *[MaxTraits]Tally) {
	b := &w.Bots
	lived := int64(w.Tick - max(b.Born[i], w.Period.Began))
	each(b.Traits[i], func(trait int) {
		t := &tallies[trait]
		t.BotTicks += lived
		t.Intake += b.Taken[i]
		t.Spent += b.Paid[i]
	})
}

// NewPeriod starts a new period.
func (w *World) NewPeriod() {
	w.Period = Period{Began: w.Tick}
	clear(w.Bots.Taken)
	clear(w.Bots.Paid)
}

func (t *Tally) visit(c *Codec) {
	c.Int64(&t.Births)
	for i := range t.Deaths {
		c.Int64(&t.Deaths[i])
	}
	c.Int64(&t.BotTicks)
	c.Float(&t.Intake)
	c.Float(&t.Spent)
}
