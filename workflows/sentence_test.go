package workflows

import "testing"

// TestASentenceEndsOnce: what a step says may end as a sentence does, and gets no second mark.
func TestASentenceEndsOnce(t *testing.T) {
	for words, want := range map[string]string{"Redis is away": "Redis is away.", "It is away.": "It is away.",
		"is it there?": "is it there?"} {
		if got := sentence(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}
