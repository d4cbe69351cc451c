package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/version"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program and of Go",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.stdout, version.Program())
			return err
		},
	}
}
