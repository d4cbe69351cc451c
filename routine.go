package genesis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// WorkflowRoutine does one piece of routine work that a schedule asks for.
const WorkflowRoutine = "Routine"

// The activities of routine work. The engine's process of a world runs them.
const (
	ActAskCycle = "AskCycle" // requests a cycle: takes RoutineInput, returns RoutineResult
	ActBackup   = "Backup"   // writes a backup: takes RoutineInput, returns RoutineResult
)

// Routine is a kind of routine work.
type Routine string

// Kinds of routine work.
const (
	RoutineCycle  Routine = "cycle"
	RoutineBackup Routine = "backup"
)

// Routines lists all kinds of routine work.
var Routines = []Routine{RoutineCycle, RoutineBackup}

// MaxBackups is the maximum number of backups that a schedule can keep.
const MaxBackups = 1000

// RoutineInput starts a Routine.
type RoutineInput struct {
	World  string  `json:"world"`
	Name   string  `json:"name"` // name of its schedule
	Does   Routine `json:"does"`
	Reason string  `json:"reason,omitempty"` // for a cycle: the reason that its architect reads
	// for a cycle: its problem; empty: manual
	Problem Problem `json:"problem,omitempty"`
	Keep    int     `json:"keep,omitempty"` // for backups: how many of the newest to keep
	Key     string  `json:"key,omitempty"`  // idempotency key: a step that runs twice has one effect
}

// RoutineResult is the result of routine work.
type RoutineResult struct {
	CycleID string `json:"cycle_id,omitempty"`
	File    string `json:"file,omitempty"` // path of the backup on the engine's machine
	Bytes   int64  `json:"bytes,omitempty"`
	Removed int    `json:"removed,omitempty"` // number of older backups removed
}

// String describes the result to people.
func (r RoutineResult) String() string {
	switch {
	case r.CycleID != "":
		return r.CycleID
	case r.File != "":
		return fmt.Sprintf("%s (%.1f MB)", r.File, float64(r.Bytes)/1e6)
	}
	return "nothing"
}

// Check returns an error of code invalid if the input can't be carried out.
func (r RoutineInput) Check() error {
	switch {
	case !ValidWorld(r.World):
		return Errorf(CodeInvalid, "%q can't name a world", r.World)
	case !scheduleName.MatchString(r.Name):
		return Errorf(CodeInvalid, "%q can't name a schedule: use lower-case letters, digits and dashes, 32 at most", r.Name)
	case !slices.Contains(Routines, r.Does):
		return Errorf(CodeInvalid, "%q is no routine work: choose of %v", r.Does, Routines)
	case r.Does == RoutineBackup && (r.Keep < 1 || r.Keep > MaxBackups):
		return Errorf(CodeInvalid, "%d backups can't be kept: choose of 1 to %d", r.Keep, MaxBackups)
	case r.Does == RoutineBackup && (r.Problem != "" || r.Reason != ""):
		return Errorf(CodeInvalid, "a backup has no problem and no reason")
	case r.Does == RoutineCycle && r.Keep != 0:
		return Errorf(CodeInvalid, "a cycle keeps no backups")
	case r.Problem != "" && !slices.Contains(Problems, r.Problem):
		return Errorf(CodeInvalid, "problem %q is none of %v", r.Problem, Problems)
	case len([]rune(r.Reason)) > MaxMessageLen:
		return Errorf(CodeInvalid, "the reason has more than %d characters", MaxMessageLen)
	}
	if err := CheckCharacters("the reason", r.Reason); err != nil {
		return err
	}
	return nil
}

var scheduleName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// RoutineQueue is the task queue of a world's routine work. The process of its engine serves it.
func RoutineQueue(world string) string { return "routine." + world }

// ScheduleID is the id in Temporal of a world's schedule.
func ScheduleID(world, name string) string { return "genesis.schedule." + world + "." + name }

// ScheduleName is the name of the world's schedule with the given id.
func ScheduleName(world, id string) (name string, ok bool) {
	name, ok = strings.CutPrefix(id, ScheduleID(world, ""))
	return name, ok && scheduleName.MatchString(name)
}

// Schedule is a piece of routine work and the times at which it runs.
type Schedule struct {
	RoutineInput
	Cron     string        // five fields, or @daily and similar; "": Every is used
	Every    time.Duration // 0: Cron is used
	Timezone string        // of Cron; "" is UTC
	Paused   string        // why it is paused; "": it is active
	Next     time.Time     // zero: never
	Last     time.Time     // zero: not yet
	Came     string        // result of the last run
}
