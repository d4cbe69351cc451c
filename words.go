package genesis

import (
	"strconv"
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
	for i, r := range text {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || r == '\uFFFD' || isInvisible(r) {
			return Errorf(CodeInvalid, "%s holds the character %s at byte %d, which can't be shown: take it out", what,
				strconv.QuoteRuneToASCII(r), i)
		}
	}
	return nil
}

// isInvisible matches characters outside of the control categories that take no place where they stand alone.
func isInvisible(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return false
}
