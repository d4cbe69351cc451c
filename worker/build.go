package worker

import (
	"context"
	"strings"
	"time"

	tworker "go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// Pauses between looks at which build is the current one: short until this worker's is, since new cycles wait for it.
const (
	pollBeforeCurrent = time.Second
	pollWhenCurrent   = 15 * time.Second
	reportAfter       = time.Minute // after this a build that can't be made current is told of
)

// build is the build that this worker runs workflows as. Temporal keeps each running cycle with the build that it began
// with.
type build struct {
	id      string // "": the worker has none, and runs what belongs to no build
	mayLead bool   // it may make itself the current build, and move cycles that nobody serves
	newest  bool   // it is new to Temporal, so whoever started it means it to take over
}

// identifyBuild finds out which build this worker is, before it asks for work: from then on Temporal knows it.
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

// released reports whether a version names one program only: that of a tag, a commit or an image.
func released(version string) bool {
	return version != genesis.Unversioned && !strings.Contains(version, "dirty")
}

// options are for the worker of workflows. The other queues have no builds: their steps mean the same in each, as the
// engine's do.
func (b build) options() tworker.DeploymentOptions {
	if b.id == "" {
		return tworker.DeploymentOptions{}
	}
	return tworker.DeploymentOptions{
		UseVersioning: true,
		Version:       tworker.WorkerDeploymentVersion{DeploymentName: supervisor.Deployment, BuildID: b.id},
	}
}

// shouldTakeOver reports whether this build is to become the current one: a new one does at once, an older one where
// nobody serves the current one any more. A worker of an old build that is only started again while a newer one works
// does not.
func (b build) shouldTakeOver(now supervisor.Builds) bool {
	return b.mayLead && now.Current != b.id && (b.newest || !now.Served[now.Current])
}

// lead keeps a build current, and cycles served, until ctx ends.
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
			o.Log.Warn("the builds of the workers can't be looked after", "build", b.id, "error", err)
		}
	}
}

// step makes the build current if it is its turn. The current build moves the cycles that nobody else serves to itself.
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
