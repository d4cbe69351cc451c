package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// vetFlags are the flags of genesis vet.
type vetFlags struct {
	json, mend bool
	explain    string
}

// vetted is what genesis vet --json prints for each file.
type vetted struct {
	File string `json:"file"`
	sandbox.Report
	Mends []string `json:"mends,omitempty"`
}

func (p *program) vetCommand() *cobra.Command {
	var flags vetFlags
	cmd := &cobra.Command{
		Use:   "vet FILE...",
		Short: "Check traits as the engine does before it loads them",
		Long: `Check traits as the engine does before it loads them: syntax, allowed imports and calls, types, the contract,
and a dry run. Problems are printed in the format of a compiler. FILE - is standard input. The exit status is 1 if a
file is rejected.`,
		Example: "  genesis vet mutations/trait_energy_scavenger_v1.go\n  genesis vet --mend - < answer.txt\n" +
			"  genesis vet --explain import.forbidden",
		RunE: func(_ *cobra.Command, args []string) error {
			if flags.explain != "" {
				return p.explainCode(flags.explain)
			}
			if len(args) == 0 {
				return errors.New("vet needs a file, or - for standard input")
			}
			return p.vet(flags, args)
		},
	}
	cmd.Flags().BoolVar(&flags.json, "json", false, "print a JSON array with a report for each file")
	cmd.Flags().BoolVar(&flags.mend, "mend", false,
		"first repair what can be repaired mechanically; the file is overwritten, or printed if it is -")
	cmd.Flags().StringVar(&flags.explain, "explain", "", "print what a problem's `code` means and exit")
	return cmd
}

func (p *program) explainCode(code string) error {
	text, ok := sandbox.Explain(code)
	if !ok {
		return fmt.Errorf("there is no code %q; the codes are %s", code, strings.Join(sandbox.Codes(), ", "))
	}
	_, err := fmt.Fprintf(p.stdout, "%s: %s\n", code, text)
	return err
}

func (p *program) vet(flags vetFlags, files []string) error {
	settings, err := p.settings()
	if err != nil {
		return err
	}
	options := sandbox.Options{
		NoMath: !settings.AllowsMath(),
		Limits: sandbox.Limits{Runtime: sandbox.Runtime(settings.TraitRuntime)},
	}
	results, refused := make([]vetted, 0, len(files)), 0
	for _, file := range files {
		v, err := p.vetFile(flags, file, options)
		if err != nil {
			return err
		}
		if !v.OK {
			refused++
		}
		results = append(results, v)
	}
	if err := p.printVetted(flags, results); err != nil {
		return err
	}
	if refused > 0 {
		return fmt.Errorf("%d of %d refused; genesis vet --explain CODE says more", refused, len(files))
	}
	return nil
}

func (p *program) vetFile(flags vetFlags, file string, o sandbox.Options) (vetted, error) {
	source, err := p.readSource(file)
	if err != nil {
		return vetted{}, err
	}
	v := vetted{File: file}
	if file == "-" {
		v.File = "stdin"
	}
	if flags.mend {
		if source, v.Mends = sandbox.Mend(source); len(v.Mends) > 0 || file == "-" {
			if err := p.writeMended(flags, file, source); err != nil {
				return vetted{}, err
			}
		}
	}
	v.Report = sandbox.Vet(source, o)
	return v, nil
}

// readSource reads a file, or standard input. It stops after a megabyte: no trait is that long, and Vet rejects shorter
// ones that are still too long.
func (p *program) readSource(file string) ([]byte, error) {
	const most = 1 << 20
	if file == "-" {
		return io.ReadAll(io.LimitReader(p.stdin, most))
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	source, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return source, nil
}

func (p *program) writeMended(flags vetFlags, file string, source []byte) error {
	if file != "-" {
		return os.WriteFile(file, source, 0o644)
	}
	if flags.json {
		return nil // standard output is reserved for the report
	}
	_, err := p.stdout.Write(source)
	return err
}

func (p *program) printVetted(flags vetFlags, results []vetted) error {
	if flags.json {
		out := json.NewEncoder(p.stdout)
		out.SetIndent("", "  ")
		return out.Encode(results)
	}
	var b strings.Builder
	for _, v := range results {
		for _, m := range v.Mends {
			fmt.Fprintf(&b, "%s: mended: %s\n", v.File, m)
		}
		for _, problem := range v.Problems {
			fmt.Fprintf(&b, "%s:%d:%d: %s: %s\n", v.File, problem.Line, problem.Col, problem.Code, problem.Message)
			if problem.Excerpt != "" {
				fmt.Fprintf(&b, "\t%s\n", strings.TrimSpace(problem.Excerpt))
			}
			if problem.Advice != "" {
				fmt.Fprintf(&b, "\t→ %s\n", problem.Advice)
			}
		}
		for _, w := range v.Warnings {
			fmt.Fprintf(&b, "%s:%d:%d: warning: %s: %s\n\t→ %s\n", v.File, w.Line, w.Col, w.Code, w.Message, w.Advice)
		}
		if v.More > 0 {
			fmt.Fprintf(&b, "%s: %d more problems\n", v.File, v.More)
		}
		if v.OK {
			fmt.Fprintf(&b, "%s: ok: %s\n", v.File, v.TraitName)
		}
	}
	_, err := io.WriteString(p.stderr, b.String())
	return err
}
