package genesis

import "fmt"

// WorkflowMigration moves one molbot from a world to another.
const WorkflowMigration = "Migration"

// MigrationID is the workflow id of a molbot's migration: while one is under way there is no second.
func MigrationID(world, molbot string) string { return fmt.Sprintf("migration-%s-%s", world, molbot) }

// MigrationInput starts a Migration workflow.
type MigrationInput struct {
	From   string `json:"from"` // world
	To     string `json:"to"`   // world
	Molbot string `json:"molbot"`
}

// MigrationResult is what became of it.
type MigrationResult struct {
	Molbot  string   `json:"molbot"`            // its new id, in the world where it is now
	World   string   `json:"world"`             // that world
	Left    []string `json:"left,omitempty"`    // traits that stayed behind
	Refused string   `json:"refused,omitempty"` // why it is back where it came from
}

// MigrationState answers the query QueryState of a migration.
type MigrationState struct {
	Step  string `json:"step"`  // room, depart, arrive, settle or done
	World string `json:"world"` // whose engine has the step
}

// Steps of a migration as activities, all on the queue of a world's engine.
const (
	ActRoom   = "Room"   // whether the world has room for one more
	ActDepart = "Depart" // the molbot leaves, and is kept until it is settled
	ActArrive = "Arrive" // it comes in, or is refused for good
	ActSettle = "Settle" // it is over, or takes the molbot back
)

// JourneyInput is the input of those steps.
type JourneyInput struct {
	WorldRef
	Migration string     `json:"migration"`
	To        string     `json:"to,omitempty"`
	Molbot    string     `json:"molbot,omitempty"`
	Traveller *Traveller `json:"traveller,omitempty"`
	Back      bool       `json:"back,omitempty"`
}
