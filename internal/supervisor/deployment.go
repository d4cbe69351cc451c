package supervisor

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
)

// Routing is which builds of the workers Temporal sends cycles to, and which cycles stay with which.
type Routing struct {
	Builds
	Versioned bool                // there are builds at all
	Ramping   string              // build that gets a share of the new cycles
	Share     float32             // of new cycles for that one [%]
	Draining  []string            // builds that get no new cycles, and of which Temporal says that some still run
	Pinned    map[string][]string // running cycles, of all worlds, by the build that each stays with
}

// Routing looks up where cycles go. Where the server does not know builds there are none.
func (c *Client) Routing(ctx context.Context) (Routing, error) {
	builds, err := c.Builds(ctx)
	if err != nil {
		return Routing{}, err
	}
	r := Routing{Builds: builds, Pinned: map[string][]string{}}
	told, err := c.temporal.WorkerDeploymentClient().GetHandle(Deployment).Describe(ctx,
		client.WorkerDeploymentDescribeOptions{})
	if _, none := errors.AsType[*serviceerror.NotFound](err); none || withoutBuilds(err) {
		return r, nil
	}
	if err != nil {
		return Routing{}, toGenesisError(err)
	}
	r.Versioned = true
	if ramping := told.Info.RoutingConfig.RampingVersion; ramping != nil {
		r.Ramping, r.Share = ramping.BuildID, told.Info.RoutingConfig.RampingVersionPercentage
	}
	for _, v := range told.Info.VersionSummaries {
		if v.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDraining {
			r.Draining = append(r.Draining, v.Version.BuildID)
		}
	}
	return r, c.readPinned(ctx, r.Pinned)
}

// readPinned notes the running cycles by the build that they stay with.
func (c *Client) readPinned(ctx context.Context, pinned map[string][]string) error {
	for cycle, err := range c.pinnedCycles(ctx) {
		if genesis.CodeOf(err) == genesis.CodeNotFound {
			continue // it has ended since
		}
		if err != nil {
			return err
		}
		pinned[cycle.build] = append(pinned[cycle.build], cycle.id)
	}
	return nil
}

// Stuck says why no new cycle begins though workers ask for work; "" if one does.
func (b Builds) Stuck() string {
	switch {
	case len(b.Served) == 0 || b.Served[b.Current]:
		return ""
	case b.Current == "":
		return "no build of the workers is the current one (there are workers of " + strings.Join(b.names(), ", ") + ")"
	}
	return "no worker of the current build, " + b.Current + ", runs (there are workers of " +
		strings.Join(b.names(), ", ") + ")"
}

// names are the builds that are served, in words.
func (b Builds) names() (list []string) {
	for build := range b.Served {
		if build == "" {
			build = "no build"
		}
		list = append(list, build)
	}
	slices.Sort(list)
	return list
}
