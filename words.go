package genesis

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckWords rejects text written by a person (a reason, a hint, a name) that is longer than MaxMessageLen, or that
// contains characters that are invisible or change how the text is displayed: control characters, direction marks,
// zero-width characters. The text reaches logs, terminals and prompts, where such characters could hide or forge
// content. what names the field in the error, which has code invalid.
func CheckWords(what, text string) *Error {
	if utf8.RuneCountInString(text) > MaxMessageLen {
		return Errorf(CodeInvalid, "%s may have %d characters", what, MaxMessageLen)
	}
	return CheckCharacters(what, text)
}

// CheckCharacters is CheckWords without the length limit.
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

// CleanWords makes unchecked text safe to display. Text that arrives through Temporal's own tools has bypassed
// CheckWords. Line breaks become spaces, characters that CheckWords rejects are dropped, and the result is cut at
// MaxMessageLen.
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

// Zero-width joiners are part of emoji and of Persian spelling when they follow a visible character. Elsewhere they are
// invisible.
const (
	nonJoiner = '\u200C'
	joiner    = '\u200D'
)

// isHidden reports whether r, following before, is invisible or changes how the text around it is displayed.
func isHidden(before, r rune) bool {
	if r == joiner || r == nonJoiner {
		return unicode.IsSpace(before) || before == joiner || before == nonJoiner
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point) ||
		r == utf8.RuneError || isInvisible(r)
}

// isInvisible reports whether r has no visible form although Unicode does not list it among the control characters.
func isInvisible(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return false
}
