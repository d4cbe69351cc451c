package workflows

import "testing"

// TestASentenceEndsOnce: an error may already end like a sentence, and then gets no second full stop.
func TestASentenceEndsOnce(t *testing.T) {
	for words, want := range map[string]string{"Redis is away": "Redis is away.", "It is away.": "It is away.",
		"is it there?": "is it there?"} {
		if got := sentence(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}
