package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/joho/godotenv"

	"github.com/ai-genesis/ai-genesis"
)

// dotenv is a .env file. Any of its lines may contain a secret, including invalid lines, so errors give the line's
// number and the setting's name but never the content.
type dotenv struct {
	path string
	text string
	vars map[string]string
}

// readFile reads the .env file at path; if it is missing there are no variables. A leading byte order mark, which some
// editors write, is ignored.
func readFile(path string) (dotenv, error) {
	if path == "" {
		return dotenv{}, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return dotenv{}, nil
	}
	if err != nil {
		return dotenv{}, genesis.Errorf(genesis.CodeInvalid, "the settings file can't be read: %v", err)
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return dotenv{}, genesis.Errorf(genesis.CodeInvalid, "%s is UTF-16: save it as UTF-8", path)
	}
	f := dotenv{path: path, text: string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))}
	if f.vars, err = godotenv.Unmarshal(f.text); err != nil {
		return dotenv{}, genesis.Errorf(genesis.CodeInvalid, "%s, line %d: this is not NAME=value, or its quotes "+
			"do not close", path, f.wrongLine())
	}
	return f, nil
}

// wrongLine returns the line on which the unreadable statement begins: the line after the longest prefix of the file
// that can be read.
func (f dotenv) wrongLine() int {
	lines := strings.SplitAfter(f.text, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:n], "")); err == nil {
			for n < len(lines)-1 && blank(lines[n]) {
				n++
			}
			return n + 1
		}
	}
	return 1
}

func blank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// located formats the messages about settings. Those about a line of the file include its position and omit the value.
func (f dotenv) located(wrong []problem, environ map[string]string) []string {
	var out []string
	for _, p := range wrong {
		_, here := f.vars[p.name]
		_, outside := environ[p.name]
		switch {
		case outside || !here:
			out = append(out, p.String())
		case p.says == notASetting: // the name may be anything, even a secret
			out = append(out, f.at(f.last(p.name))+" sets nothing that is known"+meant(p.name))
		case p.says != "":
			out = append(out, f.at(f.last(p.name))+": "+p.String())
		default:
			out = append(out, fmt.Sprintf("%s: the value of %s (not shown) must be %s", f.at(f.last(p.name)), p.name, p.want))
		}
	}
	return out
}

// assignment matches a line that sets a variable, including common mistakes that godotenv does not accept.
var assignment = regexp.MustCompile(`^\s*(?:export\s+)?([^=:#"']*?)\s*[=:]`)

// misspelt returns a message for each line that resembles a setting but is none, and for each that sets a name again.
// Variables of other programs may be in the file and are ignored.
func (f dotenv) misspelt() []string {
	var out []string
	first := map[string]int{} // the line on which a name is first set
	for n, line := range strings.Split(f.text, "\n") {
		m := assignment.FindStringSubmatch(line)
		if m == nil || !strings.Contains(strings.ToUpper(m[1]), strings.TrimSuffix(Prefix, "_")) || !f.begins(n) {
			continue
		}
		name := m[1]
		switch before := first[name]; {
		case !strings.HasPrefix(name, Prefix) || strings.ContainsAny(name, " \t"):
			out = append(out, f.at(n+1)+" sets nothing that is known"+meant(name))
		case before > 0 && slices.Contains(Names(), name):
			out = append(out, fmt.Sprintf("%s sets %s again, after line %d: keep one of the two", f.at(n+1), name, before))
		default:
			first[name] = n + 1
		}
	}
	return out
}

// begins reports whether a line, counted from 0, begins a statement, rather than continuing a multi-line value.
func (f dotenv) begins(n int) bool {
	_, err := godotenv.Unmarshal(strings.Join(strings.SplitAfter(f.text, "\n")[:n], ""))
	return err == nil
}

// meant returns the setting whose name equals name except for case, blanks, punctuation and leading digits.
func meant(name string) string {
	for _, known := range Names() {
		if letters(known) == strings.TrimLeft(letters(name), "0123456789") {
			return "; did you mean " + known + "?"
		}
	}
	return "; see .env.example for the names"
}

// letters returns the letters and digits of a name in upper case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, name)
}

// at formats a position in the file.
func (f dotenv) at(line int) string { return fmt.Sprintf("%s, line %d", f.path, line) }

// last returns the last line that sets a variable.
func (f dotenv) last(name string) int {
	last := 0
	for n, line := range strings.Split(f.text, "\n") {
		if m := assignment.FindStringSubmatch(line); m != nil && m[1] == name && f.begins(n) {
			last = n + 1
		}
	}
	return last
}

// Lines returns, by name, the lines of the .env file at path that set variables; for a variable that is set twice, the
// last line. The error has code invalid if the file is not a .env file.
func Lines(path string) (map[string]int, error) {
	f, err := readFile(path)
	if err != nil {
		return nil, err
	}
	lines := map[string]int{}
	for name := range f.vars {
		lines[name] = f.last(name)
	}
	return lines, nil
}
