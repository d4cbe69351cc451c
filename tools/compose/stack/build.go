package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Versions of what docker-compose.yml does not name itself.
const composeVersion = "2.40.3"

// built is where a program that was built for the check lies.
func built(repo, name string) string { return filepath.Join(place(repo), "bin", name) }

// build makes the programs that Debian has no package for, from their modules, once; and those of this repository.
func build(ctx context.Context, repo string) error {
	if err := os.MkdirAll(filepath.Join(place(repo), "logs"), 0o755); err != nil {
		return err
	}
	server, ui := imageTag(repo, "temporalio/server"), imageTag(repo, "temporalio/ui")
	for _, p := range []struct{ name, module, pkg, version string }{
		{"docker-compose", composeModule, "cmd", composeVersion},
		{"temporal-server", temporalModule, "cmd/server", server},
		{"temporal-sql-tool", temporalModule, "cmd/tools/sql", server},
		{"ui-server", uiModule, "cmd/server", ui},
	} {
		if err := install(ctx, repo, p.name, p.module, p.pkg, p.version); err != nil {
			return err
		}
	}
	if again() {
		return nil
	}
	for _, p := range [][]string{
		{repo, "build", "-o", built(repo, "genesis"), "./cmd/genesis"},
		{repo, "test", "-c", "-o", built(repo, "e2e.test"), "./internal/e2e"},
		{filepath.Join(repo, "tools", "compose"), "build", "-o", built(repo, "ollama"), "./stack/standin/ollama"},
	} {
		if err := goTool(ctx, p[0], p[1:]...); err != nil {
			return err
		}
	}
	return nil
}

// again is for whoever works on the check itself: it takes programs and images from the run before, but for the images
// that STACK_AGAIN names.
func again() bool { return os.Getenv("STACK_AGAIN") != "" }

const (
	composeModule  = "github.com/docker/compose/v2"
	temporalModule = "go.temporal.io/server"
	uiModule       = "github.com/temporalio/ui-server/v2"
)

// install builds a program of a module and keeps it by its version. It is built in the folder of its source, because go
// install refuses a module with exclude directives, which docker compose has.
func install(ctx context.Context, repo, name, module, pkg, version string) error {
	kept := built(repo, name+"-"+version)
	if _, err := os.Stat(kept); err != nil {
		say("building %s/%s@v%s, once; the Temporal server takes some minutes", module, pkg, version)
		dir, err := source(ctx, module, version)
		if err != nil {
			return err
		}
		stamp := "-X " + composeModule + "/internal.Version=v" + version
		if err := goTool(ctx, dir, "build", "-buildvcs=false", "-ldflags", stamp, "-o", kept, "./"+pkg); err != nil {
			return err
		}
	}
	_ = os.Remove(built(repo, name))
	return os.Link(kept, built(repo, name))
}

func goTool(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(os.Environ(), "GOWORK=off"), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

// source is the folder of a module's source.
func source(ctx context.Context, module, version string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module+"@v"+version)
	cmd.Env, cmd.Stderr = append(os.Environ(), "GOWORK=off"), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("find the source of %s: %w", module, err)
	}
	var at struct{ Dir string }
	return at.Dir, json.Unmarshal(out, &at)
}

var (
	image = regexp.MustCompile(`(?m)^\s+image: (\S+)$`)
	from  = regexp.MustCompile(`(?m)^FROM (\S+)`)
)

// imageNames are the images of others that docker-compose.yml and the Dockerfiles name.
func imageNames(repo string) (names []string) {
	for file, named := range map[string]*regexp.Regexp{"docker-compose.yml": image, "Dockerfile.core": from,
		"Dockerfile.web": from} {
		text, _ := os.ReadFile(filepath.Join(repo, file))
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasPrefix(m[1], "ai-genesis/") {
				names = append(names, m[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func imageTag(repo, repository string) string {
	for _, name := range imageNames(repo) {
		if r, tag, _ := strings.Cut(name, ":"); r == repository {
			return tag
		}
	}
	return ""
}

// postgresDir is the folder of the newest PostgreSQL, as Debian lays them out.
func postgresDir() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(filepath.Dir(slices.Max(found)))
}

// temporalCLI finds the Temporal CLI where the tests' setup leaves it.
func temporalCLI(repo string) string {
	if path, err := exec.LookPath("temporal"); err == nil {
		return path
	}
	gopath, _ := exec.Command("go", "env", "GOPATH").Output()
	for _, path := range []string{filepath.Join(strings.TrimSpace(string(gopath)), "bin/temporal"),
		filepath.Join(repo, "data/bin/temporal")} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}
