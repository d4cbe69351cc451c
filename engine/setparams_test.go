package engine

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestParamsAreSetTogether checks that either all parameters are set or none, in any order.
func TestParamsAreSetTogether(t *testing.T) {
	e := New(NewParams(), 1, Options{})
	defer e.Close()
	set := func(params map[string]float64) error {
		p, err := e.Prepare(command.Command{Payload: command.SetParams{Params: params}})
		if err != nil {
			return err
		}
		if reply := e.Apply(p); reply.Err != nil {
			return reply.Err
		}
		return nil
	}
	before := e.Hash()
	for _, bad := range []map[string]float64{
		nil, {"temperature": 30, "max_entities": 20, "min_population": 50}, {"temperature": 30, "colour": 1},
		{"temperature": 1e9},
	} {
		if err := set(bad); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if e.Hash() != before {
		t.Error("a refused command changed the world")
	}
	// Set one after the other, the minimum would be rejected before the maximum is raised.
	if err := set(map[string]float64{"min_population": 2000, "max_entities": 3000, "temperature": 31}); err != nil {
		t.Fatal(err)
	}
	if p := e.Params(); p["min_population"] != 2000 || p["max_entities"] != 3000 || p["temperature"] != 31 {
		t.Errorf("%v", p)
	}
	err := set(map[string]float64{"max_entities": 1000})
	if err == nil || !strings.Contains(err.Error(), "below min_population") {
		t.Errorf("a cap below the floor: %v", err)
	}
}
