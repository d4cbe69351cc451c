package genesis

import (
	"fmt"
	"regexp"
	"time"
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

// MaxCells is how many cells an experiment may have.
const MaxCells = 10_000

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

// One is the part of the experiment that is one cell.
func (e Experiment) One(c ExperimentCell) Experiment {
	e.Worlds, e.Seeds, e.Models, e.Arms = []string{c.World}, []uint64{c.Seed}, []string{c.Model}, []string{c.Arm}
	return e
}

// WorkflowExperiment hands the cells of an experiment out to workers. They take them from QueueExperiment.
const (
	WorkflowExperiment = "Experiment"
	QueueExperiment    = "experiment"
)

// ExperimentID is the workflow id of an experiment: there is one of each name.
func ExperimentID(name string) string { return "experiment-" + name }

// Steps of an experiment as activities.
const (
	ActExperimentOpen  = "ExperimentOpen"  // QueueCycles: makes the record, and tells which cells have a result
	ActExperimentCell  = "ExperimentCell"  // QueueExperiment: lives one cell
	ActExperimentClose = "ExperimentClose" // QueueCycles: writes the end into the record
)

// Signals of an experiment, without content, and the memo that tells whether it is stopped.
const (
	SignalStop   = "stop"   // the cells that run are broken off, and none begins
	SignalResume = "resume" // the others go on
	MemoStopped  = "stopped"
)

// ExperimentInput starts an Experiment workflow, and carries its state over continue-as-new.
type ExperimentInput struct {
	Experiment Experiment          `json:"experiment"`
	Stopped    bool                `json:"stopped,omitempty"`
	Failed     []ExperimentFailure `json:"failed,omitempty"`
}

// ExperimentFailure is a cell that failed for good.
type ExperimentFailure struct {
	Cell   int    `json:"cell"` // its place in Cells
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// ExperimentOpened tells a workflow what it finds.
type ExperimentOpened struct {
	Key  string `json:"key"`  // of the results
	Done []int  `json:"done"` // cells that have a result
}

// CellInput is the input of ActExperimentCell.
type CellInput struct {
	Experiment Experiment `json:"experiment"` // of this one cell
	Key        string     `json:"key"`
	Cell       int        `json:"cell"` // its place in the cells of the whole
}

// ExperimentResult is what became of an experiment.
type ExperimentResult struct {
	Name   string              `json:"name"`
	Cells  int                 `json:"cells"`
	Failed []ExperimentFailure `json:"failed,omitempty"`
}

// ExperimentRecord is what is kept of an experiment beside its results.
type ExperimentRecord struct {
	Experiment Experiment          `json:"experiment"`
	Key        string              `json:"key"`
	StartedAt  time.Time           `json:"started_at"`
	EndedAt    time.Time           `json:"ended_at,omitzero"`
	Failed     []ExperimentFailure `json:"failed,omitempty"`
}
