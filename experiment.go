package genesis

import (
	"fmt"
	"regexp"
	"time"
)

// Experiment is the input of `genesis experiment run`. Every combination of world, seed, model and arm is one cell,
// which runs one life.
type Experiment struct {
	Name   string   `json:"name"`
	Worlds []string `json:"worlds"` // names of the bench's worlds
	Seeds  []uint64 `json:"seeds"`
	Models []string `json:"models"` // models that write the programs
	Arms   []string `json:"arms"`   // none, random or selection
	Cycles int      `json:"cycles"` // evolution cycles in each life

	LifeTicks     int     `json:"life_ticks"`      // between two cycles [ticks]
	TrialPairs    int     `json:"trial_pairs"`     // paired forks that judge a program
	TrialMaxPairs int     `json:"trial_max_pairs"` // limit to which they are doubled while the result is unclear
	TrialTicks    int     `json:"trial_ticks"`     // life of each fork [ticks]
	Samples       int     `json:"samples"`         // further programs after a rejected one
	Effort        float64 `json:"effort"`          // of synth's search
	Parallel      int     `json:"parallel"`        // cells that run in parallel, over all workers
}

// ExperimentCell identifies one life of an experiment.
type ExperimentCell struct {
	World string `json:"world"`
	Seed  uint64 `json:"seed"`
	Model string `json:"model"`
	Arm   string `json:"arm"`
}

// String names the cell for people and for the files with its programs.
func (c ExperimentCell) String() string {
	return fmt.Sprintf("%s-%d-%s-%s", c.World, c.Seed, c.Model, c.Arm)
}

// MaxCells is the maximum number of cells of an experiment.
const MaxCells = 10_000

// Cells lists the cells of the experiment, ordered by seed, so the first results already compare all arms.
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

// ValidExperiment reports whether name is a valid name of an experiment.
func ValidExperiment(name string) bool { return experimentName.MatchString(name) }

// One is the experiment that consists of one cell of e.
func (e Experiment) One(c ExperimentCell) Experiment {
	e.Worlds, e.Seeds, e.Models, e.Arms = []string{c.World}, []uint64{c.Seed}, []string{c.Model}, []string{c.Arm}
	return e
}

// WorkflowExperiment distributes the cells of an experiment to workers, which take them from QueueExperiment.
const (
	WorkflowExperiment = "Experiment"
	QueueExperiment    = "experiment"
)

// ExperimentID is the workflow id of an experiment. Names are unique.
func ExperimentID(name string) string { return "experiment-" + name }

// The activities of an experiment.
const (
	ActExperimentOpen  = "ExperimentOpen"  // QueueCycles: creates the record and reports which cells have a result
	ActExperimentCell  = "ExperimentCell"  // QueueExperiment: runs one cell
	ActExperimentClose = "ExperimentClose" // QueueCycles: writes the end to the record
)

// Signals of an experiment, which have no content, and the memo that says whether it is stopped.
const (
	SignalStop   = "stop"   // cancels the running cells and starts no more
	SignalResume = "resume" // starts the remaining cells
	MemoStopped  = "stopped"
)

// ExperimentInput starts an Experiment workflow and carries its state over continue-as-new.
type ExperimentInput struct {
	Experiment Experiment          `json:"experiment"`
	Stopped    bool                `json:"stopped,omitempty"`
	Failed     []ExperimentFailure `json:"failed,omitempty"`
}

// ExperimentFailure is a cell that failed permanently.
type ExperimentFailure struct {
	Cell   int    `json:"cell"` // its index in Cells
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// ExperimentOpened is what a workflow finds when it starts.
type ExperimentOpened struct {
	Key  string `json:"key"`  // of the results
	Done []int  `json:"done"` // cells that have a result
}

// CellInput is the input of ActExperimentCell.
type CellInput struct {
	Experiment Experiment `json:"experiment"` // reduced to this cell
	Key        string     `json:"key"`
	Cell       int        `json:"cell"` // its index in the cells of the whole experiment
}

// ExperimentResult is the result of an experiment.
type ExperimentResult struct {
	Name   string              `json:"name"`
	Cells  int                 `json:"cells"`
	Failed []ExperimentFailure `json:"failed,omitempty"`
}

// ExperimentRecord is what is stored about an experiment in addition to its results.
type ExperimentRecord struct {
	Experiment Experiment          `json:"experiment"`
	Key        string              `json:"key"`
	StartedAt  time.Time           `json:"started_at"`
	EndedAt    time.Time           `json:"ended_at,omitzero"`
	Failed     []ExperimentFailure `json:"failed,omitempty"`
}
