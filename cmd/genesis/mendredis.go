package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

const mendRedisHelp = `When its disk is full, Redis 7 leaves zeros between the commands in its append-only files,
and its next start fails with "Bad file format". No command is lost. This command removes the zeros; redis-check-aof
--fix would drop everything after the first of them. The original file is kept beside the repaired one. genesis up
repairs the files of its own Redis automatically.

Redis must not run meanwhile. DIR is its folder, or appendonlydir in it. The repaired file has the owner and mode of
the original.`

func (p *program) mendRedisCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "mend-redis DIR",
		Short:   "Repair the files of a Redis that does not start after its disk was full",
		Long:    mendRedisHelp,
		Example: "  genesis mend-redis /var/lib/redis",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !isDir(args[0]) {
				return genesis.Errorf(genesis.CodeInvalid, "%s is not a folder: name the folder of Redis's files", args[0])
			}
			dir := args[0]
			if within := redisdump.AOFDir(dir); isDir(within) {
				dir = within
			}
			mended, err := redisdump.MendAOF(dir)
			for _, m := range mended {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d zeros taken out; the original file is %s\n", m.File, m.Bytes, m.Aside)
			}
			if err == nil && len(mended) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "There is nothing to repair.")
			}
			return err
		},
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
