package doctor

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// difference is a point on which the parts disagree.
type difference struct {
	check string
	state State
	says  string
	fix   fix
	hand  string // what a user can do if there is no fix
}

func (x difference) in(others []difference) bool {
	return slices.ContainsFunc(others, func(o difference) bool { return o.check == x.check && o.says == x.says })
}

func (x difference) remedy() string {
	if x.fix.kind != none {
		return "genesis doctor --fix: it " + x.fix.words()
	}
	return x.hand
}

// fixKind is a way to fix a difference.
type fixKind int

const (
	none      fixKind = iota
	setStatus         // set the status of the mutation's record to status
	unload            // unload the mutation from the engine, and set its record's status
	rewrite           // write the mutation's file from its blob
	recreate          // create record and file of a trait that only the engine has
	remirror          // have the engine write the registry to Redis
	endCycle          // end the cycle's record with outcome
	noCurrent         // delete the key that names the running cycle
)

type fix struct {
	kind     fixKind
	mutation genesis.Mutation
	trait    genesis.LoadedTrait
	status   genesis.MutationStatus
	cycle    genesis.Cycle
}

func (f fix) words() string {
	switch f.kind {
	case setStatus:
		return "writes " + string(f.status) + " into the record"
	case unload:
		return "takes it out of the world and writes " + string(f.status) + " into the record"
	case rewrite:
		return "writes the file again"
	case recreate:
		return "writes the record and the file again from what the engine holds"
	case remirror:
		return "writes the mirror again"
	case endCycle:
		return "writes " + string(f.cycle.Outcome) + " into the record"
	case noCurrent:
		return "clears it"
	}
	return ""
}

// differences compares the parts. It ignores what belongs to a running cycle, which is about to change it.
func (v *view) differences() []difference {
	return slices.Concat(v.loadedTraits(), v.records(), v.duplicates(), v.missingFiles(), v.mirrorDifferences(),
		v.cycleRecords())
}

// inFlight reports whether a running cycle is about to change the mutation.
func (v *view) inFlight(m genesis.Mutation) bool { return v.endings[m.CycleID].Running }

func (v *view) record(id string) (genesis.Mutation, bool) {
	for _, m := range v.mutations {
		if m.ID == id {
			return m, true
		}
	}
	return genesis.Mutation{}, false
}

// loadedTraits compares the engine's registry with the records.
func (v *view) loadedTraits() (found []difference) {
	for _, t := range v.loaded.Traits {
		id := genesis.MutationID(t.Name, t.Version)
		m, ok := v.record(id)
		x := difference{check: "mutation " + id, state: Problem}
		switch {
		case !ok:
			x.says, x.fix = "the engine runs it, but there is no record of it", fix{kind: recreate, trait: t}
		case m.Hash != t.CodeHash:
			x.says, x.hand = "the engine runs another program than the record names", "genesis rollback "+id
		case v.inFlight(m):
			continue
		default:
			x.says, x.fix = mismatch(t, m)
		}
		if x.says != "" {
			found = append(found, x)
		}
	}
	return found
}

// mismatch describes how a loaded trait and its record differ, and the fix.
func mismatch(t genesis.LoadedTrait, m genesis.Mutation) (says string, f fix) {
	switch {
	case t.Heritable && m.Status == genesis.StatusApplied:
		return "", fix{}
	case t.Heritable && (m.Status == genesis.StatusCanary || m.Status == genesis.StatusValidated):
		return "it is kept, but its record says " + string(m.Status), fix{kind: setStatus, mutation: m,
			status: genesis.StatusApplied}
	case m.Status == genesis.StatusCanary || m.Status == genesis.StatusValidated || m.Status == genesis.StatusApplied:
		return "it is still in its canary, but its cycle has ended", fix{kind: unload, mutation: m,
			status: genesis.StatusRolledBack}
	}
	return "the engine runs it, but its record says " + string(m.Status), fix{kind: unload, mutation: m, status: m.Status}
}

// records compares the records with the engine's registry.
func (v *view) records() (found []difference) {
	for _, m := range v.mutations {
		loaded := slices.ContainsFunc(v.loaded.Traits, func(t genesis.LoadedTrait) bool {
			return t.Name == m.TraitName && t.Version == m.Version
		})
		if loaded || v.inFlight(m) {
			continue
		}
		status := map[genesis.MutationStatus]genesis.MutationStatus{
			genesis.StatusApplied: genesis.StatusRetired, genesis.StatusCanary: genesis.StatusRolledBack,
			genesis.StatusValidated: genesis.StatusFailed,
		}[m.Status]
		if status != "" {
			found = append(found, difference{check: "mutation " + m.ID, state: Problem,
				says: "its record says " + string(m.Status) + ", but the engine does not run it",
				fix:  fix{kind: setStatus, mutation: m, status: status}})
		}
	}
	return found
}

// duplicates finds mutations that were applied twice.
func (v *view) duplicates() (found []difference) {
	programs, cycles, names := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, m := range slices.Backward(v.mutations) { // oldest first
		if m.Status != genesis.StatusApplied {
			continue
		}
		x := difference{check: "mutation " + m.ID, state: Problem, hand: "genesis rollback " + m.ID}
		if other := programs[m.CanonicalHash]; other != "" && m.CanonicalHash != "" {
			x.says = "it is the same program as " + other + ", and both are applied"
			found = append(found, x)
		}
		if other := cycles[m.CycleID]; other != "" && m.CycleID != "" {
			x.says = "its cycle applied " + other + " as well"
			found = append(found, x)
		}
		programs[m.CanonicalHash], cycles[m.CycleID] = m.ID, m.ID
	}
	for _, t := range v.loaded.Traits {
		id := genesis.TraitID(t.Name, t.Version)
		if names[id] {
			found = append(found, difference{check: "trait " + id, state: Problem, says: "it is loaded twice",
				hand: "restart the engine"})
		}
		names[id] = true
	}
	return found
}

// missingFiles compares the files with the records.
func (v *view) missingFiles() (found []difference) {
	known := map[string]bool{}
	for _, m := range v.mutations {
		known[fileOf(m)] = true
		hash, there := v.files[fileOf(m)]
		live := m.Status == genesis.StatusApplied || m.Status == genesis.StatusCanary
		x := difference{check: "file " + fileOf(m), state: Problem}
		switch {
		case !there && live && !v.inFlight(m):
			x.says, x.fix = "it is missing, and the world runs it", fix{kind: rewrite, mutation: m}
		case there && hash != m.Hash:
			x.state, x.says = Warning, "it holds something else than its record says; the world runs what the record says"
			x.hand = "put back what was there, or load your version with genesis load"
		default:
			continue
		}
		found = append(found, x)
	}
	for _, t := range v.loaded.Traits { // their records come back with recreate
		known[genesis.MutationFile(t.Name, t.Version)] = true
	}
	for _, file := range slices.Sorted(maps.Keys(v.files)) {
		if !known[file] {
			found = append(found, difference{check: "file " + file, state: Warning, says: "there is no record of it",
				hand: "load it with genesis load, or delete it"})
		}
	}
	return found
}

// mirrorDifferences compares the registry in Redis with the engine's.
func (v *view) mirrorDifferences() []difference {
	x := difference{check: "registry", state: Problem, says: "what Redis lists as loaded is not what the engine runs",
		fix: fix{kind: remirror}}
	want := v.registry().Files(v.world)
	same := len(want) == len(v.mirror) && (v.mirrored == v.loaded.Generation || len(want) == 0)
	for name, file := range want {
		same = same && path.Base(v.mirror[name]) == path.Base(file)
	}
	if same {
		return nil
	}
	return []difference{x}
}

// registry converts what the engine runs to engine.Registry, which computes the files that Redis must list.
func (v *view) registry() engine.Registry {
	r := engine.Registry{Generation: v.loaded.Generation}
	for _, t := range v.loaded.Traits {
		r.Traits = append(r.Traits, genesis.LoadedTrait{Name: t.Name, Version: t.Version, Generated: true})
	}
	return r
}

// cycleRecords compares the records of cycles with Temporal.
func (v *view) cycleRecords() (found []difference) {
	running := ""
	if v.supervisor != nil {
		running = v.supervisor.Running
	}
	for _, c := range v.cycles {
		ending, known := v.endings[c.ID]
		x := difference{check: "cycle " + c.ID, state: Problem}
		switch {
		case c.Outcome != "" || ending.Running || !known && c.ID == running:
		case known:
			c.Outcome, c.Stage, c.EndedAt = ending.Outcome, genesis.StageDone, &ending.At
			x.says, x.fix = "it has ended in Temporal, but not in its record", fix{kind: endCycle, cycle: c}
			found = append(found, x)
		default:
			c.Outcome, c.Stage, c.Reason = genesis.OutcomeFailed, genesis.StageDone, "Temporal does not know it any more"
			x.says, x.fix = "its record says that it runs, but Temporal does not know it", fix{kind: endCycle, cycle: c}
			found = append(found, x)
		}
		for _, id := range c.MutationIDs {
			if _, ok := v.record(id); !ok {
				found = append(found, difference{check: "cycle " + c.ID, state: Warning,
					says: "there is no record of its mutation " + id,
					hand: "nothing to do: records were lost"})
			}
		}
	}
	if v.current != "" && v.current != running && !v.endings[v.current].Running {
		found = append(found, difference{check: "current cycle", state: Problem,
			says: fmt.Sprintf("Redis says that %s runs, the supervisor does not", v.current), fix: fix{kind: noCurrent}})
	}
	if ending, known := v.endings[running]; running != "" && known && !ending.Running {
		found = append(found, difference{check: "supervisor", state: Problem,
			says: "it waits for " + running + ", which has ended",
			hand: "start a worker; if that does not help, terminate " + genesis.SupervisorID(v.world) +
				" in Temporal: the next trigger starts it anew"})
	}
	return found
}
