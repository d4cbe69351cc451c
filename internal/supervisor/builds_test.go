package supervisor

import (
	"context"
	"testing"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
)

// TestWhatMeansThatAServerHasNoBuilds distinguishes refusals, after which a worker runs unversioned, from transient
// errors.
func TestWhatMeansThatAServerHasNoBuilds(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{serviceerror.NewUnimplemented("unknown method"), true},
		{serviceerror.NewPermissionDenied("no", ""), true},
		{serviceerror.NewFailedPrecondition("disabled"), true},
		{serviceerror.NewUnavailable("connection refused"), false},
		{serviceerror.NewDeadlineExceeded("late"), false},
		{serviceerror.NewResourceExhausted(enums.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT, "slow down"), false},
		{context.DeadlineExceeded, false},
		{nil, false},
	} {
		if got := withoutBuilds(c.err); got != c.want {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
}
