package answer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

// clean removes characters without meaning and normalises line ends and spaces.
func clean(s string) string {
	s = escapes.ReplaceAllString(s, "")
	s = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085",
		"\n").Replace(
		s,
	)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == unicode.ReplacementChar, r >= 0xfe00 && r <= 0xfe0f:
			return -1 // byte order marks, zero-width and direction marks, variation selectors
		}
		return r
	}, s)
}

// ascii maps typographic characters that models write to those of Go.
var ascii = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "‚", "'", "´",
	"'", "−", "-", "–", "-", "—", "-", "×", "*", "·", "*", "÷", "/", "≤", "<=", "≥", ">=", "≠", "!=", "≔", ":=", "∧", "&&",
	"∨", "||", "¬", "!", "。", ".", "、", ",", "【", "[", "】", "]", "「", "\"", "」", "\"", "《", "<", "》", ">", "π", "math.Pi",
	"…", "...")

// narrow converts full-width and typographic punctuation to ASCII.
func narrow(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
	return ascii.Replace(s)
}

var (
	numbered = regexp.MustCompile(`^\s*(?:[Ll]ine\s+)?[L#]?(\d{1,4})(?:\s*[|│:.)\]>→]\s?|\t|  | |$)(.*)$`)
	quoted   = regexp.MustCompile(`^\s{0,3}>\s?`)
	ticked   = regexp.MustCompile("^(\\s*)`([^`]+)`\\s*$")
	rule     = regexp.MustCompile(`^[\s|:+=-]+$`)
)

// stripMarkup removes from each line what is not code: quotation marks of Markdown, the bars of a table, line numbers.
// No line of Go can begin with ">" or "|", because Go inserts a semicolon before such a line.
func stripMarkup(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		for range 4 { // nested quotations
			if strings.HasPrefix(strings.TrimSpace(l), ">>>") {
				break
			}
			l = quoted.ReplaceAllString(l, "")
		}
		if t := strings.TrimSpace(l); strings.HasPrefix(t, "|") && !strings.HasPrefix(t, "||") {
			if rule.MatchString(t) {
				l = ""
			} else {
				l = strings.TrimRight(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(t, "|"), " "), "|"), " ")
				l = strings.ReplaceAll(l, `\|`, "|")
			}
		}
		if m := ticked.FindStringSubmatch(l); m != nil && !strings.Contains(m[2], "```") {
			l = m[1] + m[2]
		}
		lines[i] = l
	}
	return strings.Join(stripLineNumbers(lines), "\n")
}

// stripLineNumbers removes line numbers from runs of lines with consecutive numbers.
func stripLineNumbers(lines []string) []string {
	number := func(i int) int {
		if i >= len(lines) {
			return -1
		}
		m := numbered.FindStringSubmatch(lines[i])
		if m == nil {
			return -1
		}
		n, _ := strconv.Atoi(m[1])
		return n
	}
	for i := 0; i < len(lines); {
		first := number(i)
		end := i + 1
		for first >= 0 && number(end) == first+end-i {
			end++
		}
		if first >= 0 && end-i >= 2 {
			for ; i < end; i++ {
				lines[i] = strings.TrimSuffix(numbered.FindStringSubmatch(lines[i])[2], " |")
			}
		}
		i = end
	}
	return lines
}
