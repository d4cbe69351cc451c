package doctor

import (
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

func served(builds ...string) map[string]bool {
	m := map[string]bool{}
	for _, b := range builds {
		m[b] = true
	}
	return m
}

func TestBuildsAreJudged(t *testing.T) {
	for name, c := range map[string]struct {
		routing    supervisor.Routing
		versioning string
		want       []Finding // a prefix of each finding's text is enough
	}{
		"nobody works": {
			supervisor.Routing{},
			"auto", nil,
		},
		"workers without builds": {
			supervisor.Routing{
				Builds: supervisor.Builds{Served: served("")},
			},
			"auto", []Finding{
				{"builds", OK, "the workers have none", ""},
			},
		},
		"a build that leads": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("2")},
				Pinned: map[string][]string{"2": {"cycle-a"}},
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2; cycle-a stays with it", ""},
			},
		},
		"manual, and nobody chose": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Served: served("1")},
			},
			"manual", []Finding{
				{"builds", Problem, "no build of the workers is the current one", "set-current-version"},
				{"build 1", Warning, "a worker of it runs and gets no cycles", "set-current-version"},
			},
		},
		"the current one is gone": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("1")},
			},
			"auto", []Finding{
				{"builds", Problem, "no worker of the current build, 2, runs", "wait for 90 s"},
				{"build 1", Warning, "a worker of it runs", "stop that worker"},
			},
		},
		"in the middle of a roll": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("1", "2")},
				Draining: []string{"1"},
				Pinned:   map[string][]string{"1": {"cycle-a", "cycle-b"}},
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2", ""},
				{"build 1", OK, "it is draining: new cycles go elsewhere; cycle-a, cycle-b stay with it", ""},
			},
		},
		"its workers were stopped": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("2")},
				Draining: []string{"1"},
				Pinned:   map[string][]string{"1": {"cycle-a"}},
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2", ""},
				{"build 1", Problem, "no worker of it runs; cycle-a stays with it", "start a worker of it"},
			},
		},
		"a ramp": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("2", "3")},
				Ramping: "3", Share: 10,
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2", ""},
				{"builds", OK, "10 % of new cycles go to 3, which is ramping", ""},
			},
		},
		"a ramp to nobody": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("2")},
				Ramping: "3", Share: 10,
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2", ""},
				{"builds", Problem, "10 % of new cycles go to 3, which is ramping; no worker of it runs", "--delete"},
			},
		},
		"one without a build": {
			supervisor.Routing{
				Versioned: true, Builds: supervisor.Builds{Current: "2", Served: served("2", "")},
			},
			"auto", []Finding{
				{"builds", OK, "new cycles go to 2", ""},
				{"build none", Warning, "a worker without a build runs", "stop"},
			},
		},
	} {
		got := judgeBuilds(c.routing, c.versioning)
		for i, w := range c.want {
			if i >= len(got) || got[i].Check != w.Check || got[i].State != w.State || !strings.HasPrefix(got[i].Says, w.Says) ||
				!strings.Contains(got[i].Remedy, w.Remedy) {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
				break
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestBuildsOfARealTemporal rolls from one build to another while a cycle runs, and examines the system after each
// step.
func TestBuildsOfARealTemporal(t *testing.T) {
	address := "GENESIS_TEMPORAL_ADDRESS=" + temporaltest.Server(t).FrontendHostPort()
	s, err := config.Load([]string{address}, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := func(check string, state State, says string) {
		t.Helper()
		var got []Finding
		for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
			d := &doctor{Settings: s, versions: map[string][]string{}}
			d.builds(t.Context(), c)
			got = d.report.Findings
			for _, f := range got {
				if f.Check == check && f.State == state && strings.Contains(f.Says, says) {
					return
				}
			}
		}
		t.Fatalf("no %s of %s with %q in %+v", state, check, says, got)
	}
	work := func(id string) worker.Worker {
		w := worker.New(c.Temporal(), genesis.QueueCycles, worker.Options{DeploymentOptions: worker.DeploymentOptions{
			UseVersioning: true, Version: worker.WorkerDeploymentVersion{DeploymentName: supervisor.Deployment, BuildID: id},
		}})
		w.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
			workflow.GetSignalChannel(ctx, "end").Receive(ctx, nil)
			return nil
		}, workflow.RegisterOptions{Name: genesis.WorkflowCycle, VersioningBehavior: workflow.VersioningBehaviorPinned})
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		return w
	}
	one := work("one")
	defer one.Stop()
	told("builds", Problem, "no build of the workers is the current one (there are workers of one)")
	if b, err := c.Builds(t.Context()); err != nil || b.Stuck() == "" {
		t.Errorf("%+v, %v", b, err)
	}
	lead := func(id string) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
			err := c.MakeCurrent(t.Context(), id)
			if err == nil {
				return
			}
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
		}
	}
	lead("one")
	told("builds", OK, "new cycles go to one")
	_, err = c.Temporal().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "cycle-main-000001",
		TaskQueue: genesis.QueueCycles}, genesis.WorkflowCycle)
	if err != nil {
		t.Fatal(err)
	}
	told("builds", OK, "new cycles go to one; cycle-main-000001 stays with it")
	two := work("two")
	defer two.Stop()
	told("build two", Warning, "gets no cycles")
	lead("two")
	told("builds", OK, "new cycles go to two")
	told("build one", OK, "it is draining: new cycles go elsewhere; cycle-main-000001 stays with it")
}
