package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/doctor"
)

const doctorHelp = `Check every part of the system, and whether the parts agree with each other.

The parts are disk, Redis, clock, Temporal with its search attributes and queues, model, gateway and engine. What
must agree is what the engine runs, the files and records of mutations, the records of cycles, and Temporal.
Whatever belongs to a running cycle is ignored, and a difference must persist for a second and a half.

Each line that is not ok comes with a remedy. --fix fixes what can be fixed without losing anything. The exit status
is 0 if no problem is left, otherwise 1.

All processes in one Temporal namespace must share one Redis; a worker with another Redis takes no work, and says
so. --claim assigns the namespace to this Redis; the cycles that another system runs there end.

--settings checks only the settings (those in .env with their lines) and the files that they name. docker compose
does this before it starts the parts (--in-container), and says which settings it decides itself (--fixed).`

func (p *program) doctorCommand() *cobra.Command {
	var asJSON, onlySettings bool
	var o doctor.Options
	var check settingsCheck
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong, and fix it",
		Long:  doctorHelp,
		Example: "  genesis doctor\n  genesis doctor --fix\n  genesis doctor --json | jq '.findings[] | select(.state " +
			"!= \"ok\")'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if onlySettings {
				return p.judge(doctor.NewReport("", check.findings(p)), asJSON)
			}
			s, err := p.target()
			if err != nil {
				return err
			}
			report, err := doctor.Examine(cmd.Context(), s, o)
			if err != nil {
				return err
			}
			return p.judge(report, asJSON)
		},
	}
	cmd.Flags().BoolVar(&o.Claim, "claim", false, "claim the Temporal namespace for this Redis")
	cmd.Flags().BoolVar(&o.Mend, "fix", false, "fix what can be fixed without losing anything")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	cmd.Flags().BoolVar(&onlySettings, "settings", false, "check only the settings")
	cmd.Flags().BoolVar(&check.container, "in-container", false, "with --settings: the parts run in containers")
	cmd.Flags().StringArrayVar(&check.fixed, "fixed", nil, "with --settings: a setting that .env can't change here, as "+
		"NAME=REASON")
	return cmd
}

// judge prints a report and fails if a problem is left.
func (p *program) judge(r doctor.Report, asJSON bool) error {
	if err := p.writeFindings(r, asJSON); err != nil {
		return err
	}
	if !r.Healthy {
		return genesis.Errorf(genesis.CodeConflict, "there are problems; each is named above with a remedy")
	}
	return nil
}

func (p *program) writeFindings(r doctor.Report, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(p.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	marks := map[doctor.State]string{doctor.OK: "✓", doctor.Warning: "!", doctor.Problem: "✗", doctor.Mended: "+"}
	for _, f := range r.Findings {
		if _, err := fmt.Fprintf(p.stdout, "%s %-22s %s\n", marks[f.State], f.Check, f.Says); err != nil {
			return err
		}
		if f.Remedy != "" {
			fmt.Fprintf(p.stdout, "  %-22s → %s\n", "", f.Remedy)
		}
	}
	return nil
}
