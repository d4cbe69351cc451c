//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// load reads docker-compose.yml as docker compose would with one profile.
func load(ctx context.Context, repo, profile string) (*types.Project, error) {
	o, err := cli.NewProjectOptions([]string{filepath.Join(repo, "docker-compose.yml")}, cli.WithWorkingDirectory(repo),
		cli.WithDefaultProfiles(profile), cli.WithConsistency(true))
	if err != nil {
		return nil, err
	}
	p, err := o.LoadProject(ctx)
	if err != nil {
		return nil, fmt.Errorf("load docker-compose.yml: %w", err)
	}
	return p, nil
}

// repository and tag are the two halves of an image's name.
func repository(image string) string { name, _, _ := strings.Cut(image, ":"); return name }

func tag(image string) string { _, tag, _ := strings.Cut(image, ":"); return tag }
