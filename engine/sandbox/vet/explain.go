package vet

import (
	"slices"
	"strings"
)

// rule explains a code: advice says in one line what to write instead, and why explains the reason.
type rule struct{ code, advice, why string }

// Explain returns a paragraph about the code of a VetProblem. A code without an entry, such as dryrun.fuel, is
// explained by the part before its dot.
func Explain(code string) (text string, ok bool) {
	r, ok := ruleOf(code)
	if !ok {
		return "", false
	}
	return r.why + " " + r.advice + ".", true
}

// Codes lists the codes that Explain knows.
func Codes() []string {
	codes := make([]string, len(rules))
	for i, r := range rules {
		codes[i] = r.code
	}
	slices.Sort(codes)
	return codes
}

func ruleOf(code string) (rule, bool) {
	for _, r := range rules {
		if r.code == code {
			return r, true
		}
	}
	if head, _, dotted := strings.Cut(code, "."); dotted {
		return ruleOf(head)
	}
	return rule{}, false
}

// adviceOf returns one line that says what to write instead.
func adviceOf(code string) string {
	r, _ := ruleOf(code)
	return r.advice
}
