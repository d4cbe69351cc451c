package devstack

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// temporalCLI is the Temporal CLI that is built when none is installed. Its dev server is version 1.29.
const temporalCLI = "github.com/temporalio/cli/cmd/temporal@v1.5.1"

const buildProgressInterval = 10 * time.Second // interval of the progress lines during the build

// findTemporal looks for the Temporal CLI on PATH, in Go's bin folder and in the data folder. It returns "" if the CLI
// must be built, and an error if there is no Go to build it with.
func findTemporal(ctx context.Context, data string) (string, error) {
	if path, err := exec.LookPath("temporal"); err == nil {
		return path, nil
	}
	bin, err := programs(data)
	if err != nil {
		return "", err
	}
	for _, dir := range []string{goBin(ctx), bin} {
		if path := filepath.Join(dir, "temporal"); executable(path) {
			return path, nil
		}
	}
	if _, err := exec.LookPath("go"); err != nil {
		return "", missingTemporal("temporal is not on PATH and there is no Go to build it")
	}
	return "", nil
}

// programs returns the folder for the programs that up builds.
func programs(data string) (string, error) {
	bin, err := filepath.Abs(filepath.Join(data, "bin"))
	if err != nil {
		return "", fmt.Errorf("find temporal: %w", err)
	}
	return bin, nil
}

// goBin returns the folder into which `go install` puts programs, or "" without Go.
func goBin(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "go", "env", "GOBIN", "GOPATH").Output()
	if err != nil {
		return ""
	}
	bin, path, _ := strings.Cut(strings.TrimSuffix(string(out), "\n"), "\n")
	if bin != "" {
		return bin
	}
	first, _, _ := strings.Cut(path, string(os.PathListSeparator))
	return filepath.Join(first, "bin")
}

// buildTemporal builds the pinned CLI into the data folder. It runs at low priority because the world already runs
// beside it.
func (s *stack) buildTemporal(ctx context.Context) (string, error) {
	bin, err := programs(s.Settings.DataDir)
	if err != nil {
		return "", err
	}
	s.console.printLine("building the pinned Temporal CLI (%s) into %s, once ...", temporalCLI, bin)
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", fmt.Errorf("build temporal: %w", err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "install", temporalCLI)
	if nice, err := exec.LookPath("nice"); err == nil {
		cmd = exec.CommandContext(ctx, nice, "go", "install", temporalCLI)
	}
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "GOWORK=off", "GOFLAGS=-buildvcs=false")
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Dir = bin // outside of this module
	began := time.Now()
	err = withProgress(cmd.Run, func() {
		s.console.printLine("building temporal: %s so far ...", elapsed(began))
		_ = s.publish(s.publishStarting("Temporal is being built, once (%s so far). The world runs meanwhile.",
			elapsed(began)))
	})
	if err != nil {
		return "", missingTemporal(fmt.Sprintf("building temporal failed: %v: %s", err, lastLine(said.String())))
	}
	s.console.printLine("temporal is built (%s)", elapsed(began))
	return filepath.Join(bin, "temporal"), nil
}

// withProgress runs f and calls say at intervals until f returns.
func withProgress(f func() error, say func()) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	ticker := time.NewTicker(buildProgressInterval)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
			say()
		}
	}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}
