package genesis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// WorkflowRoutine does one piece of routine work, as a schedule asks for it.
const WorkflowRoutine = "Routine"

// Steps of routine work, which the process of a world's engine does.
const (
	ActAskCycle = "AskCycle" // asks for a cycle: RoutineInput in, RoutineResult out
	ActBackup   = "Backup"   // writes a backup: RoutineInput in, RoutineResult out
)

// Routine is a kind of routine work.
type Routine string

// Kinds of routine work.
const (
	RoutineCycle  Routine = "cycle"
	RoutineBackup Routine = "backup"
)

// Routines are all kinds of routine work.
var Routines = []Routine{RoutineCycle, RoutineBackup}

// MaxBackups is how many backups a schedule can keep.
const MaxBackups = 1000

// RoutineInput starts a Routine.
type RoutineInput struct {
	World  string  `json:"world"`
	Name   string  `json:"name"` // of its schedule
	Does   Routine `json:"does"`
	Reason string  `json:"reason,omitempty"` // of a cycle, for its architect
	// Problem of a cycle; none: manual.
	Problem Problem `json:"problem,omitempty"`
	Keep    int     `json:"keep,omitempty"` // newest backups of the world that stay
	Key     string  `json:"key,omitempty"`  // makes a step that is done again one
}

// RoutineResult is what came of routine work.
type RoutineResult struct {
	CycleID string `json:"cycle_id,omitempty"`
	File    string `json:"file,omitempty"` // the backup, on the engine's machine
	Bytes   int64  `json:"bytes,omitempty"`
	Removed int    `json:"removed,omitempty"` // older backups
}

// String tells people what came of it.
func (r RoutineResult) String() string {
	switch {
	case r.CycleID != "":
		return r.CycleID
	case r.File != "":
		return fmt.Sprintf("%s (%.1f MB)", r.File, float64(r.Bytes)/1e6)
	}
	return "nothing"
}

// Check says what is wrong with routine work, with code invalid.
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

// RoutineQueue is the task queue of a world's routine work, which the process of its engine serves.
func RoutineQueue(world string) string { return "routine." + world }

// ScheduleID is the id of a schedule of a world in Temporal.
func ScheduleID(world, name string) string { return "genesis.schedule." + world + "." + name }

// ScheduleName is the world's schedule that an id names.
func ScheduleName(world, id string) (name string, ok bool) {
	name, ok = strings.CutPrefix(id, ScheduleID(world, ""))
	return name, ok && scheduleName.MatchString(name)
}

// Schedule is routine work at its times.
type Schedule struct {
	RoutineInput
	Cron     string        // five fields, or one of @daily and its like; "": Every
	Every    time.Duration // 0: Cron
	Timezone string        // of Cron; "" is UTC
	Paused   string        // why it does not run; "" runs
	Next     time.Time     // zero: never
	Last     time.Time     // zero: not yet
	Came     string        // of the last one
}
