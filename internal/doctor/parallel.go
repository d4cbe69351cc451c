package doctor

import (
	"context"
	"fmt"
	"time"
)

const (
	checkTime = 10 * time.Second // for all requests of one check
	abandoned = time.Second      // extra time before a check that ignores its deadline is abandoned
)

// check examines one part. Each check has its own doctor, so that checks can run concurrently.
type check struct {
	name  string
	run   func(ctx context.Context, d *doctor) (fit bool)
	found chan *doctor // receives when the check is done
}

// begin starts checks concurrently, each with its own deadline: a part that hangs must not delay the others.
func (d *doctor) begin(ctx context.Context, checks []check) {
	for i := range checks {
		c, own := &checks[i], *d
		own.report, own.versions = Report{}, map[string][]string{}
		c.found = make(chan *doctor, 1)
		go func() {
			ctx, stop := context.WithTimeout(ctx, checkTime)
			defer stop()
			own.usable = c.run(ctx, &own)
			c.found <- &own
		}()
	}
}

// join waits for the findings of a check. A check that hangs in an uninterruptible call, as on a dead network disk, is
// abandoned.
func (c check) join(late <-chan struct{}) *doctor {
	select {
	case own := <-c.found:
		return own
	case <-late:
	}
	select {
	case own := <-c.found: // both were ready
		return own
	default:
	}
	own := &doctor{}
	own.add(c.name, Problem, fmt.Sprintf("the check did not finish within %v", checkTime),
		"look whether what it needs hangs: a network disk, a name server, a process that was stopped")
	return own
}

// merge adds the findings of a check to the report.
func (d *doctor) merge(own *doctor) {
	d.report.Findings = append(d.report.Findings, own.report.Findings...)
	for version, parts := range own.versions {
		for _, part := range parts {
			d.noteVersion(part, version)
		}
	}
}
