package genesis

import "time"

// MutationStatus is the status of a mutation.
type MutationStatus string

// Statuses of a mutation.
const (
	StatusValidated  MutationStatus = "validated"   // saved, not loaded
	StatusCanary     MutationStatus = "canary"      // loaded and in its canary
	StatusApplied    MutationStatus = "applied"     // kept
	StatusRolledBack MutationStatus = "rolled_back" // removed by its cycle or by a person
	StatusFailed     MutationStatus = "failed"
	StatusRetired    MutationStatus = "retired" // replaced by a newer version or unloaded to make room
)

// ValidMutationStatus reports whether lists can be filtered by the status s.
func ValidMutationStatus(s MutationStatus) bool {
	switch s {
	case StatusValidated, StatusCanary, StatusApplied, StatusRolledBack, StatusFailed, StatusRetired:
		return true
	}
	return false
}

// Mutation is the record of one version of a trait: the hash evo:mutation:{id}, without the source.
type Mutation struct {
	ID            string         `json:"id"`
	TraitName     string         `json:"trait_name"`
	Version       int            `json:"version"`
	Status        MutationStatus `json:"status"`
	FilePath      string         `json:"file_path"`      // mutations/trait_energy_scavenger_v1.go
	Hash          string         `json:"hash"`           // SHA-256 of the file
	CanonicalHash string         `json:"canonical_hash"` // SHA-256 of the normalised program
	CycleID       string         `json:"cycle_id"`
	PlanID        string         `json:"plan_id"`
	Model         string         `json:"model"`
	Description   string         `json:"description"`
	Runtime       string         `json:"runtime,omitempty"` // compiled or yaegi
	Problem       Problem        `json:"problem"`
	Parent        string         `json:"parent,omitempty"`    // mutation that it was derived from
	Score         float64        `json:"score"`               // effect in its trial [energy per 1,000 molbot-ticks]
	Pinned        bool           `json:"pinned,omitempty"`    // never retired to make room
	Signature     string         `json:"signature,omitempty"` // its behaviour in 64 fixed situations
	Kept          string         `json:"kept,omitempty"`      // once applied: helps or harmless
	Error         string         `json:"error,omitempty"`
	CreatedAt     time.Time      `json:"created_at"`
	AppliedAt     *time.Time     `json:"applied_at,omitempty"`
}
