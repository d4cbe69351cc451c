package genesis

import "fmt"

// WorkflowMigration moves one molbot from one world to another.
const WorkflowMigration = "Migration"

// MigrationID is the workflow id of a molbot's migration. It depends on the molbot alone, so a molbot can't be in two
// migrations at once.
func MigrationID(world, molbot string) string { return fmt.Sprintf("migration-%s-%s", world, molbot) }

// MigrationInput starts a Migration workflow.
type MigrationInput struct {
	From   string `json:"from"` // world
	To     string `json:"to"`   // world
	Molbot string `json:"molbot"`
}

// MigrationResult is the result of a migration.
type MigrationResult struct {
	Molbot  string   `json:"molbot"`            // its new id in the world where it is now
	World   string   `json:"world"`             // that world
	Left    []string `json:"left,omitempty"`    // traits that stayed behind
	Refused string   `json:"refused,omitempty"` // why it was sent back
}

// MigrationState answers the query QueryState of a migration.
type MigrationState struct {
	Step  string `json:"step"`  // room, depart, arrive, settle or done
	World string `json:"world"` // world whose engine executes the step
}

// The activities of a migration, all on the queue of a world's engine.
const (
	ActRoom   = "Room"   // checks that the world has room for one more molbot
	ActDepart = "Depart" // the molbot leaves and is kept until the journey is settled
	ActArrive = "Arrive" // the molbot enters, or is refused for good
	ActSettle = "Settle" // ends the journey, or takes the molbot back
)

// JourneyInput is the input of these activities.
type JourneyInput struct {
	WorldRef
	Migration string     `json:"migration"`
	To        string     `json:"to,omitempty"`
	Molbot    string     `json:"molbot,omitempty"`
	Traveller *Traveller `json:"traveller,omitempty"`
	Back      bool       `json:"back,omitempty"`
}
