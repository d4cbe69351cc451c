package answer

import (
	"regexp"
	"strings"
)

var (
	replace = regexp.MustCompile(
		`(?ms)^\s*<{5,9}[ \t]*(?:SEARCH|ORIGINAL|HEAD|OLD)?[^\n]*\n(.*?)^\s*={5,9}[ \t]*\n(.*?)^\s*>{5,9}`,
	)
	hunk = regexp.MustCompile(
		`(?m)^(?:@@.*|\*\*\* (?:Begin Patch|Update File).*|diff --git .*|--- (?:a/)?\S+.*|\+\+\+ (?:b/)?\S+.*)$`,
	)
	changed = regexp.MustCompile(`(?m)^[-+](?:[ \t]|[^-+\s])`)
)

const whole = "it changes the last program by a patch that does not fit it; send the whole function instead"

// patched applies the patch in an answer to the last program. none reports that the answer is not a patch.
func patched(s, last string) (source string, none bool, err error) {
	if m := replace.FindAllStringSubmatch(s, maxStarts); len(m) > 0 {
		out := last
		for _, p := range m {
			if strings.TrimSpace(p[1]) == "" && (strings.TrimSpace(last) == "" || strings.Contains(p[2], "func "+entry)) {
				out = p[2]
				continue
			}
			var ok bool
			if out, ok = exchange(out, p[1], p[2]); !ok {
				return "", false, reject(whole)
			}
		}
		return out, false, nil
	}
	if old, fresh, ok := edit(s); ok {
		out, ok := exchange(last, old, fresh)
		if !ok {
			return "", false, reject(whole)
		}
		return out, false, nil
	}
	body, ok := diff(s)
	if !ok {
		return "", true, nil
	}
	var news []string
	for _, h := range body {
		news = append(news, h.after)
	}
	if fresh := strings.Join(news, "\n"); executes(fresh) { // the patch contains the whole function
		return fresh, false, nil
	}
	out := last
	for _, h := range body {
		if h.before == h.after {
			continue
		}
		if out, ok = exchange(out, h.before, h.after); !ok || strings.TrimSpace(last) == "" {
			return "", false, reject(whole)
		}
	}
	return out, false, nil
}

// executes reports whether a text declares a complete Execute.
func executes(s string) bool {
	for _, d := range declarations(s) {
		if entrant(d) == 3 {
			return true
		}
	}
	return false
}

// edit reads the arguments of a call of an editing tool.
func edit(s string) (old, fresh string, ok bool) {
	for _, at := range object.FindAllStringIndex(s, maxStarts) {
		v, _, ok := loose(s[at[0]:])
		if !ok {
			continue
		}
		o, _ := v.(*Object)
		for o != nil {
			var inner *Object
			values := map[string]string{}
			for _, k := range o.Keys {
				switch v := o.Values[k].(type) {
				case string:
					values[plainKey(k)] = v
					if strings.HasPrefix(strings.TrimSpace(v), "{") {
						if x, _, ok := loose(strings.TrimSpace(v)); ok {
							inner, _ = x.(*Object)
						}
					}
				case *Object:
					inner = v
				}
			}
			for _, pair := range [][2]string{{"oldstr", "newstr"}, {"oldstring", "newstring"}, {"old", "new"},
				{"search", "replace"}, {"find", "replace"}, {"before", "after"}} {
				old, has := values[pair[0]]
				fresh, too := values[pair[1]]
				if has && too && strings.TrimSpace(old) != "" {
					if executes(fresh) { // it contains the whole function
						return "", "", false
					}
					return old, fresh, true
				}
			}
			o = inner
		}
	}
	return "", "", false
}

type change struct{ before, after string }

// diff reads a unified diff, with or without line numbers.
func diff(s string) (out []change, ok bool) {
	marked := hunk.MatchString(s)
	if i := strings.Index(s, "```"); i >= 0 {
		for _, p := range fences(s, "", deepest) {
			if p.code && (strings.HasPrefix(p.info, "diff") || strings.HasPrefix(p.info, "patch") || hunk.MatchString(p.text)) {
				s, marked = p.text, true
			}
		}
	}
	if !marked || !changed.MatchString(s) {
		return nil, false
	}
	var before, after []string
	flush := func() {
		if len(before)+len(after) > 0 {
			out = append(out, change{strings.Join(before, "\n"), strings.Join(after, "\n")})
		}
		before, after = nil, nil
	}
	for l := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		switch {
		case hunk.MatchString(l) || strings.HasPrefix(l, "***") || strings.HasPrefix(l, "index ") || strings.HasPrefix(l,
			"\\ No newline"):
			flush()
		case strings.HasPrefix(l, "+"):
			after = append(after, l[1:])
		case strings.HasPrefix(l, "-"):
			before = append(before, l[1:])
		default:
			l = strings.TrimPrefix(l, " ")
			before, after = append(before, l), append(after, l)
		}
	}
	flush()
	return out, len(out) > 0
}

// exchange replaces the lines old in text by fresh. Differences in indentation and line numbers are ignored. The lines
// must occur exactly once, because a patch at the wrong place would change the program silently.
func exchange(text, old, fresh string) (string, bool) {
	old, fresh = strings.Trim(old, "\n"), strings.Trim(fresh, "\n")
	if strings.TrimSpace(old) == "" {
		return text, false
	}
	if strings.Count(text, old) == 1 {
		return strings.Replace(text, old, fresh, 1), true
	}
	lines := strings.Split(text, "\n")
	want := strings.Split(strings.Join(stripLineNumbers(strings.Split(old, "\n")), "\n"), "\n")
	fresh = strings.Join(stripLineNumbers(strings.Split(fresh, "\n")), "\n")
	found := -1
	for i := 0; i+len(want) <= len(lines); i++ {
		same := true
		for j, w := range want {
			same = same && strings.Join(strings.Fields(lines[i+j]), " ") == strings.Join(strings.Fields(w), " ")
		}
		if same {
			if found >= 0 {
				return text, false // the lines occur twice
			}
			found = i
		}
	}
	if found < 0 {
		return text, false
	}
	out := append(append(append([]string{}, lines[:found]...), strings.Split(fresh, "\n")...), lines[found+len(want):]...)
	return strings.Join(out, "\n"), true
}
