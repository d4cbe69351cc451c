package doctor

import (
	"context"
	"fmt"
	"time"
)

const (
	checkTime = 10 * time.Second // for all questions of one check
	abandoned = time.Second      // more, after which a check that does not heed its deadline is left alone
)

// check is one look at one part. It finds out on a doctor of its own, so that checks can run side by side.
type check struct {
	name  string
	run   func(ctx context.Context, d *doctor) (fit bool)
	found chan *doctor // when it is done
}

// begin starts checks side by side, each with a deadline of its own: a part that hangs keeps no other from being looked
// at.
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

// join waits for what a check finds. One that hangs in a call that can't be interrupted, as a dead network disk
// does, is left behind.
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
	own.add(c.name, Problem, fmt.Sprintf("it could not be looked at within %v", checkTime),
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
