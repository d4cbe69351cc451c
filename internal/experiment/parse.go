// Package experiment implements `genesis experiment`: it reads the definition of an experiment, runs single cells, and
// writes the results of all cells as a folder of tables, programs and a report. Cells run in this process or, as
// activities, on any worker; package evobench implements what happens in a cell. The package must not import workflows:
// package workflows distributes the cells.
package experiment

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

// MaxFile is the size of the largest definition [bytes].
const MaxFile = 64 << 10

// defaults are those of `genesis bench evolution`.
func defaults() genesis.Experiment {
	return genesis.Experiment{
		Worlds: evobench.ScenarioNames(), Models: []string{"synth"}, Arms: evobench.ArmNames(), Cycles: 30,
		LifeTicks: 2000, TrialPairs: 8, TrialMaxPairs: 16, TrialTicks: 1200, Samples: policy.Samples, Effort: 0.3,
		Parallel: 32,
	}
}

// Parse reads an experiment from YAML. The error has code invalid, names the line and says what to write there.
func Parse(file []byte) (genesis.Experiment, error) {
	e := defaults()
	if len(file) > MaxFile {
		return e, genesis.Errorf(genesis.CodeInvalid, "the file has %d bytes; an experiment has at most %d", len(file),
			MaxFile)
	}
	root, err := document(file)
	if err != nil {
		return e, err
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if before := seen[key.Value]; before > 0 {
			return e, atLine(key, "%s is set already in line %d: remove one of the two", key.Value, before)
		}
		seen[key.Value] = key.Line
		if err := set(&e, key, value); err != nil {
			return e, err
		}
	}
	for _, must := range []string{"name", "seeds"} {
		if seen[must] == 0 {
			return e, genesis.Errorf(genesis.CodeInvalid, "the file has no %s: add a line such as `%s: %s`", must, must,
				map[string]string{"name": "starving-ten", "seeds": "10"}[must])
		}
	}
	return e, Check(e)
}

// document returns the single mapping in the file.
func document(file []byte) (*yaml.Node, error) {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(file))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "the file is empty; genesis experiment run --help shows an example")
	} else if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "this is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "the file has more than one document: write one experiment a file, "+
			"without the line ---")
	}
	if root := doc.Content[0]; root.Kind == yaml.MappingNode {
		return root, nil
	}
	return nil, atLine(doc.Content[0], "an experiment is a list of settings such as `seeds: 10`; genesis experiment run "+
		"--help shows an example")
}

func atLine(n *yaml.Node, format string, args ...any) error {
	return genesis.Errorf(genesis.CodeInvalid, "line %d: %s", n.Line, fmt.Sprintf(format, args...))
}

// set sets one setting.
func set(e *genesis.Experiment, key, value *yaml.Node) (err error) {
	switch key.Value {
	case "name":
		e.Name, err = word(value)
		if err == nil && !genesis.ValidExperiment(e.Name) {
			err = atLine(value, "name %q: use up to 48 lower-case letters, digits and dashes, a letter first", e.Name)
		}
	case "worlds":
		e.Worlds, err = choices(value, "world", knownIn(evobench.ScenarioNames()))
	case "models":
		e.Models, err = choices(value, "model", checkModel)
	case "arms":
		e.Arms, err = choices(value, "arm", knownIn(evobench.ArmNames()))
	case "seeds":
		e.Seeds, err = seeds(value)
	case "effort":
		e.Effort, err = number(value, "effort", 0.001, 100)
	default:
		return setCount(e, key, value)
	}
	return err
}

// count is an integer setting.
type count struct {
	name     string
	from, to int
	at       func(*genesis.Experiment) *int
}

var counts = []count{
	{"cycles", 1, 10_000, func(e *genesis.Experiment) *int { return &e.Cycles }},
	{"life_ticks", 1, 1_000_000, func(e *genesis.Experiment) *int { return &e.LifeTicks }},
	{"trial_pairs", 1, 1000, func(e *genesis.Experiment) *int { return &e.TrialPairs }},
	{"trial_max_pairs", 1, 1000, func(e *genesis.Experiment) *int { return &e.TrialMaxPairs }},
	{"trial_ticks", 1, 1_000_000, func(e *genesis.Experiment) *int { return &e.TrialTicks }},
	{"samples", 1, 100, func(e *genesis.Experiment) *int { return &e.Samples }},
	{"parallel", 1, 500, func(e *genesis.Experiment) *int { return &e.Parallel }},
}

func setCount(e *genesis.Experiment, key, value *yaml.Node) error {
	known := []string{"name", "worlds", "seeds", "models", "arms", "effort"}
	for _, c := range counts {
		if c.name == key.Value {
			n, err := number(value, c.name, float64(c.from), float64(c.to))
			if err == nil && n != float64(int(n)) {
				err = atLine(value, "%s is a whole number", c.name)
			}
			*c.at(e) = int(n)
			return err
		}
		known = append(known, c.name)
	}
	slices.Sort(known)
	return atLine(key, "there is no setting %q: choose from %s", key.Value, strings.Join(known, ", "))
}
