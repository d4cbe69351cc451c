package answer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Object is an object as written, with its keys in order.
type Object struct {
	Keys   []string
	Values map[string]any // string, float64, bool, nil, []any or *Object
}

// loose reads the value that s begins with: JSON or an approximation of it. It accepts comments, trailing and missing
// commas, single and curly quotes, unquoted keys, the literals of Python, line breaks within strings, and missing
// closing brackets. n is the length of the value in s. A strict parser would reject many answers of small models for
// such slips.
func loose(s string) (v any, n int, ok bool) {
	p := &reader{s: s}
	v, ok = p.value(0)
	return v, p.at, ok
}

type reader struct {
	s  string
	at int
}

func (p *reader) rest() string { return p.s[p.at:] }

var blanks = regexp.MustCompile(`^(?:\s+|//[^\n]*|#[^\n]*|/\*(?s:.*?)\*/|<!--(?s:.*?)-->)+`)

func (p *reader) skip() { p.at += len(blanks.FindString(p.rest())) }

func (p *reader) is(chars string) bool {
	return p.at < len(p.s) && strings.IndexByte(chars, p.s[p.at]) >= 0
}

func (p *reader) value(depth int) (any, bool) {
	p.skip()
	switch {
	case depth > 40 || p.at >= len(p.s):
		return nil, false
	case p.is("{"):
		return p.object(depth)
	case p.is("[("):
		return p.list(depth), true
	case p.is("`"):
		p.at++
		text, _, _ := strings.Cut(p.rest(), "`")
		p.at = min(len(p.s), p.at+len(text)+1)
		return text, true
	}
	if s, ok := p.text(); ok {
		for p.skip(); ; p.skip() { // adjacent strings, or strings joined by a plus
			before := p.at
			if p.is("+") {
				p.at++
				p.skip()
			}
			more, ok := "", false
			if !p.is(",") {
				more, ok = p.text()
			}
			// Another string continues this one unless a colon follows it: then it is the next key, and a comma is
			// missing.
			if !ok || strings.HasPrefix(strings.TrimLeft(p.rest()[:min(len(p.rest()), 20)], " \t\n"), ":") {
				p.at = before
				return s, true
			}
			s += more
		}
	}
	return p.word()
}

// word reads a number or a bare word. Text after a number is taken for its unit.
func (p *reader) word() (any, bool) {
	end := strings.IndexAny(p.rest(), ",}\n]")
	if end < 0 {
		end = len(p.rest())
	}
	w := strings.TrimSpace(p.rest()[:end])
	if before, _, ok := strings.Cut(w, "//"); ok {
		w = strings.TrimSpace(before)
	} else if before, _, ok := strings.Cut(w, " #"); ok {
		w = strings.TrimSpace(before)
	}
	p.at += end
	if x, ok := Number(w); ok {
		return x, true
	}
	switch strings.ToLower(w) {
	case "":
		return nil, false
	case "true":
		return true, true
	case "false":
		return false, true
	case "null", "none", "nil", "undefined", "~", "n/a":
		return nil, true
	}
	return w, true
}

var digits = regexp.MustCompile(`^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)

// Number reads a number as models write it, with or without a unit.
func Number(w string) (float64, bool) {
	if w = strings.TrimSpace(w); len(w) > 40 {
		return 0, false
	}
	w = narrow(w)
	m := digits.FindString(w)
	if m == "" || strings.ContainsFunc(strings.TrimPrefix(w, m), func(r rune) bool { return unicode.IsDigit(r) }) {
		return 0, false
	}
	if unit := strings.TrimSpace(w[len(m):]); unit != "" && len(unit) > 12 {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(m, "_", ""), 64)
	return x, err == nil
}

// closing maps the opening quote of a string to its possible closing quotes.
var closing = map[rune]string{
	'"': `"`, '\'': `'`, '“': `”"“`, '”': `”"`, '„': `“”"`, '‘': `’'`, '’': `’'`, '«': `»`, '「': `」`,
}

// text reads a string. A quote ends the string only if the end of a value may follow.
func (p *reader) text() (string, bool) {
	for _, mark := range []string{`"""`, `'''`} {
		if inner, ok := strings.CutPrefix(p.rest(), mark); ok {
			body, _, _ := strings.Cut(inner, mark)
			p.at = min(len(p.s), p.at+len(body)+6)
			return body, true
		}
	}
	var quote rune
	for _, r := range p.rest() {
		quote = r
		break
	}
	ends, ok := closing[quote]
	if !ok {
		return "", false
	}
	body := p.rest()[len(string(quote)):]
	var b strings.Builder
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRuneInString(body[i:])
		switch {
		case r == '\\' && i+1 < len(body):
			text, n := unescape(body[i:])
			b.WriteString(text)
			i += n
		case strings.ContainsRune(ends, r) && ended(body[i+size:]):
			p.at += len(string(quote)) + i + size
			return b.String(), true
		default:
			b.WriteRune(r)
			i += size
		}
	}
	p.at = len(p.s)
	return b.String(), true
}

var end = regexp.MustCompile(`^\s*(?:$|[,:}\])+]|(?://|#|/\*)|\n\s*["'“}\]]|["'“][\w ]+["'”]\s*:)`)

// ended reports whether a string can end before rest.
func ended(rest string) bool { return end.MatchString(rest[:min(len(rest), 120)]) }

// unescape reads the escape that s begins with. An unknown escape is kept as it is.
func unescape(s string) (string, int) {
	switch s[1] {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "", 2
	case '"', '\'', '\\', '/', '`':
		return s[1:2], 2
	case '\n': // a continued line
		return "", 2
	case 'u':
		if len(s) >= 6 {
			if n, err := strconv.ParseUint(s[2:6], 16, 32); err == nil {
				return string(rune(n)), 6
			}
		}
	}
	return s[:1], 1
}

var bare = regexp.MustCompile(`^[\p{L}_$][\p{L}\d_$ -]*?\s*[:=]`)

func (p *reader) object(depth int) (any, bool) {
	o := &Object{Values: map[string]any{}}
	for p.at++; ; {
		p.skip()
		if p.is(",;") {
			p.at++
			continue
		}
		if p.at >= len(p.s) {
			return o, len(o.Keys) > 0
		}
		if p.is("}") {
			p.at++
			return o, true
		}
		if p.is("])") && len(o.Keys) > 0 { // the closing brace is missing
			return o, true
		}
		key, ok := p.text()
		if !ok {
			m := bare.FindString(p.rest()[:min(len(p.rest()), 80)])
			if m == "" {
				return o, false
			}
			p.at += len(m) - 1
			key = strings.TrimSpace(m[:len(m)-1])
		}
		p.skip()
		if strings.HasPrefix(p.rest(), "=>") {
			p.at++
		} else if strings.HasPrefix(p.rest(), "：") {
			p.at += len("：") - 1
		} else if !p.is(":=") {
			return o, false
		}
		p.at++
		v, ok := p.value(depth + 1)
		if !ok {
			if p.skip(); p.at < len(p.s) && !p.is(",}") {
				return o, false
			}
		}
		if _, known := o.Values[key]; !known {
			o.Keys = append(o.Keys, key)
		}
		o.Values[key] = v
	}
}

func (p *reader) list(depth int) any {
	var out []any
	for p.at++; ; {
		p.skip()
		switch {
		case p.at >= len(p.s):
			return out
		case p.is("])"):
			p.at++
			return out
		case p.is("}"): // the closing bracket is missing
			return out
		case p.is(","):
			p.at++
		default:
			v, ok := p.value(depth + 1)
			if !ok {
				return out
			}
			out = append(out, v)
		}
	}
}

// plainKey normalises a key: "action_type", "ActionType" and "action type" are the same.
func plainKey(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, key)
}
