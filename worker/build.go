package worker

import (
	"context"
	"strings"
	"time"

	tworker "go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// Pauses between checks of which build is current. They are short until this worker's build is current, because new
// cycles wait for that.
const (
	pollBeforeCurrent = time.Second
	pollWhenCurrent   = 15 * time.Second
	reportAfter       = time.Minute // a build that cannot become current is reported after this time
)

// build is the build under which this worker runs workflows. Temporal routes each running cycle to workers of the build
// that it began with, so new code cannot break it.
type build struct {
	id      string // "" for workflows without worker versioning
	mayLead bool   // it may make itself the current build and adopt cycles whose build has no worker
	newest  bool   // Temporal did not know it, so it was started to take over
}

// identifyBuild determines the build of this worker. It must run before the worker polls, because from then on Temporal
// knows the build.
func identifyBuild(ctx context.Context, o Options) build {
	mode, id := o.Settings.WorkerVersioning, genesis.Version()
	if mode == "auto" {
		if mode = "promote"; !released(id) {
			mode = "off"
		}
	}
	if mode == "off" {
		return build{mayLead: true}
	}
	known, err := o.Supervisor.KnowsBuild(ctx, id)
	for said := false; genesis.CodeOf(err) == genesis.CodeUnavailable && ctx.Err() == nil; said = true {
		if !said {
			o.Log.Warn("the worker waits until Temporal tells which build it is", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollBeforeCurrent):
		}
		known, err = o.Supervisor.KnowsBuild(ctx, id)
	}
	if err != nil && o.Settings.WorkerVersioning == "auto" {
		o.Log.Info("cycles do not stay with the build that they began with", "error", err)
		return build{}
	}
	return build{id: id, mayLead: mode == "promote", newest: err == nil && !known}
}

// released reports whether a version identifies exactly one program, as a tag, a commit or an image does.
func released(version string) bool {
	return version != genesis.Unversioned && !strings.Contains(version, "dirty")
}

// options returns the deployment options for the workflow worker. The other queues are not versioned, because their
// activities mean the same in every build.
func (b build) options() tworker.DeploymentOptions {
	if b.id == "" {
		return tworker.DeploymentOptions{}
	}
	return tworker.DeploymentOptions{
		UseVersioning: true,
		Version:       tworker.WorkerDeploymentVersion{DeploymentName: supervisor.Deployment, BuildID: b.id},
	}
}

// shouldTakeOver reports whether this build should become the current one: a new build at once, an older one only if no
// worker serves the current build any more. Restarting a worker of an old build while a newer one works does not make
// the old build current. Otherwise the workers of two builds would replace each other during a rolling deployment.
func (b build) shouldTakeOver(now supervisor.Builds) bool {
	return b.mayLead && now.Current != b.id && (b.newest || !now.Served[now.Current])
}

// lead tries to make the build current, and keeps adopting cycles without a worker while it is, until ctx ends.
func (b build) lead(ctx context.Context, o Options) error {
	if !b.mayLead {
		return nil
	}
	wait, began, failed := pollBeforeCurrent, time.Now(), ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		current, err := b.step(ctx, o)
		wait = pollBeforeCurrent
		if current || !b.newest || time.Since(began) > reportAfter {
			wait = pollWhenCurrent
		}
		if current {
			b.newest = false
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			failed = ""
		case wait == pollWhenCurrent && err.Error() != failed:
			failed = err.Error()
			o.Log.Warn("the builds of the workers can't be managed", "build", b.id, "error", err)
		}
	}
}

// step makes the build current if it should be. The current build adopts the cycles that no other worker serves.
func (b build) step(ctx context.Context, o Options) (current bool, err error) {
	now, err := o.Supervisor.Builds(ctx)
	if err != nil {
		return false, err
	}
	if b.shouldTakeOver(now) {
		if err := o.Supervisor.MakeCurrent(ctx, b.id); err != nil {
			return false, err
		}
		o.Log.Info("new cycles go to this build from now on", "build", b.id, "before", now.Current)
		now.Current = b.id
	}
	if now.Current != b.id {
		return false, nil
	}
	moved, err := o.Supervisor.Adopt(ctx, b.id, now.Served)
	for _, id := range moved {
		o.Log.Warn("nobody runs the build of a cycle any more: it goes on with this one", "cycle", id, "build", b.id)
	}
	return true, err
}
