package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// travel carries out a scenario's depart, arrive or settle.
func (s *scene) travel(t *testing.T, out *strings.Builder, verb string, args []string) {
	var cmd command.Payload
	switch verb {
	case "depart":
		cmd = command.Depart{Molbot: genesis.MolbotID(s.names[args[0]]), Migration: args[1]}
	case "arrive":
		cmd = command.Arrive{Migration: args[0], Traveller: s.travellers[args[0]]}
	case "settle":
		cmd = command.Settle{Migration: args[0], Back: len(args) > 1}
	}
	j, err := journey(s.e, cmd)
	if err != nil {
		fmt.Fprintf(out, "%s: %v\n", genesis.CodeOf(err), err)
		return
	}
	if j.Traveller != nil {
		if s.travellers == nil {
			s.travellers = map[string]*genesis.Traveller{}
		}
		s.travellers[j.Migration] = j.Traveller
		fmt.Fprintf(out, "%s leaves with %.2f energy, again %v\n", j.Traveller.Molbot, j.Traveller.Energy, j.Again)
		return
	}
	fmt.Fprintf(out, "is %q here, left %v, refused %q, again %v\n", j.Molbot, j.Left, j.Refused, j.Again)
	if n, err := serial(j.Molbot); err == nil {
		s.names[args[0]] = n
	}
}

func journey(e *Engine, step command.Payload) (j genesis.Journey, err error) {
	p, err := e.Prepare(command.Command{Payload: step})
	if err != nil {
		return j, err
	}
	r, err := command.ResultOf[genesis.Journey](e.Apply(p))
	return r.Data, err
}

// TestJourneyBetweenWorlds checks that a molbot arrives exactly once and with its complete state, even if commands are
// repeated and worlds restored in between.
func TestJourneyBetweenWorlds(t *testing.T) {
	from, to := settledWorld(t, 1), settledWorld(t, 2)
	again := func(e *Engine) *Engine {
		t.Helper()
		data, err := e.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Restore(data, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash() != e.Hash() || HashOf(data) != e.Hash() {
			t.Fatal("the restored world has another hash")
		}
		e.Close()
		return back
	}
	must := func(e *Engine, cmd command.Payload) genesis.Journey {
		t.Helper()
		j, err := journey(e, cmd)
		if err != nil {
			t.Fatalf("%s: %v", cmd.Kind(), err)
		}
		if !e.Sound() {
			t.Fatalf("after %s the world is not sound: %+v", cmd.Kind(), e.Ledger())
		}
		return j
	}
	there, here := from.Count(), to.Count()
	id := genesis.MolbotID(from.w.Bots.Serial[from.w.Living()[3]])
	depart := command.Depart{Molbot: id, Migration: "m", To: "reef"}
	first := must(from, depart)
	from = again(from)
	second := must(from, depart)
	if diff := cmp.Diff(first.Traveller, second.Traveller, cmpopts.EquateEmpty()); diff != "" || !second.Again {
		t.Errorf("the same journey departs otherwise (-first +second): %s", diff)
	}
	later := command.Depart{Molbot: id, Migration: "n", To: "reef"}
	if taken := must(from, later); taken.Migration != "m" || !taken.Again {
		t.Errorf("a journey that was broken off goes on as %+v", taken)
	}
	later.To = "elsewhere"
	if _, err := journey(from, later); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("on its way to reef it left for elsewhere: %v", err)
	}
	arrive := command.Arrive{Migration: "m", Traveller: first.Traveller}
	came := must(to, arrive)
	to = again(to)
	if twice := must(to, arrive); twice.Molbot != came.Molbot || !twice.Again {
		t.Errorf("it arrived as %s, then as %s", came.Molbot, twice.Molbot)
	}
	settle := command.Settle{Migration: "m", Back: true}
	settle.Back = false
	must(from, settle)
	from = again(from)
	settle.Back = true
	if late := must(from, settle); late.Molbot != "" || !late.Again {
		t.Errorf("a journey that is over came back: %+v", late)
	}
	if from.Count() != there-1 || to.Count() != here+1 {
		t.Errorf("%d and %d molbots, before %d and %d", from.Count(), to.Count(), there, here)
	}
	n, err := serial(came.Molbot)
	if err != nil {
		t.Fatal(err)
	}
	i, ok := to.w.Find(n)
	if !ok {
		t.Fatalf("%s is not there", came.Molbot)
	}
	arrived := to.traveller(i)
	arrived.Molbot = first.Traveller.Molbot
	if diff := cmp.Diff(first.Traveller, &arrived); diff != "" {
		t.Errorf("on the way it changed (-was +is):\n%s", diff)
	}
	for range 50 {
		from.Tick(Input{})
		to.Tick(Input{})
	}
	if !from.Sound() || !to.Sound() {
		t.Error("the worlds are not sound")
	}
	from.Close()
	to.Close()
}

// TestAnOldArrivalIsRemembered reruns the arrival of a migration after more than a thousand others. No molbot may
// arrive twice, and a molbot that was refused and went back may not be admitted.
func TestAnOldArrivalIsRemembered(t *testing.T) {
	from, to := settledWorld(t, 1), settledWorld(t, 2)
	defer from.Close()
	left, err := journey(
		from,
		command.Depart{Molbot: genesis.MolbotID(from.w.Bots.Serial[from.w.Living()[3]]), Migration: "m"},
	)
	if err != nil {
		t.Fatal(err)
	}
	arrive := func(migration string) genesis.Journey {
		t.Helper()
		j, err := journey(to, command.Arrive{Migration: migration, Traveller: left.Traveller})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	came := arrive("came")
	to.w.P.MaxEntities = float64(to.Count())
	refused := arrive("refused")
	if came.Molbot == "" || refused.Refused == "" {
		t.Fatalf("%+v, %+v", came, refused)
	}
	for n := range maxArrivals + 10 {
		arrive(fmt.Sprint("other ", n))
	}
	to.w.P.MaxEntities++
	data, err := to.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	hash, count := to.Hash(), to.Count()
	to.Close()
	if to, err = Restore(data, Options{Workers: 1}); err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if to.Hash() != hash || len(to.transit.before) != 12 || len(to.transit.arrived) != maxArrivals {
		t.Errorf("the restored world remembers %d and %d arrivals", len(to.transit.before), len(to.transit.arrived))
	}
	if again := arrive("came"); again.Molbot != came.Molbot || !again.Again || again.Refused != "" {
		t.Errorf("it came as %s, and again: %+v", came.Molbot, again)
	}
	if again := arrive("refused"); again.Refused == "" || !again.Again {
		t.Errorf("who was refused came later: %+v", again)
	}
	if to.Count() != count {
		t.Errorf("%d molbots, before %d", to.Count(), count)
	}
	for n := range maxPastArrivals + maxArrivals {
		to.transit.arrived = append(to.transit.arrived, arrival{migration: fmt.Sprint("more ", n)})
		to.transit.thin()
	}
	if len(to.transit.before) != maxPastArrivals {
		t.Errorf("%d old arrivals are kept, want %d at most", len(to.transit.before), maxPastArrivals)
	}
}

// settledWorld is a world that is older than a molbot's life.
func settledWorld(t *testing.T, seed uint64) *Engine {
	t.Helper()
	e := New(NewParams(), seed, Options{Workers: 1})
	for range 600 {
		e.Tick(Input{})
	}
	return e
}

// TestTravellersAreChecked checks that travellers from other engines are validated.
func TestTravellersAreChecked(t *testing.T) {
	e := settledWorld(t, 3)
	defer e.Close()
	good, err := journey(e,
		command.Depart{Molbot: genesis.MolbotID(e.w.Bots.Serial[e.w.Living()[0]]), Migration: "m"})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*genesis.Traveller){
		"genes":  func(t *genesis.Traveller) { t.Genes = t.Genes[1:] },
		"range":  func(t *genesis.Traveller) { t.Genes = append([]float64{1e9}, t.Genes[1:]...) },
		"energy": func(t *genesis.Traveller) { t.Energy = -1 },
		"memory": func(t *genesis.Traveller) { t.Traits = []genesis.CarriedTrait{{Name: "x", Memory: []float64{1}}} },
	} {
		bad := *good.Traveller
		spoil(&bad)
		if _, err := journey(e, command.Arrive{Migration: "n", Traveller: &bad}); genesis.CodeOf(
			err,
		) != genesis.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, cmd := range []command.Payload{
		command.Depart{Molbot: "mol_000001"}, command.Depart{Molbot: "x", Migration: "m"},
		command.Arrive{Migration: "m"}, command.Settle{}, command.Settle{Migration: strings.Repeat("m", 201)},
	} {
		if _, err := journey(e, cmd); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", cmd, err)
		}
	}
}
