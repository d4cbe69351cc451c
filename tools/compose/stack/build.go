//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
)

// Modules of the programs that the images of others hold.
const (
	temporalModule = "go.temporal.io/server"
	uiModule       = "github.com/temporalio/ui-server/v2"
)

// programs are what the services run that Debian has no package for, built from their modules in the versions that
// docker-compose.yml names. All paths are on this machine.
type programs struct {
	Server, SQLTool, CLI, UI, Genesis, E2E string
	TemporalSource, UISource               string
}

func build(ctx context.Context, repo string, p *types.Project) (got programs, err error) {
	if got.CLI, err = temporalCLI(repo); err != nil {
		return got, err
	}
	cache := filepath.Join(repo, "data", "stack")
	server, ui := tag(p.Services["temporal"].Image), tag(p.Services["temporal-ui"].Image)
	if got.Server, err = install(ctx, filepath.Join(cache, "temporal-"+server), temporalModule+"/cmd/server", server); err != nil {
		return got, err
	}
	if got.SQLTool, err = install(ctx, filepath.Join(cache, "temporal-"+server), temporalModule+"/cmd/tools/sql", server); err != nil {
		return got, err
	}
	if got.UI, err = install(ctx, filepath.Join(cache, "ui-"+ui), uiModule+"/cmd/server", ui); err != nil {
		return got, err
	}
	if got.TemporalSource, err = source(ctx, temporalModule, server); err != nil {
		return got, err
	}
	if got.UISource, err = source(ctx, uiModule, ui); err != nil {
		return got, err
	}
	say("building genesis and its end-to-end test")
	got.Genesis, got.E2E = filepath.Join(cache, "genesis"), filepath.Join(cache, "e2e.test")
	if err := goTool(ctx, repo, []string{"CGO_ENABLED=0"}, "build", "-o", got.Genesis, "./cmd/genesis"); err != nil {
		return got, err
	}
	return got, goTool(ctx, repo, nil, "test", "-c", "-o", got.E2E, "./internal/e2e")
}

// install builds a program of a module once and keeps it.
func install(ctx context.Context, dir, pkg, version string) (string, error) {
	path := filepath.Join(dir, filepath.Base(pkg))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	say("building %s@v%s, once; the Temporal server takes some minutes", pkg, version)
	return path, goTool(ctx, "", []string{"GOBIN=" + dir}, "install", pkg+"@v"+version)
}

func source(ctx context.Context, module, version string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module+"@v"+version)
	cmd.Env, cmd.Stderr = append(os.Environ(), "GOWORK=off"), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("download the source of %s: %w", module, err)
	}
	var at struct{ Dir string }
	return at.Dir, json.Unmarshal(out, &at)
}

// temporalCLI finds the Temporal CLI where the tests' setup leaves it.
func temporalCLI(repo string) (string, error) {
	if path, err := exec.LookPath("temporal"); err == nil {
		return filepath.Abs(path)
	}
	gopath, err := exec.Command("go", "env", "GOPATH").Output()
	if err != nil {
		return "", err
	}
	for _, dir := range []string{filepath.Join(strings.TrimSpace(string(gopath)), "bin"), filepath.Join(repo, "data", "bin")} {
		if path := filepath.Join(dir, "temporal"); exists(path) {
			return path, nil
		}
	}
	return "", missing{"the Temporal CLI: go tool task test:setup"}
}

func goTool(ctx context.Context, dir string, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(append(os.Environ(), "GOWORK=off"), env...), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
