package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

const (
	minRetention     = 24 * time.Hour // of closed cycles
	minServerVersion = "1.28"         // the first server that supports Update-with-Start without a flag
)

// temporalServer checks Temporal, its namespace, and the workers of its queues.
func (d *doctor) temporalServer(ctx context.Context, c *supervisor.Client, err error) {
	if err != nil {
		d.away("temporal", d.TemporalFrontend(), "it does not answer at "+d.TemporalFrontend(), err,
			"start it with `genesis up` or `temporal server start-dev`", "GENESIS_TEMPORAL_ADDRESS")
		return
	}
	ctx, stop := context.WithTimeout(ctx, partTimeout)
	defer stop()
	version, err := c.ServerVersion(ctx)
	switch {
	case err != nil:
		d.add("temporal", Problem, err.Error(), "check the server's log")
	case older(version, minServerVersion):
		d.add("temporal", Warning, "version "+version+" is old", "use "+minServerVersion+" or later")
	default:
		d.add("temporal", OK, fmt.Sprintf("version %s at %s", version, d.TemporalFrontend()), "")
	}
	if d.mending {
		if made, err := c.Prepare(ctx); err != nil {
			d.add("namespace", Problem, err.Error(), "check the server's log")
		} else if made {
			d.add("namespace", Mended, "it, or its search attributes, was missing", "")
		}
	}
	if d.namespace(ctx, c) {
		d.search(ctx, c)
		d.binding(ctx, c)
		d.queues(ctx, c)
		d.builds(ctx, c)
	}
}

// binding checks whether the namespace belongs to this Redis.
func (d *doctor) binding(ctx context.Context, c *supervisor.Client) {
	if d.claiming {
		if id, err := binding.Claim(ctx, d.store, c); err != nil {
			d.add("binding", Problem, "the namespace could not be claimed: "+err.Error(),
				"mend what is said above, then try again")
		} else {
			d.add("binding", Mended, "the namespace "+d.TemporalNamespace+" belongs to this Redis now (id "+id+")", "")
		}
		return
	}
	owner, supported, err := c.Owner(ctx)
	if err != nil {
		return // reported by the check of the namespace
	}
	id, err := d.store.Identity(ctx)
	switch {
	case err != nil: // reported by the check of Redis
	case !supported:
		d.add("binding", OK, "Temporal leaves the namespace to its operator: that nobody else works in it is not watched", "")
	case owner == "":
		d.add("binding", OK, "no worker has worked in the namespace yet", "")
	case id == "":
		d.add("binding", Problem, "Redis has lost its id, and the namespace belongs to a Redis that had the id "+owner+
			": workers that begin take no work", "start the engine, which puts the id back from its data folder; "+
			"if this is another system: "+binding.Advice)
	case id != owner:
		d.add("binding", Problem, "the namespace "+d.TemporalNamespace+" belongs to another Redis (id "+owner+
			"), not this one (id "+id+"): no worker of this system takes work", binding.Advice)
	default:
		d.add("binding", OK, "the namespace belongs to this Redis", "")
	}
}

// namespace checks whether the namespace exists and is prepared. Without a namespace, nothing else can be asked.
func (d *doctor) namespace(ctx context.Context, c *supervisor.Client) bool {
	remedy := "genesis doctor --fix, or start `genesis worker`: it prepares the namespace"
	kept, err := c.Retention(ctx)
	if err != nil {
		d.add("namespace", Problem, err.Error(), fmt.Sprintf("genesis doctor --fix, temporal operator namespace create "+
			"--address %s --namespace %s, or set GENESIS_TEMPORAL_NAMESPACE",
			d.TemporalFrontend(), d.TemporalNamespace))
		return false
	}
	if kept < minRetention {
		d.add("retention", Warning, fmt.Sprintf("closed cycles stay for %v", kept), remedy)
	} else {
		d.add("retention", OK, fmt.Sprintf("closed cycles stay for %v", kept), "")
	}
	missing, err := c.MissingAttributes(ctx)
	switch {
	case err != nil:
		d.add("search attributes", Problem, err.Error(), remedy)
	case len(missing) > 0:
		d.add("search attributes", Problem, "missing, or not of type Keyword: "+strings.Join(missing, ", "), remedy)
	default:
		d.add("search attributes", OK, "all there", "")
	}
	return true
}

// search checks whether Temporal finds workflows. Its server keeps the search index in a separate store, which can fail
// on its own. The timeout is short because the client retries.
func (d *doctor) search(ctx context.Context, c *supervisor.Client) {
	ctx, stop := context.WithTimeout(ctx, partTimeout/4)
	defer stop()
	if err := c.Search(ctx); err != nil {
		d.add("search", Problem, "Temporal does not find workflows, though it answers: "+err.Error(),
			"look at its visibility store (the database temporal_visibility on PostgreSQL); until then cycles run, and a "+
				"supervisor that is started anew waits")
		return
	}
	d.add("search", OK, "Temporal finds workflows", "")
}

// queues checks the processes that take steps: their program versions and their clocks.
func (d *doctor) queues(ctx context.Context, c *supervisor.Client) {
	var all []supervisor.Poller
	for _, q := range []struct{ name, by string }{
		{genesis.QueueCycles, "genesis worker"}, {genesis.QueueLLM, "genesis worker"}, {genesis.QueueTrial, "genesis worker"},
		{genesis.EngineQueue(d.World), "genesis engine"},
	} {
		pollers, err := c.Pollers(ctx, q.name)
		switch {
		case err != nil:
			d.add("queue "+q.name, Problem, err.Error(), "check Temporal's log")
		case len(pollers) == 0:
			d.add("queue "+q.name, Problem, "no worker serves it: cycles wait", "start `"+q.by+"`")
		case len(pollers) == 1:
			d.add("queue "+q.name, OK, "served", "")
		default:
			d.add("queue "+q.name, OK, fmt.Sprintf("served by %d processes", len(pollers)), "")
		}
		for _, p := range pollers {
			d.noteVersion(p.Identity, p.Version)
		}
		all = append(all, pollers...)
	}
	d.temporalClock(all)
}

// temporalClock reports if Temporal's clock is ahead, which shows in the times at which it last saw the workers. A
// clock that is behind can't be detected, because a worker may have been silent for that long.
func (d *doctor) temporalClock(pollers []supervisor.Poller) {
	for _, p := range pollers {
		if ahead := time.Until(p.LastSeen); ahead > maxSkew {
			d.add("clock of Temporal", Warning, fmt.Sprintf("it is %v ahead of this one", ahead.Round(time.Millisecond)),
				setClocks)
			return
		}
	}
}

// noteVersion records the program version that a part runs.
func (d *doctor) noteVersion(part, version string) {
	if version == "" || version == genesis.Unversioned {
		return // unknown
	}
	if !slices.Contains(d.versions[version], part) {
		d.versions[version] = append(d.versions[version], part)
	}
}

// compareVersions reports if the parts were not built from the same sources.
func (d *doctor) compareVersions() {
	if len(d.versions) < 2 {
		d.add("versions", OK, "no part is known to have another version", "")
		return
	}
	var lines []string
	for version, parts := range d.versions {
		lines = append(lines, version+" ("+strings.Join(parts, ", ")+")")
	}
	slices.Sort(lines)
	d.add("versions", Warning, "the parts differ: "+strings.Join(lines, "; "),
		"restart the older ones with the program of the newer ones; running cycles go on (docs/operating.md, Upgrade)")
}

// older reports whether version a is before b; it is false for strings that are not versions.
func older(a, b string) bool {
	var x, y [2]int
	if _, err := fmt.Sscanf(a, "%d.%d", &x[0], &x[1]); err != nil {
		return false
	}
	if _, err := fmt.Sscanf(b, "%d.%d", &y[0], &y[1]); err != nil {
		return false
	}
	return slices.Compare(x[:], y[:]) < 0
}

// innermostError returns the innermost error on one line, which is where a connection says what went wrong.
func innermostError(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			break
		}
		err = inner
	}
	text := firstLine(err.Error())
	if _, said, ok := strings.Cut(text, `desc = "`); ok { // gRPC's format
		text, _, _ = strings.Cut(said, `"`)
	}
	return text
}
