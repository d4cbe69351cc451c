package genesis

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		EngineQueue("main"):                     "engine.main",
		SupervisorID("alpha"):                   "genesis.supervisor.alpha",
		CycleID("main", 42):                     "cycle-main-000042",
		MolbotID(0xa3f1):                        "mol_00a3f1",
		TraitID("energy_absorb", 1):             "energy_absorb_v1",
		MutationFile("energy_scavenger", 2):     "trait_energy_scavenger_v2.go",
		MutationPath("main", "eat", 2):          "mutations/trait_eat_v2.go",
		MutationPath("alpha", "eat", 1):         "mutations/alpha/trait_eat_v1.go",
		MutationID("energy_scavenger", 2):       "mut_energy_scavenger_v2",
		fmt.Sprint(ValidWorld("Alpha/..")):      "false",
		fmt.Sprint(ValidTrait("../passwd")):     "false",
		fmt.Sprint(ValidCycle("cycle-x-1")):     "false",
		fmt.Sprint(ValidCycle(CycleID("a", 1))): "true",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestCheckParam(t *testing.T) {
	for _, c := range []struct {
		name  string
		value float64
		ok    bool
	}{
		{"temperature", 35, true},
		{"max_entities", 100, true},
		{"max_entities", 100.5, false},
		{"temperature", math.NaN(), false},
		{"friction", math.Inf(1), false},
		{"friction", 1.01, false},
		{"world_width", 3000, false},
		{"entropy", 1, false},
	} {
		if err := CheckParam(c.name, c.value); (err == nil) != c.ok {
			t.Errorf("CheckParam(%s, %v) = %v", c.name, c.value, err)
		}
	}
}

func TestParamDefaultsAreInRange(t *testing.T) {
	for _, p := range Params {
		if p.Default < p.Min || p.Default > p.Max || p.About == "" {
			t.Errorf("parameter %+v", p)
		}
	}
}

func TestCodeOf(t *testing.T) {
	busy := Errorf(CodeBusy, "full")
	if got := CodeOf(fmt.Errorf("load: %w", busy)); got != CodeBusy {
		t.Errorf("wrapped: %s", got)
	}
	if got := CodeOf(errors.New("x")); got != CodeInternal {
		t.Errorf("foreign: %s", got)
	}
	if got := CodeOf(nil); got != "" {
		t.Errorf("nil: %s", got)
	}
}
