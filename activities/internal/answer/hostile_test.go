package answer

import (
	"strings"
	"testing"
	"time"
)

// TestHostileAnswers: a long answer is read in bounded time, whatever it repeats. The time is compared with that of a
// harmless answer of the same length in the same run.
func TestHostileAnswers(t *testing.T) {
	const most = 16 << 10 // a quarter of the limit, which is enough to show quadratic growth
	took := func(s string) time.Duration {
		s = strings.Repeat(s, most/len(s)+1)[:most]
		begun := time.Now()
		_, _ = Program(s, s)
		return time.Since(begun)
	}
	base := took(graze + "\n\n")
	for _, s := range []string{"{", "[", `{"`, `{"a":`, "{'a':[", "```", "```go\n", "~~~", "<code>", "<code>func ", "> ",
		"|", "func Execute(", "func Execute(m *trait.Molbot) {\n",
		"<think>", "</think>", "<think></think>", "<|channel|>final<|message|>", "\"", "'", "\\n", "1  x\n2  y\n",
		"var x = 1\n", "{x: ", "a: |\n", "/*", "//\n", "(", "}",
		"&amp;", "<<<<<<< SEARCH\n", "=======\n", "+x\n", "-x\n", "@@\n", "func f() { f() }\n", "x := func(", "“", "import (",
		"{\n", "{ func ", `{"func {":`, "\"\"\"func "} {
		if d := took(s); d > 100*base+2*time.Second {
			t.Errorf("%q takes %v, a harmless answer %v", s, d, base)
		} else if d > time.Second {
			t.Logf("%q takes %v, a harmless answer %v", s, d, base)
		}
	}
}
