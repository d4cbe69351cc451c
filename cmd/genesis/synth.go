package main

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/synth"
)

func (p *program) synthCommand() *cobra.Command {
	var addr string
	var effort float64
	cmd := &cobra.Command{
		Use:   "synth",
		Short: "Run the built-in program synthesiser on its own",
		Long: "Run the synthesiser that writes traits without a language model. It answers on Ollama's HTTP API with one\n" +
			"model, \"synth\"; point workers at it with GENESIS_LLM=synth and GENESIS_SYNTH_URL. GENESIS_SEED seeds it.",
		Example: "  genesis synth --addr 127.0.0.1:11435\n  curl -s http://127.0.0.1:11435/api/tags",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := p.settings()
			if err != nil {
				return err
			}
			log, closeLog, err := p.processLog(settings, "synth")
			if err != nil {
				return err
			}
			defer closeLog()
			var listen net.ListenConfig
			l, err := listen.Listen(cmd.Context(), "tcp", addr)
			if err != nil {
				return fmt.Errorf("listen for requests (choose another --addr): %w", err)
			}
			fmt.Fprintf(p.stdout, "synth answers on http://%s\n", l.Addr())
			options := synth.Options{Seed: settings.Seed, Effort: effort, Log: log}
			return synth.Serve(cmd.Context(), l, options)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:11435", "address on which to listen")
	cmd.Flags().Float64Var(&effort, "effort", 1, "effort of the search; 1 takes about 5 s of one core per program")
	return cmd
}
