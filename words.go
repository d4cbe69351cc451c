package genesis

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckWords refuses a person's words (a reason, a hint, a name) that are longer than MaxMessageLen, or that hold what
// does not show or shows otherwise than it reads: control characters, marks of direction, characters without width.
// They reach logs, terminals and prompts. what names the field in the error, of code invalid.
func CheckWords(what, text string) *Error {
	if utf8.RuneCountInString(text) > MaxMessageLen {
		return Errorf(CodeInvalid, "%s may have %d characters", what, MaxMessageLen)
	}
	return CheckCharacters(what, text)
}

// CheckCharacters is CheckWords without a limit to the length.
func CheckCharacters(what, text string) *Error {
	if !utf8.ValidString(text) {
		return Errorf(CodeInvalid, "%s is not UTF-8", what)
	}
	before := ' '
	for i, r := range text {
		if isHidden(before, r) {
			return Errorf(CodeInvalid, "%s holds the character %s at byte %d, which can't be shown: take it out", what,
				strconv.QuoteRuneToASCII(r), i)
		}
		before = r
	}
	return nil
}

// CleanWords makes words that nobody has checked fit to be shown, for what comes by Temporal's own tools: lines become
// one, what CheckWords refuses is left out, and so is what is over MaxMessageLen.
func CleanWords(text string) string {
	var kept strings.Builder
	before := ' '
	for _, r := range text {
		if r == '\n' || r == '\t' || r == '\r' {
			r = ' '
		}
		if !isHidden(before, r) {
			kept.WriteRune(r)
			before = r
		}
	}
	text = strings.TrimSpace(kept.String())
	if runes := []rune(text); len(runes) > MaxMessageLen {
		return string(runes[:MaxMessageLen])
	}
	return text
}

// Joiners are part of how emoji and Persian are written, where they follow a character; elsewhere they show nothing.
const (
	nonJoiner = '\u200C'
	joiner    = '\u200D'
)

// isHidden matches a character that does not show, or shows otherwise than it reads, after the one before it.
func isHidden(before, r rune) bool {
	if r == joiner || r == nonJoiner {
		return unicode.IsSpace(before) || before == joiner || before == nonJoiner
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point) ||
		r == utf8.RuneError || isInvisible(r)
}

// isInvisible matches characters outside of the control categories that take no place where they stand alone.
func isInvisible(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return false
}
