package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/modelbench"
)

const benchModelHelp = `Measure how well language models plan and write traits, to choose one. Each model of the
Ollama at GENESIS_OLLAMA_URL, or each named one, is asked in rounds: for a plan against one of five problems, for a
program in Go and for one as rules. Prompts, vet, repairs and trials are those of a cycle; the worlds are in this
process, and no running world is affected.

The table has a line per model and form: how many plans could be read; how many programs passed vet as written,
after mechanical repairs, and after the model was shown the errors; how many were new and passed their trial; what
their bearers gained; and how fast the model wrote.

With --by-hand a person or another program answers instead of a server: questions and answers are files in a folder.
With --listen the command only serves such answers to a world: GENESIS_OLLAMA_URL=http://127.0.0.1:11500
GENESIS_OLLAMA_MODEL=by-hand GENESIS_LLM_TIMEOUT_SEC=3600 genesis up. Ctrl-C reports on what was measured so far.`

func (p *program) benchModelCommand() *cobra.Command {
	var o modelbench.Options
	var asJSON, quiet bool
	var byHand, listen string
	c := &cobra.Command{
		Use:   "model [NAME...]",
		Short: "Measure how well language models plan and write traits",
		Long:  benchModelHelp,
		Example: "  genesis bench model\n  genesis bench model qwen2.5-coder:7b --rounds 20 --json > rates.json\n" +
			"  genesis bench model --by-hand questions",
		RunE: func(cmd *cobra.Command, names []string) error {
			if o.Models, o.Progress = names, p.stderr; quiet {
				o.Progress = io.Discard
			}
			if listen != "" {
				return p.serveByHand(cmd.Context(), byHand, listen)
			}
			return p.benchModel(cmd.Context(), o, byHand, asJSON)
		},
	}
	f := c.Flags()
	f.IntVar(&o.Rounds, "rounds", 10, "number of plans, and of programs in each form, per model")
	f.StringSliceVar(&o.Forms, "form", []string{"go", "rules"}, "forms in which programs are requested: go, rules")
	f.IntVar(&o.Repairs, "repairs", 2, "number of times that a program is sent back with its errors")
	f.IntVar(&o.Pairs, "pairs", 8, "pairs of forks in a trial; 0: no trials")
	f.IntVar(&o.Ticks, "ticks", 1800, "length of a trial [ticks]")
	f.IntVar(&o.Grow, "grow", 6000, "age of the worlds [ticks]")
	f.Uint64Var(&o.Seed, "seed", 1, "seed of worlds and trials")
	f.StringVar(&byHand, "by-hand", "", "folder for questions and answers by hand, instead of a server")
	f.StringVar(&listen, "listen", "", "with --by-hand: serve Ollama's API at this address instead of measuring")
	f.BoolVar(&asJSON, "json", false, "print everything as JSON")
	f.BoolVar(&quiet, "quiet", false, "no progress")
	return c
}

func (p *program) benchModel(ctx context.Context, o modelbench.Options, byHand string, asJSON bool) error {
	if o.Rounds < 1 || o.Repairs < 0 || o.Pairs < 0 || o.Ticks < 60 || o.Grow < 0 || len(o.Forms) == 0 {
		return genesis.Errorf(genesis.CodeInvalid, "at least one round, one form and trials of 60 ticks are needed")
	}
	for _, form := range o.Forms {
		if form != "go" && form != "rules" {
			return genesis.Errorf(genesis.CodeInvalid, "--form %q: want go, rules or both with a comma", form)
		}
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	o.Ollama, o.Timeout = s.OllamaURL, time.Duration(s.LLMTimeoutSec)*time.Second
	if byHand != "" {
		l, stop, err := p.bridge(byHand, "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer stop()
		o.Ollama, o.Models, o.Timeout = "http://"+l.Addr().String(), []string{modelbench.ByHand}, 24*time.Hour
	}
	if len(o.Models) == 0 {
		if o.Models, err = modelsOf(ctx, o.Ollama); err != nil {
			return err
		}
	}
	report, err := modelbench.Run(ctx, o)
	if len(report.Models) == 0 || err != nil && ctx.Err() == nil {
		return err
	}
	if err := p.printReport(report, asJSON); err != nil || report.Complete {
		return err
	}
	return errors.New("stopped before all models were measured")
}

// modelsOf returns the names of a server's models.
func modelsOf(ctx context.Context, address string) (names []string, err error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "address of the model server %q: %v", address, err)
	}
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	list, err := api.NewClient(base, http.DefaultClient).List(ctx)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeUnavailable, "no Ollama answers at %s (%v): start `ollama serve`, or set "+
			"GENESIS_OLLAMA_URL", base.Redacted(), err)
	}
	for _, m := range list.Models {
		names = append(names, m.Name)
	}
	if slices.Sort(names); len(names) == 0 {
		return nil, genesis.Errorf(genesis.CodeNotFound, "the Ollama at %s has no models: run `ollama pull NAME` first",
			base.Redacted())
	}
	return names, nil
}

// bridge serves the questions in a folder at an address until stop is called.
func (p *program) bridge(dir, address string) (l net.Listener, stop func(), err error) {
	b, err := modelbench.NewBridge(dir, func(format string, args ...any) { fmt.Fprintf(p.stderr, format+"\n", args...) })
	if err != nil {
		return nil, nil, err
	}
	if l, err = net.Listen("tcp", address); err != nil {
		return nil, nil, fmt.Errorf("listen for questions: %w", err)
	}
	server := &http.Server{Handler: b.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }() // ended by Close
	return l, func() { _ = server.Close(); <-done }, nil
}

func (p *program) serveByHand(ctx context.Context, dir, address string) error {
	if dir == "" {
		return genesis.Errorf(genesis.CodeInvalid, "--listen needs --by-hand DIR, the folder for questions and answers")
	}
	l, stop, err := p.bridge(dir, address)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(p.stderr, "questions come to %s; Ollama's API is at http://%s, with the model %s\n", dir, l.Addr(),
		modelbench.ByHand)
	<-ctx.Done()
	return nil
}
