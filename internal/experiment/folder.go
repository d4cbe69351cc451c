package experiment

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// specFile is the experiment's definition in its folder; its presence identifies such a folder.
const specFile = "experiment.yaml"

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Parse(reportPage))

// Repeat is the command that runs an experiment again in the folder that it has written.
const Repeat = "genesis experiment run " + specFile + " --here --out again"

// WriteFolder writes a report of the results into a folder that must be new, empty, or that of an earlier report.
func WriteFolder(dir string, e genesis.Experiment, results []Result) error {
	if err := claim(dir); err != nil {
		return err
	}
	results = inOrder(e, results)
	var all tables
	for _, r := range results {
		all.add(r)
		if err := writePrograms(filepath.Join(dir, "programs", r.Cell.String()), r); err != nil {
			return disk.Explain(err, dir)
		}
	}
	files, err := all.files()
	if err != nil {
		return err
	}
	if files["report.html"], err = page(e, results); err != nil {
		return err
	}
	files["SHA256SUMS"] = sums(files)
	files[specFile] = YAML(e)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := disk.Write(filepath.Join(dir, name), files[name], 0o644); err != nil {
			return disk.Explain(err, dir)
		}
	}
	return nil
}

// CheckFolder checks whether results could be written to dir, before hours are spent on them.
func CheckFolder(dir string) error {
	found, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return genesis.Errorf(genesis.CodeInvalid, "%s can't hold the results: %v; choose another folder with --out", dir,
			err)
	case len(found) > 0 && !slices.ContainsFunc(found, func(f fs.DirEntry) bool { return f.Name() == specFile }):
		return genesis.Errorf(genesis.CodeInvalid, "%s holds other files: choose a new folder with --out", dir)
	}
	return nil
}

// claim creates the folder and deletes the programs that an earlier report has written.
func claim(dir string) error {
	if err := CheckFolder(dir); err != nil {
		return err
	}
	return disk.Explain(errors.Join(os.MkdirAll(dir, 0o755), os.RemoveAll(filepath.Join(dir, "programs"))), dir)
}

func writePrograms(dir string, r Result) error {
	if len(r.Life.Programs) == 0 {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range r.Life.Programs {
		if err := os.WriteFile(filepath.Join(dir, p.Trait+".go"), []byte(p.Source), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sums returns the checksums of the tables in the format of sha256sum.
func sums(files map[string][]byte) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, ".csv") {
			fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(files[name]), name)
		}
	}
	return b.Bytes()
}

func page(e genesis.Experiment, results []Result) ([]byte, error) {
	missing, versions := e.Cells(), []string{}
	for _, r := range results {
		versions = append(versions, r.Version)
		missing = slices.DeleteFunc(missing, func(c genesis.ExperimentCell) bool { return c == r.Cell })
	}
	var b bytes.Buffer
	err := reportTemplate.Execute(&b, map[string]any{
		"Experiment": e, "Cells": len(e.Cells()), "Missing": missing, "Repeat": Repeat,
		"Versions": slices.Compact(slices.Sorted(slices.Values(versions))), "Groups": summarise(e, results),
	})
	return b.Bytes(), err
}

// YAML returns the definition of an experiment with all settings, in the format that Parse reads.
func YAML(e genesis.Experiment) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name: %s\nworlds: [%s]\nseeds: [%s]\nmodels: [%s]\narms: [%s]\n", e.Name,
		strings.Join(e.Worlds, ", "), strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Seeds), " ", ", "), "[]"),
		strings.Join(e.Models, ", "), strings.Join(e.Arms, ", "))
	for _, c := range counts {
		fmt.Fprintf(&b, "%s: %d\n", c.name, *c.at(&e))
	}
	fmt.Fprintf(&b, "effort: %g\n", e.Effort)
	return b.Bytes()
}
