package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis/gateway"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/doctor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// settingsCheck says where the settings of genesis doctor --settings are to be used.
type settingsCheck struct {
	container bool     // the parts run in containers, where loopback addresses lead nowhere
	fixed     []string // settings that are decided by whoever starts the parts, as NAME=REASON
}

// upPrefix is the prefix of settings that only genesis up reads. They may be in a .env file that containers read too.
const upPrefix = config.Prefix + "UP_"

// findings checks the settings without any network access. Findings about settings in .env give the line.
func (c settingsCheck) findings(p *program) []doctor.Finding {
	file, found := p.dotenv, []doctor.Finding(nil)
	if f, err := os.Open(file); errors.Is(err, fs.ErrPermission) {
		found = append(found, doctor.Finding{Check: "settings", State: doctor.Warning,
			Says: fmt.Sprintf("user %d may not read %s: what is wrong has no lines", os.Getuid(), file)})
		file = ""
	} else if err == nil {
		f.Close()
	}
	lines, err := config.Lines(file)
	if err != nil {
		return []doctor.Finding{problem(err.Error(), "")}
	}
	found = append(found, c.withoutEffect(file, lines)...)
	s, wrong := config.Examine(notInFile(p.environ, lines), file)
	if len(wrong) == 0 {
		wrong = c.useless(s, p.environ)
	}
	for _, says := range wrong {
		found = append(found, problem(says, ""))
	}
	if !slices.ContainsFunc(found, func(f doctor.Finding) bool { return f.State == doctor.Problem }) {
		found = append(found, doctor.Finding{Check: "settings", State: doctor.OK,
			Says: fmt.Sprintf("they can be used; %d stand in %s", settingsIn(lines), p.dotenv)})
	}
	return found
}

func problem(says, remedy string) doctor.Finding {
	return doctor.Finding{Check: "settings", State: doctor.Problem, Says: says, Remedy: remedy}
}

// notInFile returns the environment variables that .env does not set. Those that it sets are checked there, with their
// line, because containers also get every variable of the file in their environment.
func notInFile(environ []string, lines map[string]int) (list []string) {
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		if _, inFile := lines[name]; !inFile {
			list = append(list, variable)
		}
	}
	return list
}

// withoutEffect reports the lines of the file that set what somebody else decides.
func (c settingsCheck) withoutEffect(file string, lines map[string]int) (found []doctor.Finding) {
	for _, fixed := range c.fixed {
		name, why, _ := strings.Cut(fixed, "=")
		if line := lines[name]; line > 0 {
			found = append(found, problem(fmt.Sprintf("%s, line %d: %s has no effect here: %s", file, line, name, why),
				"remove the line"))
		}
	}
	if !c.container {
		return found
	}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		if strings.HasPrefix(name, upPrefix) {
			found = append(found, doctor.Finding{Check: "settings", State: doctor.Warning,
				Says: fmt.Sprintf("%s, line %d: %s has no effect here: only genesis up reads it", file, lines[name], name)})
		}
	}
	return found
}

// useless reports settings that are valid, but with which a part would not start or would not be reachable.
func (c settingsCheck) useless(s config.Settings, environ []string) (wrong []string) {
	if c.container {
		wrong = s.OnlyHere()
	}
	if err := temporalclient.Check(s, environ); err != nil {
		wrong = append(wrong, err.Error())
	}
	if _, err := gateway.CheckBind(s.HTTPAddr, s.APIToken != "", s.Open); err != nil {
		wrong = append(wrong, err.Error())
	}
	return wrong
}

// settingsIn counts the settings among variables.
func settingsIn(lines map[string]int) (n int) {
	for name := range lines {
		if strings.HasPrefix(name, config.Prefix) {
			n++
		}
	}
	return n
}
