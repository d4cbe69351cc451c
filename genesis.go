// Package genesis is the vocabulary that the processes of AI-Genesis share: the names of worlds, queues and workflows,
// the events on Redis, the inputs and results of a cycle's steps, the records of cycles and mutations, the frame that
// viewers see, the world's parameters and one set of error codes.
//
// It holds data and pure functions only. It imports the standard library alone and does no I/O, so that every other
// package can import it without importing anything else.
package genesis

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// DefaultWorld is the world whose Redis keys carry no prefix.
const DefaultWorld = "main"

// Task queues. The engine's own queue is EngineQueue(world).
const (
	QueueCycles = "genesis" // workflows, vet, records
	QueueLLM    = "llm"     // plan and code: calls to the model
	QueueTrial  = "trial"   // forks of the world: processor-bound, scales over machines
)

// Workflow types.
const (
	WorkflowSupervisor = "EvolutionSupervisor"
	WorkflowCycle      = "EvolutionCycle"
)

// EngineQueue is the task queue that the engine's own process serves.
func EngineQueue(world string) string { return enginePrefix + world }

// IsEngineQueue reports whether an engine serves a task queue.
func IsEngineQueue(queue string) bool { return strings.HasPrefix(queue, enginePrefix) }

const enginePrefix = "engine."

// SupervisorID is the workflow id of a world's supervisor.
func SupervisorID(world string) string { return "genesis.supervisor." + world }

// CycleID names the n-th cycle of a world in REST, Redis and Temporal alike.
func CycleID(world string, n int) string { return fmt.Sprintf("cycle-%s-%06d", world, n) }

// CycleNumber is the n of CycleID. The error has code invalid for what is no cycle's id.
func CycleNumber(id string) (int, error) {
	if !ValidCycle(id) {
		return 0, Errorf(CodeInvalid, "%q is not the id of a cycle", id)
	}
	return strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
}

// MutationID names the mutation that brought version of a trait.
func MutationID(traitName string, version int) string {
	return fmt.Sprintf("mut_%s_v%d", traitName, version)
}

// ParseMutationID takes the trait and the version out of what MutationID made.
func ParseMutationID(id string) (traitName string, version int, ok bool) {
	rest, ours := strings.CutPrefix(id, "mut_")
	at := strings.LastIndex(rest, "_v")
	if !ours || at < 0 {
		return "", 0, false
	}
	version, err := strconv.Atoi(rest[at+2:])
	return rest[:at], version, err == nil && ValidTrait(rest[:at]) && MutationID(rest[:at], version) == id
}

// TraitID names one version of a trait, as molbots list it: energy_scavenger_v2.
func TraitID(name string, version int) string { return fmt.Sprintf("%s_v%d", name, version) }

// MutationFile is the name of the file that holds a trait's version: trait_energy_scavenger_v2.go.
func MutationFile(name string, version int) string {
	return fmt.Sprintf("trait_%s_v%d.go", name, version)
}

// MutationPath is how records name the file of a trait's version, wherever its folder is on a machine:
// mutations/trait_energy_scavenger_v2.go, and mutations/alpha/… for the world alpha.
func MutationPath(world, name string, version int) string {
	if world == DefaultWorld {
		world = ""
	}
	return path.Join("mutations", world, MutationFile(name, version))
}

// MutationsFolder is where a world's files are below the folder of all worlds' mutations.
func MutationsFolder(mutations, world string) string {
	if world == DefaultWorld {
		return mutations
	}
	return filepath.Join(mutations, world)
}

// MolbotID prints a molbot's serial number as mol_00a3f1.
func MolbotID(serial uint64) string { return fmt.Sprintf("mol_%06x", serial) }

var (
	worldName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	traitName = regexp.MustCompile(`^[a-z][a-z0-9_]{1,47}$`)
	cycleName = regexp.MustCompile(`^cycle-[a-z][a-z0-9-]{0,31}-[0-9]{6,9}$`)
)

// ValidWorld reports whether name can name a world: lower-case letters, digits and dashes, at most 32, and none of the
// words with which the Redis keys of the default world begin: a key of the world "evo" would be one of that world's.
func ValidWorld(name string) bool {
	switch name {
	case "ws", "ent", "evo", "blob", "meta", "engine", "view", "cmd", "feed", "ch":
		return false
	}
	return worldName.MatchString(name)
}

// ValidTrait reports whether name can name a trait: snake case, at most 48 characters.
func ValidTrait(name string) bool { return traitName.MatchString(name) }

// ValidCycle reports whether id has the form of a cycle's id.
func ValidCycle(id string) bool { return cycleName.MatchString(id) }
