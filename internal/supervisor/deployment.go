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

// Routing says to which builds Temporal sends cycles, and which running cycles are pinned to which build.
type Routing struct {
	Builds
	Versioned bool                // workers use builds
	Ramping   string              // build that receives a share of the new cycles
	Share     float32             // share of new cycles for Ramping [%]
	Draining  []string            // builds that receive no new cycles but, according to Temporal, still run some
	Pinned    map[string][]string // running cycles of all worlds, by the build they are pinned to
}

// Routing fetches where cycles are sent. It reports no builds if the server does not support them.
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
		return Routing{}, fromServer(err)
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

// readPinned adds the running cycles to pinned, by build.
func (c *Client) readPinned(ctx context.Context, pinned map[string][]string) error {
	for cycle, err := range c.pinnedCycles(ctx) {
		if genesis.CodeOf(err) == genesis.CodeNotFound {
			continue // it has ended since it was listed
		}
		if err != nil {
			return err
		}
		pinned[cycle.build] = append(pinned[cycle.build], cycle.id)
	}
	return nil
}

// Stuck says why no new cycle begins although workers poll for work; "" if new cycles can begin.
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

// names returns the served builds as words.
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
