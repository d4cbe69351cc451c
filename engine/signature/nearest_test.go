package signature_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

func TestNearest(t *testing.T) {
	fast, slow := signature.Of(seek(1)), signature.Of(seek(.2))
	if at, d := fast.Nearest([]signature.Signature{slow, fast, fast}, policy.TooSimilar); at != 1 || d != 0 {
		t.Errorf("the nearest is %d at %g, want the first that is the same", at, d)
	}
	if at, _ := fast.Nearest([]signature.Signature{slow}, policy.TooSimilar); at != -1 {
		t.Errorf("%d is near, want none", at)
	}
}
