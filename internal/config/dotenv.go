package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/joho/godotenv"

	"github.com/ai-genesis/ai-genesis"
)

// dotenv is a .env file. It may hold a token on any line, also on one that is wrong, so errors tell the line's number
// and the setting's name and never what stands there.
type dotenv struct {
	path string
	text string
	vars map[string]string
}

// readFile reads the .env file at path; without one there are no variables. Editors that put a byte order mark first
// are forgiven.
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

// wrongLine is where the statement begins that can't be read: behind the longest beginning of the file that can.
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

var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// located puts the place in front of what is wrong with a setting of the file, and takes its value out.
func (f dotenv) located(wrong []string, environ map[string]string) []string {
	out := make([]string, len(wrong))
	for k, message := range wrong {
		name, _, _ := strings.Cut(message, " ")
		name = strings.TrimSuffix(name, ":")
		value, here := f.vars[name]
		if _, outside := environ[name]; outside || !here {
			out[k] = message
			continue
		}
		rest := strings.TrimPrefix(message, name)
		if strings.Contains(rest, " is not a setting") {
			name = "a name" // which may be anything
		}
		rest = quoted.ReplaceAllString(rest, "what is there")
		if value != "" {
			rest = strings.ReplaceAll(rest, value, "what is there")
		}
		out[k] = fmt.Sprintf("%s, line %d: %s%s", f.path, f.line(message), name, rest)
	}
	return out
}

// line is the last line that sets the variable with which a message begins.
func (f dotenv) line(message string) int {
	name, _, _ := strings.Cut(message, " ")
	name = strings.TrimSuffix(name, ":")
	set := regexp.MustCompile(`^\s*(?:export\s+)?` + regexp.QuoteMeta(name) + `\s*[=:]`)
	last := 0
	for n, line := range strings.Split(f.text, "\n") {
		if set.MatchString(line) {
			last = n + 1
		}
	}
	return last
}
