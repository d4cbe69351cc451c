package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// makeCurrent is the command with which an operator routes new cycles to a build.
const makeCurrent = "temporal worker deployment set-current-version --deployment-name " + supervisor.Deployment +
	" --build-id "

// builds checks to which builds of the workers Temporal sends cycles, and whether workers serve them.
func (d *doctor) builds(ctx context.Context, c *supervisor.Client) {
	r, err := c.Routing(ctx)
	if err != nil {
		d.add("builds", Problem, err.Error(), "check Temporal's log")
		return
	}
	d.report.Findings = append(d.report.Findings, judgeBuilds(r, d.WorkerVersioning)...)
}

// judgeBuilds judges a routing. versioning is this process's setting, which its workers most likely share.
func judgeBuilds(r supervisor.Routing, versioning string) (found []Finding) {
	add := func(state State, says, remedy string) {
		found = append(found, Finding{"builds", state, says, remedy})
	}
	if len(r.Served) == 0 && len(r.Pinned) == 0 {
		return nil // the finding about the queue says that there is no worker
	}
	switch stuck := r.Stuck(); {
	case stuck != "" && r.Current == "":
		add(Problem, stuck+": cycles and supervisors wait", makeCurrent+"BUILD, or GENESIS_WORKER_VERSIONING=promote")
	case stuck != "" && versioning == "manual":
		add(Problem, stuck+": new cycles and supervisors wait", "start a worker of that build, or "+makeCurrent+"BUILD")
	case stuck != "":
		add(Problem, stuck+": new cycles and supervisors wait", "start a worker of that build; or wait for 90 s, after "+
			"which another one that may (GENESIS_WORKER_VERSIONING) becomes the current one")
	case r.Current == "":
		add(OK, "the workers have none: a cycle goes on with whichever worker runs", "")
	case len(r.Served) > 0:
		add(OK, fmt.Sprintf("new cycles go to %s%s", r.Current, stays(r.Pinned[r.Current])), "")
	}
	if r.Ramping != "" && r.Share > 0 {
		state, remedy := OK, ""
		says := fmt.Sprintf("%.0f %% of new cycles go to %s, which is ramping%s", r.Share, r.Ramping,
			stays(r.Pinned[r.Ramping]))
		if !r.Served[r.Ramping] {
			state, says = Problem, says+"; no worker of it runs"
			remedy = "start one, or temporal worker deployment set-ramping-version --deployment-name " + supervisor.Deployment +
				" --build-id " + r.Ramping + " --delete"
		}
		add(state, says, remedy)
	}
	return append(found, others(r)...)
}

// others judges the builds to which new cycles do not go.
func others(r supervisor.Routing) (found []Finding) {
	known := maps.Clone(r.Served)
	for build := range r.Pinned {
		known[build] = known[build] || false
	}
	for _, build := range r.Draining {
		known[build] = known[build] || false
	}
	for _, build := range slices.Sorted(maps.Keys(known)) {
		cycles := r.Pinned[build]
		if build == r.Current || build != "" && build == r.Ramping || !r.Versioned {
			continue
		}
		f := Finding{Check: "build " + build}
		switch {
		case build == "":
			f = Finding{"build none", Warning, "a worker without a build runs and gets no cycles", "stop that worker"}
		case known[build] && (len(cycles) > 0 || slices.Contains(r.Draining, build)):
			f.State, f.Says = OK, "it is draining: new cycles go elsewhere"+stays(cycles)
		case known[build]:
			f.State, f.Says = Warning, "a worker of it runs and gets no cycles: it is not the current one"
			f.Remedy = "stop that worker, or, if it should take over, " + makeCurrent + build
		case len(cycles) > 0:
			f.State, f.Says = Problem, "no worker of it runs"+stays(cycles)
			f.Remedy = "start a worker of it; else a worker of the current build takes the cycles over after 90 s, unless " +
				"GENESIS_WORKER_VERSIONING is manual"
		default: // it has just drained
			continue
		}
		found = append(found, f)
	}
	return found
}

// stays describes the cycles that are pinned to a build.
func stays(cycles []string) string {
	switch len(cycles) {
	case 0:
		return ""
	case 1:
		return "; " + cycles[0] + " stays with it"
	}
	return "; " + strings.Join(cycles, ", ") + " stay with it"
}
