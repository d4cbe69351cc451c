package activities

import (
	"strings"
	"unicode"

	"github.com/ai-genesis/ai-genesis"
)

// longestName leaves room for a suffix within the 48 characters that the name of a trait may have.
const longestName = 40

// reserved lists names that cannot name a package or would be confusing.
var reserved = map[string]bool{
	"break": true, "case": true, "chan": true, "const": true, "continue": true, "default": true, "defer": true,
	"else":        true,
	"fallthrough": true, "for": true, "func": true, "go": true, "goto": true, "if": true, "import": true,
	"interface": true,
	"map":       true, "package": true, "range": true, "return": true, "select": true, "struct": true, "switch": true,
	"type": true,
	"var":  true, "main": true, "init": true, "trait": true, "math": true, "m": true, "execute": true,
}

// snake derives the name of a trait from whatever the model wrote: EnergyScavenger, "energy scavenger!" and
// energy-scavenger all become energy_scavenger. It returns "" if the text has no usable letters.
func snake(s string) string {
	var b strings.Builder
	lower := false // the last rune was a lower-case letter or a digit
	for _, r := range s {
		switch {
		case r > unicode.MaxASCII:
			lower = false
		case unicode.IsUpper(r):
			if lower {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
			lower = false
		case unicode.IsLower(r), unicode.IsDigit(r):
			b.WriteRune(r)
			lower = true
		default:
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
			lower = false
		}
	}
	name := strings.TrimLeft(b.String(), "_0123456789")
	name = strings.Trim(name[:min(len(name), longestName)], "_")
	if reserved[name] || !genesis.ValidTrait(name) {
		return ""
	}
	return name
}

// camel converts energy_scavenger to EnergyScavenger.
func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// line reduces text to one line of printable characters, at most n runes long, so that text from a model cannot end the
// comment that it is put into.
func line(text string, n int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
