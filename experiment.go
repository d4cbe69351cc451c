package genesis

import (
	"fmt"
	"regexp"
)

// Experiment is what `genesis experiment run` is given: every combination of world, seed, model and arm is one cell,
// which lives one life.
type Experiment struct {
	Name   string   `json:"name"`
	Worlds []string `json:"worlds"` // names of the bench's worlds
	Seeds  []uint64 `json:"seeds"`
	Models []string `json:"models"` // who writes the programs
	Arms   []string `json:"arms"`   // none, random or selection
	Cycles int      `json:"cycles"` // evolution cycles of each life

	LifeTicks     int     `json:"life_ticks"`      // from one cycle to the next [ticks]
	TrialPairs    int     `json:"trial_pairs"`     // paired forks that judge a program,
	TrialMaxPairs int     `json:"trial_max_pairs"` // doubled up to this many while they can't tell
	TrialTicks    int     `json:"trial_ticks"`     // how long each fork lives [ticks]
	Samples       int     `json:"samples"`         // further programs after a refused one
	Effort        float64 `json:"effort"`          // of synth's search
	Parallel      int     `json:"parallel"`        // cells that run at once, over all workers
}

// ExperimentCell names one life of an experiment.
type ExperimentCell struct {
	World string `json:"world"`
	Seed  uint64 `json:"seed"`
	Model string `json:"model"`
	Arm   string `json:"arm"`
}

// String names the cell for people and for the files of its programs.
func (c ExperimentCell) String() string {
	return fmt.Sprintf("%s-%d-%s-%s", c.World, c.Seed, c.Model, c.Arm)
}

// Cells are those of the experiment, seed by seed, so that the first results compare all arms.
func (e Experiment) Cells() (cells []ExperimentCell) {
	for _, seed := range e.Seeds {
		for _, world := range e.Worlds {
			for _, model := range e.Models {
				for _, arm := range e.Arms {
					cells = append(cells, ExperimentCell{World: world, Seed: seed, Model: model, Arm: arm})
				}
			}
		}
	}
	return cells
}

var experimentName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,47}$`)

// ValidExperiment reports whether a name may name an experiment.
func ValidExperiment(name string) bool { return experimentName.MatchString(name) }
