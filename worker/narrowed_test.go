package worker

import "testing"

func TestNarrowedFollowsTheAllowedImports(t *testing.T) {
	for imports, noMath := range map[string]bool{"math": false, "fmt,math": false, "fmt": true, "": true} {
		s := defaults(t)
		s.AllowedImports = imports
		if got := Narrowed(s); got.NoMath != noMath {
			t.Errorf("GENESIS_ALLOWED_IMPORTS=%q: no math %v, want %v", imports, got.NoMath, noMath)
		}
	}
}
