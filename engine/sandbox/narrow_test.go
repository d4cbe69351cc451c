package sandbox

import (
	"strings"
	"testing"
)

// TestNarrowedSandboxLoadsNoMath checks that the engine's own vet obeys the same setting as that of the cycle.
func TestNarrowedSandboxLoadsNoMath(t *testing.T) {
	source := []byte(
		strings.Replace(strings.Replace(graze, "import ", "import \"math\"\nimport ", 1), "50", "math.Abs(-50)", 1),
	)
	if _, err := New(Limits{}).Load(source); err != nil {
		t.Errorf("without a limit: %v", err)
	}
	if _, err := Narrow(Options{NoMath: true}).Load(source); err == nil || !strings.Contains(err.Error(), "math") {
		t.Errorf("with math forbidden: %v", err)
	}
	if _, err := Narrow(Options{NoMath: true}).Load([]byte(graze)); err != nil {
		t.Errorf("a trait without math: %v", err)
	}
}
