package activities

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestSetBackSparesWhatAPersonHasMoved: undoing a cycle's change does not undo a later change by a person.
func TestSetBackSparesWhatAPersonHasMoved(t *testing.T) {
	b := newBench(t)
	set := func(in genesis.SetParamInput) {
		t.Helper()
		in.WorldRef = here
		if _, err := b.setParam(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	change := map[string]float64{"temperature": 25, "friction": 0.9}
	set(genesis.SetParamInput{Params: change})
	if _, err := engine.Do(t.Context(), b.Loop, "", command.SetParam{Name: "friction", Value: 0.8}); err != nil {
		t.Fatal(err)
	}
	set(genesis.SetParamInput{Params: map[string]float64{"temperature": 20, "friction": 0.85}, Still: change})
	now, err := b.params(t.Context())
	if err != nil || now["temperature"] != 20 || now["friction"] != 0.8 {
		t.Errorf("temperature %g, friction %g (%v); want 20 and the person's 0.8", now["temperature"], now["friction"], err)
	}
}

func TestSetParamThereAndBack(t *testing.T) {
	b := newBench(t)
	set := func(value float64) float64 {
		t.Helper()
		out, err := b.setParam(t.Context(),
			genesis.SetParamInput{WorldRef: here, Params: map[string]float64{"temperature": value}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Before["temperature"]
	}
	if before := set(25); before != 20 {
		t.Errorf("before: %g, want 20", before)
	}
	if again := set(25); again != 20 {
		t.Errorf("a repetition says %g was before", again)
	}
	set(20)
	var now float64
	if err := b.Loop.Inspect(t.Context(), func(e *engine.Engine) { now = e.Param("temperature") }); err != nil ||
		now != 20 {
		t.Errorf("temperature %g, %v", now, err)
	}
	if _, err := b.setParam(t.Context(), genesis.SetParamInput{WorldRef: here,
		Params: map[string]float64{"temperature": 900}}); genesis.CodeOf(
		err,
	) != genesis.CodeInvalid {
		t.Errorf("900 degrees: %v", err)
	}
}
