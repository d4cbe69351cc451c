package sandbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sources reads the files of a folder of testdata.
func sources(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	found := map[string][]byte{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimSuffix(filepath.Base(file), ".go")] = source
	}
	return found
}

// TestReject checks that each source is rejected for the reason in its comments: // want code: part of the message.
func TestReject(t *testing.T) {
	for name, source := range sources(t, "reject") {
		t.Run(name, func(t *testing.T) {
			r := Vet(source, Options{})
			if r.OK {
				t.Fatal("accepted")
			}
			found := map[int]bool{}
			for number, line := range strings.Split(string(source), "\n") {
				_, want, marked := strings.Cut(line, "// want ")
				if !marked {
					continue
				}
				code, text, _ := strings.Cut(want, ": ")
				for i, p := range r.Problems {
					if p.Line == number+1 && p.Code == code && strings.Contains(p.Message, text) {
						found[i] = true
						want = ""
					}
				}
				if want != "" && !laterStep(r, code) {
					t.Errorf("line %d: not found: %s", number+1, want)
				}
			}
			for i, p := range r.Problems {
				if !found[i] {
					t.Errorf("unexpected: %+v", p)
				}
				if p.Advice == "" || p.Code != "contract.name" && p.Excerpt == "" {
					t.Errorf("no advice or excerpt: %+v", p)
				}
			}
		})
	}
}

// laterStep reports whether problems of this code are reported only after those of earlier steps are fixed.
func laterStep(r Report, code string) bool {
	early := func(code string) bool {
		for _, prefix := range []string{"statement", "type.interface", "type.map", "generic"} {
			if strings.HasPrefix(code, prefix) {
				return true
			}
		}
		return false
	}
	return early(r.Problems[0].Code) && !early(code)
}

func TestReportsAtMostTen(t *testing.T) {
	source := "package many\n" + strings.Repeat("var x chan int\n", 25)
	if r := Vet([]byte(source), Options{}); len(r.Problems) != 10 || r.More != 15 {
		t.Errorf("%d problems and %d more, want 10 and 15", len(r.Problems), r.More)
	}
}

func TestSuggestsNames(t *testing.T) {
	for missing, want := range map[string]string{
		"m.NearestFoods(3)": "m.NearestFood?", "m.GetEnergy()": "m.Energy?", "m.Xyzzyplugh()": "There are: m.Age",
		"math.Squrt(2)": "math.Sqrt?",
	} {
		source := "package x1\n\nimport (\n\t\"math\"\n\n\t\"" + traitPath + "\"\n)\n\nfunc Execute(m *trait.Molbot) " +
			"{\n\t_ = math.Pi\n\t" + missing + "\n}\n"
		r := Vet([]byte(source), Options{})
		if r.OK || !strings.Contains(r.Problems[0].Advice, want) {
			t.Errorf("%s: %+v lacks %q", missing, r.Problems, want)
		}
	}
}
