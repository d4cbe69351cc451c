// Package genesis is the vocabulary that the processes of AI-Genesis share: names of worlds, queues and workflows,
// events on Redis, inputs and results of a cycle's steps, records of cycles and mutations, the frame that viewers see,
// the world's parameters, and one set of error codes.
//
// It contains only data and pure functions, imports nothing but the standard library and does no I/O. So every other
// package can import it without depending on anything else.
package genesis

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// DefaultWorld is the world whose Redis keys have no prefix.
const DefaultWorld = "main"

// Task queues. The engine's own queue is EngineQueue(world).
const (
	QueueCycles = "genesis" // workflows, vet, records
	QueueLLM    = "llm"     // plan and code: calls to the model
	QueueTrial  = "trial"   // forks of the world: CPU-bound, can run on several machines
)

// Workflow types.
const (
	WorkflowSupervisor = "EvolutionSupervisor"
	WorkflowCycle      = "EvolutionCycle"
)

// EngineQueue is the task queue that the engine's process of a world serves.
func EngineQueue(world string) string { return enginePrefix + world }

// IsEngineQueue reports whether a task queue is served by an engine.
func IsEngineQueue(queue string) bool { return strings.HasPrefix(queue, enginePrefix) }

const enginePrefix = "engine."

// SupervisorID is the workflow id of a world's supervisor.
func SupervisorID(world string) string { return "genesis.supervisor." + world }

// CycleID names the n-th cycle of a world, in REST, Redis and Temporal.
func CycleID(world string, n int) string { return fmt.Sprintf("cycle-%s-%06d", world, n) }

// CycleNumber is the inverse of CycleID. The error has code invalid if id is not the id of a cycle.
func CycleNumber(id string) (int, error) {
	if !ValidCycle(id) {
		return 0, Errorf(CodeInvalid, "%q is not the id of a cycle", id)
	}
	return strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
}

// MutationID names the mutation that introduced a version of a trait.
func MutationID(traitName string, version int) string {
	return fmt.Sprintf("mut_%s_v%d", traitName, version)
}

// ParseMutationID is the inverse of MutationID.
func ParseMutationID(id string) (traitName string, version int, ok bool) {
	rest, ours := strings.CutPrefix(id, "mut_")
	at := strings.LastIndex(rest, "_v")
	if !ours || at < 0 {
		return "", 0, false
	}
	version, err := strconv.Atoi(rest[at+2:])
	return rest[:at], version, err == nil && ValidTrait(rest[:at]) && MutationID(rest[:at], version) == id
}

// TraitID names one version of a trait, as in a molbot's list of traits: energy_scavenger_v2.
func TraitID(name string, version int) string { return fmt.Sprintf("%s_v%d", name, version) }

// MutationFile is the name of the file with a trait's version: trait_energy_scavenger_v2.go.
func MutationFile(name string, version int) string {
	return fmt.Sprintf("trait_%s_v%d.go", name, version)
}

// MutationPath is the path of a trait's file in records: mutations/trait_energy_scavenger_v2.go, and mutations/alpha/…
// for the world alpha. It does not depend on where the folder is on a machine.
func MutationPath(world, name string, version int) string {
	if world == DefaultWorld {
		world = ""
	}
	return path.Join("mutations", world, MutationFile(name, version))
}

// MutationsFolder is the folder of a world below the folder of all mutations.
func MutationsFolder(mutations, world string) string {
	if world == DefaultWorld {
		return mutations
	}
	return filepath.Join(mutations, world)
}

// MolbotID formats a molbot's serial number as mol_00a3f1.
func MolbotID(serial uint64) string { return fmt.Sprintf("mol_%06x", serial) }

var (
	worldName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	traitName = regexp.MustCompile(`^[a-z][a-z0-9_]{1,47}$`)
	cycleName = regexp.MustCompile(`^cycle-[a-z][a-z0-9-]{0,31}-[0-9]{6,9}$`)
)

// ValidWorld reports whether name is a valid world name: lower-case letters, digits and dashes, at most 32 characters.
// Words with which the default world's Redis keys begin are excluded, because a key of a world named "evo" would look
// like a key of the default world.
func ValidWorld(name string) bool {
	switch name {
	case "ws", "ent", "evo", "blob", "meta", "engine", "view", "cmd", "feed", "ch":
		return false
	}
	return worldName.MatchString(name)
}

// ValidTrait reports whether name is a valid trait name: snake case, at most 48 characters.
func ValidTrait(name string) bool { return traitName.MatchString(name) }

// ValidCycle reports whether id has the form of a cycle's id.
func ValidCycle(id string) bool { return cycleName.MatchString(id) }
