package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// attack is a hostile source and its expected end: the code of its rejection, "run" and the fault that stops it, or
// "ok".
type attack struct {
	source []byte
	want   string
}

func attacks(t testing.TB) map[string]attack {
	all := map[string]attack{}
	for name, source := range sources(t, "attacks") {
		_, rest, _ := strings.Cut(string(source), "// want: ")
		want, _, found := strings.Cut(rest, "\n")
		if !found {
			t.Fatalf("%s does not say what it wants", name)
		}
		all[name] = attack{source, want}
	}
	text := func(s string) []byte { return []byte(s) }
	for name, a := range map[string]attack{
		"ten megabytes":      {bytes.Repeat(text("x"), 10<<20), "source.size"},
		"ten megabytes of (": {bytes.Repeat(text("("), 10<<20), "source.size"},
		"no bytes":           {nil, "source.empty"},
		"only spaces":        {text(" \n\t\n"), "source.empty"},
		"invalid UTF-8":      {text("package x\n\n// \xff\xfe\n"), "source.encoding"},
		"NUL":                {text("package x\n\x00\n"), "source.nul"},
		"byte order mark":    {text("\xef\xbb\xbf" + graze), "source.bom"},
		"mark in the middle": {text(strings.Replace(graze, "50", "\ufeff50", 1)), "syntax"},
		"parentheses": {text("package x\n\nconst c = " + strings.Repeat("(", 3000) + "1" + strings.Repeat(")", 3000)),
			"source.nesting"},
		"braces": {text("package x\n\nfunc f() " + strings.Repeat("{", 3000) + strings.Repeat("}", 3000)),
			"source.nesting"},
		"unclosed":       {text("package x\n\nfunc f() " + strings.Repeat("{ ", 3000)), "source.nesting"},
		"stars":          {text("package x\n\nvar p " + strings.Repeat("*", 8000) + "int"), "source.nesting"},
		"minuses":        {text("package x\n\nconst c = " + strings.Repeat("- ", 7000) + "1"), "source.nesting"},
		"sum":            {text("package x\n\nconst c = 1" + strings.Repeat("+1", 7000)), "source.nesting"},
		"selectors":      {text("package x\n\nvar c = a" + strings.Repeat(".a", 7000)), "source.nesting"},
		"function types": {text("package x\n\nvar c " + strings.Repeat("func() ", 2000)), "source.nesting"},
		"else ifs": {text("package x\n\nfunc f() {\n" + strings.Repeat("if a {\n} else ", 800) + "{\n}\n}"),
			"source.nesting"},
		"labels":        {text("package x\n\nfunc f() {\n" + strings.Repeat("a: ", 4000) + "\n}"), "source.nesting"},
		"nodes":         {text("package x\n\nfunc f() {\n" + strings.Repeat("a()\n", 3900) + "}"), "source.size"},
		"syntax errors": {text("package x\n" + strings.Repeat("!;\n", 5000)), "syntax"},
		"open string":   {text("package x\n\nconst c = \"abc"), "syntax"},
		"open comment":  {text("package x\n\n/* abc"), "syntax"},
		"not Go":        {text("import os\nos.system('rm -rf /')\n"), "syntax"},
		"binary":        {text("\x7fELF\x02\x01\x01"), "syntax"},
	} {
		all[name] = a
	}
	return all
}

// TestAttacks vets each attack. It also runs the attack, past its dry run, in a batch between harmless runs: the fault
// must be the right one and name its line, it must not take too long, and the other runs must be unaffected.
func TestAttacks(t *testing.T) {
	all := attacks(t)
	if len(all) < 120 {
		t.Errorf("%d attacks, want 120", len(all))
	}
	before := runtime.NumGoroutine()
	defer noGoroutineLeft(t, before)
	for name, a := range all {
		t.Run(name, func(t *testing.T) {
			var r Report
			// Processor time. TestVetIsBounded is stricter.
			if spent, _ := cost(func() { r = Vet(a.source, Options{}) }); spent > time.Second {
				t.Errorf("vetting took %v", spent)
			}
			fault, runs := strings.CutPrefix(a.want, "run ")
			switch {
			case a.want == "ok" && !r.OK:
				t.Errorf("refused: %+v", r.Problems[0])
			case a.want != "ok" && r.OK:
				t.Error("accepted")
			case runs && r.Problems[0].Code != "dryrun."+fault:
				t.Errorf("refused for %+v, want dryrun.%s", r.Problems[0], fault)
			case a.want != "ok" && !runs && r.Problems[0].Code != a.want:
				t.Errorf("refused for %+v, want %s", r.Problems[0], a.want)
			}
			if runs {
				runAttack(t, string(a.source), fault, Yaegi)
				runAttack(t, string(a.source), fault, Auto)
			}
		})
	}
}

// noGoroutineLeft checks that there are no more goroutines than before. The runtime's own goroutines, which clean up
// after a collection, may take a moment to end.
func noGoroutineLeft(t *testing.T, before int) {
	t.Helper()
	for range 500 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func runAttack(t *testing.T, source, fault string, on Runtime) {
	in, err := compileForTest(t, source, Limits{Timeout: time.Minute, Runtime: on}).instance()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	batch, verdicts := crowd(8), make([]trait.Verdict, 8)
	for _, m := range batch {
		m.Begin(dummy.Surroundings{Food: true, Molbots: 4}, DefaultLimits.Fuel)
	}
	var first []trait.Verdict
	for range 2 {
		in.Run(batch, verdicts)
		for i, v := range verdicts {
			if v.Fault.String() != fault {
				t.Fatalf("molbot %d: %+v, want %s", i, v, fault)
			}
			if v.Line == 0 && !strings.Contains(v.Reason, "senses") || v.Reason == "" {
				t.Errorf("molbot %d: no line or reason: %+v", i, v)
			}
			if most := DefaultLimits.Fuel*2 + 5000; v.Fuel > most {
				t.Errorf("molbot %d spent %d fuel, more than %d", i, v.Fuel, most)
			}
		}
		for _, m := range batch {
			m.Begin(dummy.Surroundings{Food: true, Molbots: 4}, DefaultLimits.Fuel)
		}
		if first == nil {
			first = append(first, verdicts...)
		} else if fmt.Sprint(first) != fmt.Sprint(verdicts) {
			t.Errorf("the second run differs:\n%+v\n%+v", first, verdicts)
		}
	}
}

// TestAttacksNamed compares the table of attacks in docs/security.md with the attacks here: every required kind has a
// row, and its programs exist.
func TestAttacksNamed(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Attacks that were tried")
	table, _, _ = strings.Cut(table, "\n## ")
	all, rows := attacks(t), 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, " | ")
		if len(cells) != 2 || strings.HasPrefix(line, "| what") {
			continue
		}
		rows++
		for i, name := range strings.Split(cells[1], "`") {
			if _, tried := all[name]; i%2 == 1 && !tried {
				t.Errorf("%s: there is no attack %q", cells[0], name)
			}
		}
		if !strings.Contains(cells[1], "`") {
			t.Errorf("%s: no program", cells[0])
		}
	}
	if rows != 31 {
		t.Errorf("%d kinds of attacks are named, want 31", rows)
	}
}
