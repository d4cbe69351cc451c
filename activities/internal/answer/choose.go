package answer

import (
	"go/parser"
	"go/token"
	"html"
	"regexp"
	"slices"
	"strings"
)

// Program returns the program in an answer: its declarations, without package clause and imports. The answer may also
// be a patch of last. If no program can be read, the error is a *Rejection and source is the text that comes closest to
// a program.
//
// The order of the attempts matters: a patch is applied first, because its text contains fragments of functions; then
// the text is read as it is, and only then with more and more repairs.
func Program(said, last string) (source string, err error) {
	text := Final(said)
	if strings.TrimSpace(text) == "" {
		if strings.TrimSpace(said) == "" {
			return "", reject("the answer is empty")
		}
		return "", reject("the answer ended within a thought, before a program was written")
	}
	fresh, none, err := patched(text, last)
	if err != nil {
		return text, err
	}
	if !none {
		text = fresh
	}
	best := ""
	for i, reading := range readings {
		before := text
		if text = reading(text); text == before && i > 0 {
			continue
		}
		found, ok := choose(text)
		if ok {
			return found, nil
		}
		if best == "" {
			best = found
		}
	}
	if best == "" {
		return strings.TrimSpace(stripMarkup(text)), reject("there is no function Execute in it")
	}
	if elided(best) {
		return best, reject("parts of the function are left out; send the whole function")
	}
	if !strings.Contains(best, "func ") {
		return best, reject("there is no function Execute in it")
	}
	return best, nil // it does not parse, and vet says where
}

// readings are repairs that are applied one after the other. Program stops at the first one after which the text
// contains an Execute that parses, so that an answer is not repaired more than necessary.
var readings = []func(string) string{
	func(s string) string { return s },
	html.UnescapeString,
	newlines,
	func(s string) string { return escaped.ReplaceAllString(s, "$1") },
	narrow,
	func(s string) string {
		return elseOnOwnLine.ReplaceAllString(braceOnOwnLine.ReplaceAllString(s, "$1 {"), "$1 else")
	},
	balanced,
}

var escaped = regexp.MustCompile("\\\\([_*\\[\\]<>#+!&|(){}.=~`-])")

// newlines decodes the escapes of a text that has them in place of line breaks.
func newlines(s string) string {
	if strings.Count(s, `\n`) <= strings.Count(s, "\n") {
		return s
	}
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\t`, "\t", `\"`, `"`, `\\`, `\`).Replace(s)
}

// balanced adds the closing brace if it is missing at the very end of an answer.
func balanced(s string) string {
	s = strings.TrimRight(s, " \t\n")
	if i := strings.LastIndex(s, "```"); i > 0 && strings.TrimSpace(s[i:]) == "```" {
		s = strings.TrimRight(s[:i], " \t\n")
	}
	at := strings.LastIndex(s, "func "+entry)
	if at < 0 || !strings.HasSuffix(s, "}") && !strings.HasSuffix(s, ")") {
		return s
	}
	if strings.Count(s[at:], "{")-strings.Count(s[at:], "}") == 1 {
		return s + "\n}\n"
	}
	return s
}

var (
	discardedLead = regexp.MustCompile(
		`(?i)\b(?:old|original|originally|previous|previously|earlier|wrong|incorrect|bad|broken|buggy|naive|rejected|` +
			`refused|initial|first (?:attempt|draft|try|version|idea)|draft|instead of|rather than|avoid|for (?:comparison|reference)|anti-?pattern|` +
			`do not|don't|don’t|outdated|compared? (?:with|to))\b|^\W*before\W*$|原来|旧|错误|之前|старый|неправильн|❌|✗|🚫`,
	)
	finalLead = regexp.MustCompile(
		`(?i)\b(?:final|finally|fixed|corrected?|improved|new|better|updated?|revised|complete|replace[sd]?|refined|right|now)\b|最终|修正|✅`,
	)
	gap = regexp.MustCompile(
		`(?i)(?://|/\*|#)[ \t]*(?:\.\.\.|…)|(?://|/\*)[^\n]*\b(?:rest of|existing code|same as (?:before|above)|unchanged|` +
			`remaining code|code here|your code|as before|previous code|omitted|implementation goes)\b|^\s*\.\.\.\s*$`,
	)
)

// elided reports whether a program omits parts of itself.
func elided(s string) bool {
	return gap.MatchString(s) || regexp.MustCompile(`(?m)^\s*\.\.\.\s*$`).MatchString(s)
}

// rejects reports whether the prose before a part, or its first comment, presents it as a bad example.
func (p part) rejects() bool {
	lead := p.lead
	if first := strings.TrimSpace(firstLine(strings.TrimSpace(p.text))); strings.HasPrefix(first, "//") {
		lead += "\n" + first
	}
	return discardedLead.MatchString(lead) && !finalLead.MatchString(lead)
}

// choose picks the program in a text. ok reports whether it is complete and parses.
func choose(text string) (string, bool) {
	all := parts(text, "", 0)
	var decls []decl
	for i, p := range all {
		p.text = resolveAlias(stripMarkup(p.text), p.text)
		all[i] = p
		for _, d := range declarations(p.text) {
			d.part = i
			decls = append(decls, d)
		}
	}
	bad := make([]bool, len(all))
	for i, p := range all {
		bad[i] = p.rejects()
	}
	// Models correct themselves, so the last candidate wins. A surer entry point comes before a later one, and a part
	// that is presented as a bad example is used only if nothing else is left.
	main := -1
	for _, sure := range []int{3, 2, 1} {
		for _, strict := range []bool{true, false} {
			for i, d := range slices.Backward(decls) {
				if main < 0 && entrant(d) >= sure && !elided(d.text) && (!strict || !bad[d.part]) {
					main = i
				}
			}
		}
	}
	if main < 0 {
		return nothing(all, decls)
	}
	if d := decls[main]; entrant(d) < 3 || !exact.MatchString(d.text) {
		shaped := asEntry(d.text)
		if again := declarations(shaped); len(again) == 1 {
			decls[main].text, decls[main].uses, decls[main].names = shaped, again[0].uses, again[0].names
		}
	}
	return join(all, decls, reach(bad, decls, main)), true
}

// stub reports whether a declaration stands in for part of the API, as an answer may include so that its example
// compiles.
func (d decl) stub() bool {
	return d.fun != nil && d.fun.Recv != nil && isMolbot(d.fun.Recv.List[0].Type)
}

// reach finds the declarations that the chosen one needs, wherever they are. If there are several with the same name,
// it takes the last one that is not presented as a bad example.
func reach(bad []bool, decls []decl, main int) []int {
	chosen := map[int]bool{main: true}
	have := map[string]bool{decls[main].names[0]: true, entry: true}
	for todo := []int{main}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		for i, d := range decls {
			if d.part == decls[at].part && !d.parses && at == main && d.names[0] != entry { // for vet to report
				chosen[i] = true
			}
		}
		for name := range decls[at].uses {
			if have[name] {
				continue
			}
			best, rank := -1, -1
			for i, d := range decls {
				if !slices.Contains(d.names, name) || name == "trait" || name == "math" || d.stub() {
					continue
				}
				r := 0
				if !bad[d.part] {
					r = 1
				}
				if r >= rank {
					best, rank = i, r
				}
			}
			if best >= 0 && !chosen[best] {
				chosen[best] = true
				todo = append(todo, best)
				for _, n := range decls[best].names {
					have[n] = true
				}
			}
		}
	}
	var order []int
	for i := range decls {
		if chosen[i] {
			order = append(order, i)
		}
	}
	return order
}

// join writes declarations one below the other. Text between two adjacent declarations is kept if it consists of blanks
// and comments.
func join(all []part, decls []decl, order []int) string {
	var b strings.Builder
	for k, i := range order {
		d := decls[i]
		if k > 0 {
			last := decls[order[k-1]]
			between := "\n\n"
			if last.part == d.part && last.to <= d.from && last.to <= len(all[d.part].text) {
				if s := all[d.part].text[last.to:d.from]; blanks.FindString(s) == s && !strings.Contains(s, "#") &&
					strings.HasPrefix(s, "\n") {
					between = s
				}
			}
			b.WriteString(between)
		}
		b.WriteString(d.text)
	}
	return strings.TrimSpace(b.String())
}

var exact = regexp.MustCompile(`(?m)^func Execute\(\w+ \*trait\.Molbot\) \{`)

// nothing returns the text that comes closest to a program when no entry point parses: statements, wrapped in an entry
// point, or declarations that do not parse.
func nothing(all []part, decls []decl) (string, bool) {
	for _, p := range slices.Backward(all) {
		if len(decls) > 0 || p.rejects() {
			break
		}
		body := strings.Trim(dedent(p.text), "\n")
		source := "func " + entry + "(m *trait.Molbot) {\n\t" + strings.ReplaceAll(body, "\n", "\n\t") + "\n}"
		if strings.Contains(body, "m.") && !elided(body) {
			if f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+source,
				parser.SkipObjectResolution); err == nil &&
				len(f.Decls) == 1 {
				return source, true
			}
		}
	}
	broken := -1
	for i, d := range decls {
		if strings.EqualFold(d.names[0], entry) || broken < 0 {
			broken = i
		}
	}
	if broken < 0 {
		return "", false
	}
	var order []int
	for i, d := range decls {
		if d.part == decls[broken].part && (i == broken || d.names[0] != decls[broken].names[0]) && d.names[0] != "main" {
			order = append(order, i)
		}
	}
	return join(all, decls, order), false
}
