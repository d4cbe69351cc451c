package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

const worldRunHelp = `Run a new world without a server, as fast as the machine can, with the ancestral traits and
the default parameters. With a CSV file, each snapshot is written as a row. The last line printed is the last tick
and the hash of the world: the same ticks and seed give the same hash on every machine of the same architecture.`

func (p *program) worldCommand() *cobra.Command {
	world := &cobra.Command{Use: "world", Short: "Run worlds without a server, inspect their past, and go back to it"}
	world.AddCommand(p.worldRunCommand(), p.worldReplayCommand(), p.worldCheckpointsCommand(), p.worldRestoreCommand(),
		p.worldResetCommand())
	return world
}

func (p *program) worldRunCommand() *cobra.Command {
	var ticks uint
	var seed uint64
	var path string
	run := &cobra.Command{
		Use:   "run",
		Short: "Run a new world headless",
		Long:  worldRunHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" {
				return p.runWorld(cmd.Context(), ticks, seed, io.Discard)
			}
			file, err := os.Create(path)
			if err != nil {
				return genesis.Errorf(genesis.CodeInvalid, "create the table: %v", err)
			}
			return errors.Join(p.runWorld(cmd.Context(), ticks, seed, file), file.Close())
		},
	}
	run.Flags().UintVar(&ticks, "ticks", 36_000, "how long to run")
	run.Flags().Uint64Var(&seed, "seed", 1, "seed of the world")
	run.Flags().StringVar(&path, "csv", "", "CSV file with a row per snapshot")
	return run
}

var worldColumns = []string{
	"tick", "molbots", "births", "starved", "aged", "collided", "other_deaths", "avg_energy", "production", "food_density",
	"gene_spread", "trait_hill", "avg_generation", "temperature",
}

func (p *program) runWorld(ctx context.Context, ticks uint, seed uint64, rows io.Writer) error {
	e := engine.New(engine.NewParams(), seed, engine.Options{})
	defer e.Close()
	table := csv.NewWriter(rows)
	if err := table.Write(worldColumns); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	for range ticks {
		if ctx.Err() != nil {
			table.Flush()
			return fmt.Errorf("stopped at tick %d: %w", e.Now(), ctx.Err())
		}
		if s := e.Tick(engine.Input{}).Snapshot; s != nil {
			if err := table.Write(worldRow(s)); err != nil {
				return fmt.Errorf("write the table: %w", err)
			}
		}
	}
	if table.Flush(); table.Error() != nil {
		return fmt.Errorf("write the table: %w", table.Error())
	}
	_, err := fmt.Fprintf(p.stdout, "%d %016x\n", e.Now(), e.Hash())
	return err
}

func worldRow(s *genesis.Snapshot) []string {
	row := []string{strconv.FormatUint(s.Tick, 10)}
	for _, n := range []int{
		s.EntityCount, s.BirthsLastPeriod, s.DeathStarvation, s.DeathAge, s.DeathCollision, s.DeathOther,
	} {
		row = append(row, strconv.Itoa(n))
	}
	for _, v := range []float64{
		s.AvgEnergy, s.Production, s.ResourceDensity, s.GeneSpread, s.TraitSetHill, s.AvgGeneration, s.Temperature,
	} {
		row = append(row, strconv.FormatFloat(v, 'g', 5, 64))
	}
	return row
}
