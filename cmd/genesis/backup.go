package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/backup"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Back up a world and everything that belongs to it",
		Long: `Back up the world GENESIS_WORLD to one file: checkpoints and journal, the code of its traits, and its records
(cycles with prompts and histories, mutations, feed, telemetry). The system may be running: the engine saves a
checkpoint first and is not interrupted. Redis must be running. What Temporal itself keeps of running cycles is not
included. The default FILE is genesis-WORLD-TIME.tar.gz in the current folder.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.target()
			if err != nil {
				return err
			}
			file := fmt.Sprintf("genesis-%s-%s.tar.gz", s.World, time.Now().UTC().Format("20060102-150405"))
			if len(args) == 1 {
				file = args[0]
			}
			store, err := redisstore.Connect(s.RedisAddress(), s.World)
			if err != nil {
				return err
			}
			defer store.Close()
			m, err := backup.Write(cmd.Context(), s, store, file, p.logger(s, "backup"))
			if err != nil {
				return err
			}
			return p.printRestored(m, "is backed up to "+file)
		},
	}
}

func (p *program) restoreCommand() *cobra.Command {
	var check, force bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Restore a world from a backup",
		Long: `Restore a backup in place of the world GENESIS_WORLD, whose engine must not be running. The whole file is
checked before anything is changed. The world goes to GENESIS_DATA_DIR and the code to GENESIS_MUTATIONS_DIR. The
records go to the Redis at GENESIS_REDIS_URL if it is set, otherwise to the data folder, from which the Redis of
genesis up loads them. At its next start the world continues from there. To take a running world back to a
checkpoint, use genesis world restore.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.settings()
			if err != nil {
				return err
			}
			log := p.logger(s, "restore")
			if check {
				m, err := backup.Inspect(cmd.Context(), s, args[0], log)
				if err != nil {
					return err
				}
				return p.printRestored(m, "is intact in "+args[0])
			}
			before := ""
			if force {
				before = fmt.Sprintf("genesis-%s-before-restore-%s.tar.gz", s.World, time.Now().UTC().Format("20060102-150405"))
			}
			r, err := backup.Restore(cmd.Context(), s, args[0], before, log)
			if err != nil {
				return err
			}
			if r.Before != "" {
				fmt.Fprintf(p.stdout, "the previous state is in %s\n", r.Before)
			}
			return p.printRestored(r.Manifest, fmt.Sprintf("is restored to %s, its records to %s", s.DataDir, r.Records))
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "only check the file")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite an existing world, after backing it up to the current folder")
	cmd.MarkFlagsMutuallyExclusive("check", "force")
	return cmd
}

func (p *program) printRestored(m backup.Manifest, did string) error {
	_, err := fmt.Fprintf(p.stdout, "world %s at tick %d, hash %s, %s\n%d checkpoints and journal files, %d programs, "+
		"%.1f MB unpacked, taken %s by %s\n",
		m.World, m.Tick, m.Hash, did, m.Count("world"), m.Count("mutations"), float64(m.Bytes())/1e6,
		m.TakenAt.Format(time.RFC3339),
		cmp.Or(m.Program, "a version that did not say its name"))
	return err
}
