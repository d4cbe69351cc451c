// Package doctor examines a running system: whether each part that it needs is present and works, and whether the parts
// agree with each other: the engine's registry, the files and records of mutations, the records of cycles, and
// Temporal. It names problems with a remedy, and fixes what can be fixed without losing anything. It starts and stops
// nothing.
package doctor

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// State is the severity of a finding.
type State string

// States of findings.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, but not as well as it could, or not for long
	Problem State = "problem"
	Mended  State = "mended" // it was a problem and is fixed
)

// Finding is the result of one check.
type Finding struct {
	Check  string `json:"check"` // what was checked, such as redis or mutation mut_keen_seeker_v1
	State  State  `json:"state"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// Report is the result of an examination.
type Report struct {
	World    string    `json:"world"`
	Healthy  bool      `json:"healthy"` // no problem is left
	Findings []Finding `json:"findings"`
}

// settleTime is how long a difference must persist before it is reported: records lag behind what they describe by
// milliseconds.
const settleTime = 1500 * time.Millisecond

// doctor examines one system.
type doctor struct {
	config.Settings
	store    *redisstore.Store
	temporal *supervisor.Client  // nil if Temporal does not answer
	versions map[string][]string // program version → parts that run it
	report   Report
	mending  bool
	claiming bool
	usable   bool // for the doctor of a single check: the examined part can be used
}

// Options say what an examination may change.
type Options struct {
	Mend  bool // fix what can be fixed without losing anything
	Claim bool // claim the Temporal namespace for this Redis
}

// Examine examines all parts of the system that the settings describe.
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

// NewReport returns a report on a world.
func NewReport(world string, findings []Finding) Report {
	r := Report{World: world, Healthy: true, Findings: findings}
	for _, f := range findings {
		r.Healthy = r.Healthy && f.State != Problem
	}
	return r
}

// parts checks all parts concurrently and reports them in a fixed order. ready is whether their contents can be
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
			continue // nothing is known about it
		}
		if own.temporal != nil {
			d.temporal = own.temporal
		}
		d.merge(own)
	}
	d.compareVersions()
	return fit["redis"] && fit["temporal"] && fit["engine"]
}

// temporalPart connects to Temporal and checks it; if it does not answer, it checks the ports that Temporal would use.
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

// agreement compares the contents of the parts twice, and reports only differences that persist.
func (d *doctor) agreement(ctx context.Context, mend bool) error {
	differences, err := d.persistentDifferences(ctx)
	if err != nil {
		return err
	}
	if mend && len(differences) > 0 {
		// Something else may depend on what was fixed, so the parts are compared again, and no difference is
		// suppressed.
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
