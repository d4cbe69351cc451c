package genesis_test

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, clean := range map[string]string{
		"plain": "plain", "👩\u200d🚀": "👩\u200d🚀", "می\u200cخواهم": "می\u200cخواهم", // emoji, Persian
		"\u001b[31mred\nx": "[31mred x", "a\uffffb\U0001FFFEc": "abc", "\u200d": "", "a \u200cb": "a b",
		"a\u200d\u200db": "a\u200db", "a\u202eb": "ab", "a\xffb": "ab", " a ": "a",
	} {
		if got := genesis.CleanWords(text); got != clean {
			t.Errorf("%q is cleaned to %q, want %q", text, got, clean)
		}
		if err := genesis.CheckWords("reason", text); (err == nil) != (strings.TrimSpace(text) == clean) {
			t.Errorf("%q: %v", text, err)
		}
		if err := genesis.CheckWords("reason", genesis.CleanWords(text)); err != nil {
			t.Errorf("%q, cleaned: %v", text, err)
		}
	}
}
