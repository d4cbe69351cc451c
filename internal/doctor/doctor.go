// Package doctor examines a running system: whether each part that it needs is there and fit, and whether what the
// parts hold agrees: the engine's registry, the files and records of mutations, the records of cycles, and Temporal. It
// names what is wrong with a remedy, and mends what can be mended without losing anything. It starts and stops nothing.
package doctor

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// State is how bad a finding is.
type State string

// States of findings.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, but not as well as it could, or not for long
	Problem State = "problem"
	Mended  State = "mended" // it was a problem
)

// Finding is one thing that was looked at.
type Finding struct {
	Check  string `json:"check"` // what was looked at, such as redis or mutation mut_keen_seeker_v1
	State  State  `json:"state"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// Report is all that was found.
type Report struct {
	World    string    `json:"world"`
	Healthy  bool      `json:"healthy"` // no problem is left
	Findings []Finding `json:"findings"`
}

// settleTime is how long a difference has to last before it counts: records follow what they tell of by milliseconds.
const settleTime = 1500 * time.Millisecond

// doctor examines one system.
type doctor struct {
	config.Settings
	store    *redisstore.Store
	temporal *supervisor.Client  // nil where Temporal does not answer
	versions map[string][]string // of the program → the parts that run it
	report   Report
	mending  bool
	claiming bool
	usable   bool // of the doctor of one check: what it looked at can be used
}

// Options are what an examination may change.
type Options struct {
	Mend  bool // what can be mended without losing anything
	Claim bool // the Temporal namespace, for this Redis
}

// Examine looks at the system that the settings describe and at all parts of it.
func Examine(ctx context.Context, s config.Settings, o Options) (Report, error) {
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return Report{}, err
	}
	defer store.Close()
	d := &doctor{Settings: s, store: store, versions: map[string][]string{}, report: Report{World: s.World,
		Findings: []Finding{}}, mending: o.Mend, claiming: o.Claim}
	d.noteVersion("this command", genesis.Version())
	d.brokenKeys(ctx)
	if ready := d.parts(ctx); !ready {
		d.add("agreement", Warning, "not examined: it needs Redis, Temporal and the engine",
			"mend what is said above, then look again")
	} else if err := d.agreement(ctx, o.Mend); err != nil {
		d.add("agreement", Problem, "it could not be examined: "+err.Error(), "if a part has just been stopped or started, "+
			"look again; else mend what is said above")
	}
	if d.temporal != nil {
		d.temporal.Close()
	}
	return NewReport(s.World, d.report.Findings), nil
}

// NewReport is a report on a world.
func NewReport(world string, findings []Finding) Report {
	r := Report{World: world, Healthy: true, Findings: findings}
	for _, f := range findings {
		r.Healthy = r.Healthy && f.State != Problem
	}
	return r
}

// parts looks at all parts side by side and reports them in their order. ready is whether what they hold can be
// compared.
func (d *doctor) parts(ctx context.Context) (ready bool) {
	checks := []check{
		{name: "data folder", run: func(_ context.Context, d *doctor) bool { d.machine(); return true }},
		{name: "redis", run: func(ctx context.Context, d *doctor) bool { return d.redis(ctx) }},
		{name: "temporal", run: func(ctx context.Context, d *doctor) bool { return d.temporalPart(ctx) }},
		{name: "model", run: func(ctx context.Context, d *doctor) bool { d.model(ctx); return true }},
		{name: "gateway", run: func(ctx context.Context, d *doctor) bool { d.gateway(ctx); return true }},
		{name: "engine", run: func(ctx context.Context, d *doctor) bool { return d.engine(ctx) }},
	}
	d.begin(ctx, checks)
	late := make(chan struct{})
	timer := time.AfterFunc(checkTime+abandoned, func() { close(late) })
	defer timer.Stop()
	fit := map[string]bool{}
	for _, c := range checks {
		own := c.join(late)
		fit[c.name] = own.usable
		if c.name == "engine" && !fit["redis"] {
			continue // nothing is known of it
		}
		if own.temporal != nil {
			d.temporal = own.temporal
		}
		d.merge(own)
	}
	d.compareVersions()
	return fit["redis"] && fit["temporal"] && fit["engine"]
}

// temporalPart connects to Temporal and looks at it, or else at the ports that it would take.
func (d *doctor) temporalPart(ctx context.Context) bool {
	c, err := supervisor.Dial(ctx, d.Settings)
	d.temporalServer(ctx, c, err)
	if err == nil {
		d.temporal = c
	}
	d.ports(err == nil)
	return err == nil
}

func (d *doctor) add(check string, state State, says, remedy string) {
	d.report.Findings = append(d.report.Findings, Finding{check, state, says, remedy})
}

// agreement compares what the parts hold, twice: only what differs both times counts.
func (d *doctor) agreement(ctx context.Context, mend bool) error {
	differences, err := d.persistentDifferences(ctx)
	if err != nil {
		return err
	}
	if mend && len(differences) > 0 {
		// What was mended may have been the cause of something else, and hides nothing: the second look tells.
		if err := d.mend(ctx, differences); err != nil {
			return err
		}
		after, err := d.persistentDifferences(ctx)
		if err != nil {
			return err
		}
		for _, x := range differences {
			if !x.in(after) {
				d.add(x.check, Mended, x.says, "")
			}
		}
		differences = after
	}
	for _, x := range differences {
		d.add(x.check, x.state, x.says, x.remedy())
	}
	if len(differences) == 0 {
		d.add("agreement", OK, "the engine, the files, the records and Temporal agree", "")
	}
	return nil
}

func (d *doctor) persistentDifferences(ctx context.Context) ([]difference, error) {
	first, err := d.differences(ctx)
	if err != nil || len(first) == 0 {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(settleTime):
	}
	second, err := d.differences(ctx)
	if err != nil {
		return nil, err
	}
	var both []difference
	for _, x := range second {
		if x.in(first) {
			both = append(both, x)
		}
	}
	return both, nil
}

func (d *doctor) differences(ctx context.Context) ([]difference, error) {
	v, err := d.readView(ctx)
	if err != nil {
		return nil, err
	}
	return v.differences(), nil
}
