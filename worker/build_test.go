package worker

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

func TestWhichBuildTakesOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		own  build
		now  supervisor.Builds
		want bool
	}{
		{"a new release", build{id: "2", mayLead: true, newest: true}, supervisor.Builds{Current: "1",
			Served: map[string]bool{"1": true}}, true},
		{"the first release ever, beside workers without a build", build{id: "1", mayLead: true, newest: true},
			supervisor.Builds{Served: map[string]bool{"": true}}, true},
		{"an old worker that is started again during a roll", build{id: "1", mayLead: true}, supervisor.Builds{Current: "2",
			Served: map[string]bool{"1": true, "2": true}}, false},
		{"an old release that is to come back", build{id: "1", mayLead: true}, supervisor.Builds{Current: "2",
			Served: map[string]bool{"1": true}}, true},
		{"the current one", build{id: "2", mayLead: true}, supervisor.Builds{Current: "2"}, false},
		{"without builds, after releases that are gone", build{mayLead: true}, supervisor.Builds{Current: "2",
			Served: map[string]bool{"": true}}, true},
		{"without builds, beside a release", build{mayLead: true}, supervisor.Builds{Current: "2",
			Served: map[string]bool{"": true, "2": true}}, false},
		{"an operator decides", build{id: "2", newest: true}, supervisor.Builds{Current: "1"}, false},
	} {
		if got := c.own.shouldTakeOver(c.now); got != c.want {
			t.Errorf("%s: takes over %v, want %v", c.name, got, c.want)
		}
	}
}

func TestReleased(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"v1.2.0": true, "v0.0.0-20261130091203-b32f456aa0f1": true, "4c21064": true,
		"(devel)": false, "v0.0.0-20261130091203-b32f456aa0f1+dirty": false, "4c21064-dirty": false,
	} {
		if released(version) != want {
			t.Errorf("%s is a release: %v, want %v", version, !want, want)
		}
	}
}
