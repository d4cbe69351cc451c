package engine_test

import (
	"math"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func TestLayersShowTheFields(t *testing.T) {
	e := small(t, 1)
	load(t, e, command.Load{Name: "busy", Version: 1, Source: "busy", Heritable: true})
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "busy"}, Share: 1})
	for range 50 {
		e.Tick(engine.Input{})
	}
	for _, name := range []string{genesis.LayerTemperature, genesis.LayerFertility, genesis.LayerScent} {
		l, err := e.Layer(name, 1, 20, 10)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(l.Values) != 200 || l.Low >= l.High || l.Tick != 50 {
			t.Errorf("%s: %d values from %g to %g at %d", name, len(l.Values), l.Low, l.High, l.Tick)
		}
	}
	l, err := e.Layer(genesis.LayerFertility, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	mean := 0.0
	for _, v := range l.Values {
		mean += float64(v) / float64(len(l.Values))
	}
	if math.Abs(mean-1) > 0.2 {
		t.Errorf("fertility is %g on average", mean)
	}
	for _, bad := range []genesis.Layer{{Name: "gold"}, {Name: "scent", Channel: 4}, {Name: "scent", Cols: -1},
		{Name: "scent", Rows: 9999}} {
		if _, err := e.Layer(bad.Name, bad.Channel, bad.Cols, bad.Rows); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestFramesTellWhatHappened(t *testing.T) {
	e := small(t, 1)
	load(t, e, command.Load{Name: "bite", Version: 1, Source: "bite", Heritable: true})
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "bite"}, Share: 0.5})
	var f genesis.Frame
	told := map[genesis.EventKind]int64{}
	births, deaths := int64(0), int64(0)
	for tick := range 3000 {
		out := e.Tick(engine.Input{})
		births, deaths = births+out.Births, deaths+out.Deaths
		if tick%2 == 1 {
			e.Frame(&f)
			for _, event := range f.Events {
				told[event.Kind]++
				if event.Serial == 0 || event.X < 0 || event.X >= 800 || event.Y < 0 || event.Y >= 800 {
					t.Fatalf("%+v", event)
				}
			}
		}
	}
	attacks := told[genesis.EventAttack]
	died := told[genesis.EventStarved] + told[genesis.EventAged] + told[genesis.EventCollided] + told[genesis.EventKilled]
	if told[genesis.EventBirth] != births || died != deaths || births == 0 || deaths == 0 || attacks == 0 {
		t.Errorf("%d births, %d deaths; frames told of %v", births, deaths, told)
	}
	if e.Frame(&f); len(f.Events) != 0 {
		t.Errorf("told twice: %v", f.Events)
	}
	for range 1000 {
		e.Tick(engine.Input{})
	}
	if e.Frame(&f); len(f.Events) > 256 {
		t.Errorf("%d events", len(f.Events))
	}
}
