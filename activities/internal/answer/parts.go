package answer

import (
	"html"
	"regexp"
	"strings"
)

// part is a section of an answer that may contain code.
type part struct {
	text string
	lead string // the line of prose before it
	info string // the text after the opening fence
	code bool   // it was in a fence, a tag or a string, so it is not prose
}

const (
	deepest   = 4  // depth of nested wrappers
	maxStarts = 48 // places that are tried as the start of a value; a hostile answer has thousands
)

// parts splits an answer into its parts, in order. Tags come before strings and strings before fences, because an outer
// wrapper hides the inner ones: the code in a JSON string may contain fences, and a tag may contain JSON.
func parts(s, lead string, depth int) []part {
	if depth > deepest {
		return []part{{text: s, lead: lead, code: true}}
	}
	if inner := tagged(s); inner != "" {
		return parts(inner, lead, depth+1)
	}
	if all := strung(s); len(all) > 0 {
		var out []part
		for _, text := range all {
			out = append(out, parts(text, lead, depth+1)...)
		}
		return out
	}
	return fences(s, lead, depth)
}

var (
	fenced = regexp.MustCompile("^(.*?)(`{3,}|~{3,})([^`]*)$")
	fileIs = regexp.MustCompile(`(?m)^\s*(?:<\?xml[^>]*>|<!\[CDATA\[|\]\]>)\s*$`)
)

// fences splits a text at its code fences. A fence is closed by one of at least the same length, or never. An opening
// fence with a language inside a fence of Markdown begins a nested one.
func fences(s, lead string, depth int) (out []part) {
	s = fileIs.ReplaceAllString(s, "")
	var body []string
	flush := func(p part) {
		if p.text = strings.Join(body, "\n"); strings.TrimSpace(p.text) != "" {
			if p.code {
				out = append(out, wrapped(p, depth)...)
			} else {
				out = append(out, p)
				p.lead = lastLine(p.text)
			}
		}
		if !p.code {
			lead = p.lead
		}
		body = nil
	}
	mark, info, nested := "", "", 0
	for line := range strings.SplitSeq(s, "\n") {
		m := fenced.FindStringSubmatch(line)
		before := ""
		if m != nil {
			before = strings.TrimSpace(m[1])
		}
		closing := m != nil && mark != "" && m[2][0] == mark[0] && len(m[2]) >= len(mark) && strings.TrimSpace(m[3]) == ""
		switch {
		case m == nil || mark == "" && strings.Contains(strings.TrimSpace(m[3]), "~~~"):
			body = append(body, line)
		case mark == "" && strings.HasPrefix(strings.TrimSpace(m[3]), "func ") || mark == "" &&
			strings.HasPrefix(strings.TrimSpace(m[3]), "package "):
			body = append(body, m[1]) // the code begins on the line of the fence
			flush(part{lead: lead})
			mark, info, body = m[2], "", append(body, m[3])
		case mark == "":
			if before != "" {
				body = append(body, m[1])
			}
			flush(part{lead: lead})
			mark, info = m[2], strings.TrimSpace(m[3])
		case closing && nested > 0 && before == "":
			nested--
			body = append(body, line)
		case closing:
			if before != "" {
				body = append(body, m[1])
			}
			flush(part{lead: lead, info: info, code: true})
			mark, lead = "", ""
		case before == "" && len(m[2]) >= len(mark) && m[2][0] == mark[0] && strings.TrimSpace(m[3]) != "" &&
			(info == "markdown" || info == "md" || info == "text"):
			nested++
			body = append(body, line)
		case before == "" && m[2][0] == mark[0] && len(m[2]) >= len(mark) && strings.TrimSpace(m[3]) != "":
			flush(part{lead: lead, info: info, code: true}) // the previous fence was never closed
			lead, info = "", strings.TrimSpace(m[3])
		default:
			body = append(body, line)
		}
	}
	flush(part{lead: lead, info: info, code: mark != ""})
	return out
}

// wrapped looks for wrappers inside a fence.
func wrapped(p part, depth int) []part {
	inner := parts(p.text, p.lead, depth+1)
	if len(inner) == 1 && inner[0].text == p.text {
		return []part{p}
	}
	return inner
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

var tag = regexp.MustCompile(
	`(?is)<(answer|final_answer|final|output|result|solution|code|go|golang|program|source|function|content|file|artifact|antartifact|pre|body|parameter|arg_value|file_content|new_string|new_str|file_text|source_code)(\s[^<>]*|=[^<>\s]*)?>`,
)

// tagged returns the contents of the last tag that contains a function. It treats the tags of XML, HTML and tool calls
// alike.
func tagged(s string) string {
	best := ""
	for _, at := range tag.FindAllStringSubmatchIndex(s, maxStarts) {
		name := strings.ToLower(s[at[2]:at[3]])
		inner := s[at[1]:]
		if end := strings.Index(strings.ToLower(inner), "</"+name); end >= 0 {
			inner = inner[:end]
		} else if end := strings.Index(inner, "</"); end >= 0 {
			inner = inner[:end]
		}
		inner = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(inner), "<![CDATA["), "]]>")
		if strings.Contains(inner, "func ") || strings.Contains(inner, "func&#32;") {
			best = inner
		}
	}
	if strings.Contains(best, "&lt;") || strings.Contains(best, "&quot;") || strings.Contains(best, "&amp;") ||
		strings.Contains(best, "&gt;") {
		best = html.UnescapeString(best)
	}
	if strings.Contains(s, "![CDATA[") && best == "" {
		if _, inner, ok := strings.Cut(s, "<![CDATA["); ok && strings.Contains(inner, "func ") {
			best, _, _ = strings.Cut(inner, "]]>")
		}
	}
	return best
}

var (
	block  = regexp.MustCompile(`^(\s*)(?:- )?["']?[\w -]+["']?:\s*[|>][-+0-9]*\s*$`)
	object = regexp.MustCompile(`[{\[]\s*(?:"|'|“|//|/\*|\n|\{|[a-z_]+\s*:)`)
	triple = regexp.MustCompile(`(?s)"""(.*?)"""|'''(.*?)'''`)
)

// strung returns the code that an answer contains in strings of JSON, of a tool call, of Python or of YAML.
func strung(s string) (out []string) {
	if !strings.Contains(s, "func ") && !strings.Contains(s, "m.") {
		return nil
	}
	if t := strings.TrimSpace(s); strings.HasPrefix(t, `"`) && strings.HasSuffix(t, `"`) && strings.Contains(t, "func ") {
		if v, _, ok := loose(t); ok {
			if text, ok := v.(string); ok && isCode(text) {
				return []string{text}
			}
		}
	}
	for at, tries := 0, 0; at < len(s) && tries < maxStarts; tries++ {
		m := object.FindStringIndex(s[at:])
		if m == nil {
			break
		}
		start := at + m[0]
		v, n, ok := loose(s[start:])
		if !ok || n == 0 {
			at = start + 1
			continue
		}
		codes := codesOf(v)
		if len(codes) == 0 {
			at = start + 1
			continue
		}
		out = append(out, codes...)
		at = start + n
	}
	if len(out) > 0 {
		return out
	}
	if m := triple.FindAllStringSubmatch(s, -1); len(m) > 0 && isCode(m[len(m)-1][1]+m[len(m)-1][2]) {
		return []string{m[len(m)-1][1] + m[len(m)-1][2]}
	}
	if text := blockOf(s); isCode(text) {
		return []string{text}
	}
	return nil
}

// isCode reports whether a string may be a program.
func isCode(s string) bool {
	return strings.Contains(s, "func ") && strings.Contains(s, "{") ||
		strings.Contains(s, "m.") && strings.Contains(s, "(")
}

// codesOf returns the strings in a value that may be programs. A list of lines counts as one string.
func codesOf(v any) (out []string) {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "func ") && strings.Contains(v, "{") {
			return []string{v}
		}
		if t := strings.TrimSpace(v); strings.HasPrefix(t, "{") { // the arguments of a tool call, as a string
			if inner, _, ok := loose(t); ok {
				return codesOf(inner)
			}
		}
	case []any:
		lines := []string{}
		for _, e := range v {
			if line, ok := e.(string); ok {
				lines = append(lines, strings.TrimSuffix(line, "\n"))
			}
		}
		if whole := strings.Join(lines, "\n"); len(lines) > 1 && len(lines) == len(v) && isCode(whole) &&
			!strings.Contains(lines[0], "\n") {
			return []string{whole}
		}
		for _, e := range v {
			out = append(out, codesOf(e)...)
		}
	case *Object:
		for _, key := range v.Keys {
			switch plainKey(key) {
			case "thinking", "thought", "thoughts", "reasoning", "draft", "analysis", "oldcode", "old", "oldstr", "oldstring",
				"original", "before":
				continue
			}
			out = append(out, codesOf(v.Values[key])...)
		}
	}
	return out
}

// blockOf returns the last YAML block scalar that contains code.
func blockOf(s string) (best string) {
	lines := strings.Split(s, "\n")
	for i := 0; i < len(lines); i++ {
		m := block.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		var body []string
		j := i + 1
		for ; j < len(lines); j++ {
			indent := len(lines[j]) - len(strings.TrimLeft(lines[j], " \t"))
			if strings.TrimSpace(lines[j]) != "" && indent <= len(m[1]) {
				break
			}
			body = append(body, lines[j])
		}
		if text := dedent(strings.Join(body, "\n")); isCode(text) && strings.Contains(text, "func ") {
			best = text
		}
		i = j - 1
	}
	return best
}

// dedent removes the common indentation of all lines.
func dedent(s string) string {
	lines := strings.Split(s, "\n")
	common, found := "", false
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		indent := l[:len(l)-len(strings.TrimLeft(l, " \t"))]
		if !found {
			common, found = indent, true
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, common)
		if strings.TrimSpace(l) == "" {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}
