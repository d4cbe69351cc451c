package e2e

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// share is the share of a processor that each worker machine gets.
const share = 0.25

// machines is the system on six machines: Redis and Temporal on one, an engine with its gateway on another, and up to
// three workers.
type machines struct {
	*system
	net      *network
	temporal client.Client
	workers  map[string]*exec.Cmd
}

func newMachines(t *testing.T, settings ...string) *machines {
	t.Helper()
	m := &machines{system: newSystem(t, settings...), workers: map[string]*exec.Cmd{},
		net: newNetwork(t, "services", "engine", "first", "second", "third")}
	m.out = &output{}
	services, engine := m.net.machine("services"), m.net.machine("engine")
	m.url = fmt.Sprintf("http://%v:8000", engine.addr)
	m.env = append(m.env, fmt.Sprintf("GENESIS_REDIS_URL=redis://%v:6379/0", services.addr),
		fmt.Sprintf("GENESIS_TEMPORAL_ADDRESS=%v:7233", services.addr), "GENESIS_HTTP_ADDR="+strings.TrimPrefix(m.url,
			"http://"), "GENESIS_OPEN=true", "GENESIS_EVOLUTION_COOLDOWN_SEC=0",
		"GENESIS_ANOMALY_DEATH_THRESHOLD=10", "GENESIS_ANOMALY_OVERPOP_THRESHOLD=100",
		"GOMAXPROCS=2") // so that each worker runs one trial at a time on any machine
	address := services.addr.String()
	redis := m.on(t, services, "redis-server", "--bind", address, "--protected-mode", "no", "--save", "", "--dir", m.dir)
	server := m.on(t, services, temporaltest.CLI(t), "server", "start-dev", "--ip", "0.0.0.0", "--headless",
		"--log-level", "error", "--db-filename", filepath.Join(m.dir, "temporal.db"))
	eventually(t, 2*time.Minute, "Temporal", func() (is bool) {
		var err error
		m.temporal, err = client.Dial(client.Options{HostPort: address + ":7233",
			Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
		return err == nil
	})
	t.Cleanup(m.temporal.Close)
	world := m.part(t, engine, "engine")
	m.part(t, engine, "gateway")
	for _, cmd := range []*exec.Cmd{redis, server, world} {
		quota(t, cmd.Process.Pid, 1) // so that other work on this machine does not starve them
		t.Cleanup(func() { terminate(t, cmd) })
	}
	return m
}

// on runs a program on a machine until the test ends.
func (m *machines) on(t *testing.T, at *machine, args ...string) *exec.Cmd {
	t.Helper()
	args = at.inNamespace(args...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Dir = append(slices.Clone(m.env), "GENESIS_DATA_DIR="+filepath.Join(m.dir, at.name)), m.dir
	cmd.Stdout, cmd.Stderr = m.out, m.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminate(t, cmd) })
	return cmd
}

// part runs genesis on a machine.
func (m *machines) part(t *testing.T, at *machine, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return m.on(t, at, append([]string{path}, args...)...)
}

// startWorkers starts workers on the first n worker machines.
func (m *machines) startWorkers(t *testing.T, n int) {
	t.Helper()
	for _, name := range []string{"first", "second", "third"}[:n] {
		m.workers[name] = m.part(t, m.net.machine(name), "worker")
		quota(t, m.workers[name].Process.Pid, share)
	}
	t.Cleanup(func() { m.stopWorkers(t) }) // before their control groups are removed
	eventually(t, 2*time.Minute, "readiness", func() bool {
		_, err := try[map[string]any](m.system, "/readyz")
		return err == nil
	})
}

func (m *machines) stopWorkers(t *testing.T) {
	t.Helper()
	for name, w := range m.workers {
		terminate(t, w)
		delete(m.workers, name)
	}
}

// TestMachines measures how many trials one worker and three workers complete, each on a machine with a quarter of a
// processor, at several network delays. All run the same trials of one fork, so their results must be equal. It prints
// the table in docs/scaling.md.
func TestMachines(t *testing.T) {
	if os.Getenv("GENESIS_TEST_MACHINES") == "" {
		t.Skip("go tool task machines runs this; it takes a quarter of an hour")
	}
	if !inNamespaces(t) {
		return
	}
	const pairs = 18
	m := newMachines(t, "GENESIS_TRIAL_PAIRS=4", "GENESIS_TRIAL_MAX_PAIRS=4", "GENESIS_TRIAL_TICKS=900",
		"GENESIS_CANARY_TICKS=300")
	m.startWorkers(t, 1)
	sample := m.sampleTrial(t)
	sample.Ticks = 9000 // so that a pair takes about a second of processor time, as in a grown world
	m.stopWorkers(t)
	var inputs []genesis.TrialInput
	for i := range pairs {
		in := sample
		in.Seed = uint64(i + 1)
		inputs = append(inputs, in)
	}
	m.runFanOut(t)
	var want []genesis.TrialResult
	t.Logf("%d pairs of forks, %d ticks each; a worker has %.2f of a processor", pairs, sample.Ticks, share)
	t.Logf("%8s %10s %8s %12s %14s %8s", "workers", "round trip", "seconds", "pairs/minute", "processor s/pair",
		"speed-up")
	for _, oneWay := range []time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond} {
		alone := 0.0
		for _, n := range []int{1, 3} {
			m.startWorkers(t, n)
			for name := range m.workers {
				m.net.machine(name).delay.Store(int64(oneWay))
			}
			before := m.processorTime(t)
			began := time.Now()
			results := m.fanOut(t, inputs)
			took := time.Since(began).Seconds()
			spent := m.processorTime(t) - before
			m.stopWorkers(t)
			for i := range results {
				results[i].TickRate = 0 // depends on the clock
			}
			if want == nil {
				want = results
			}
			if !reflect.DeepEqual(results, want) {
				t.Errorf("%d workers at %v do not find what one worker found", n, oneWay)
			}
			if n == 1 {
				alone = took
			}
			t.Logf("%8d %10v %8.1f %12.1f %14.2f %8.2f", n, 2*oneWay, took, pairs/took*60, spent.Seconds()/pairs, alone/took)
		}
	}
}

// processorTime returns the processor time of all workers together.
func (m *machines) processorTime(t *testing.T) (sum time.Duration) {
	t.Helper()
	for _, w := range m.workers {
		sum += processorTime(t, w.Process.Pid)
	}
	return sum
}

// sampleTrial returns a trial that a cycle has requested.
func (m *machines) sampleTrial(t *testing.T) (in genesis.TrialInput) {
	t.Helper()
	for range 6 {
		id := triggerCycle(t, m.system)
		awaitEnd(t, m.system, id)
		events := m.temporal.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			e, err := events.Next()
			if err != nil {
				t.Fatal(err)
			}
			a := e.GetActivityTaskScheduledEventAttributes()
			if a.GetActivityType().GetName() != genesis.ActTrial {
				continue
			}
			if err := converter.GetDefaultDataConverter().FromPayloads(a.GetInput(), &in); err != nil {
				t.Fatal(err)
			}
			return in
		}
	}
	t.Fatal("six cycles and none came to a trial")
	return in
}

const fanOutQueue = "machines"

// trials requests all trials at once, as a cycle does.
func trials(ctx workflow.Context, inputs []genesis.TrialInput) ([]genesis.TrialResult, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue: genesis.QueueTrial, StartToCloseTimeout: 10 * time.Minute, HeartbeatTimeout: 30 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 10}, // Temporal may be slow on a busy machine
	})
	var futures []workflow.Future
	for _, in := range inputs {
		futures = append(futures, workflow.ExecuteActivity(ctx, genesis.ActTrial, in))
	}
	results := make([]genesis.TrialResult, len(inputs))
	for i, f := range futures {
		if err := f.Get(ctx, &results[i]); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// runFanOut runs a worker for the workflow trials in this process.
func (m *machines) runFanOut(t *testing.T) {
	t.Helper()
	w := worker.New(m.temporal, fanOutQueue, worker.Options{DisableRegistrationAliasing: true})
	w.RegisterWorkflowWithOptions(trials, workflow.RegisterOptions{Name: "trials"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
}

func (m *machines) fanOut(t *testing.T, inputs []genesis.TrialInput) (results []genesis.TrialResult) {
	t.Helper()
	run, err := m.temporal.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: fanOutQueue}, "trials",
		inputs)
	if err == nil {
		err = run.Get(t.Context(), &results)
	}
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// TestCutOff disconnects a worker for longer than the heartbeat timeout of its steps, during a trial and during a call
// to the model, and the engine during the canary. No cycle may end because of it, nothing may be done twice, and the
// disconnected part must work again afterwards.
func TestCutOff(t *testing.T) {
	if os.Getenv("GENESIS_TEST_MACHINES") == "" {
		t.Skip("go tool task machines runs this; it takes a quarter of an hour")
	}
	if !inNamespaces(t) {
		return
	}
	m := newMachines(t, "GENESIS_TRIAL_PAIRS=6", "GENESIS_TRIAL_MAX_PAIRS=6", "GENESIS_TRIAL_TICKS=900",
		"GENESIS_CANARY_TICKS=1500")
	m.startWorkers(t, 3)
	for _, w := range m.net.machines {
		w.delay.Store(int64(5 * time.Millisecond))
	}
	for _, c := range []struct {
		activity string
		cut      time.Duration // longer than its heartbeat timeout
	}{{genesis.ActTrial, 30 * time.Second}, {genesis.ActCode, 90 * time.Second}, {genesis.ActPlan, 90 * time.Second}} {
		id := triggerCycle(t, m.system)
		name := m.awaitActivity(t, id, c.activity)
		if name == "" {
			t.Logf("%s ended before a worker was seen in %s", id, c.activity)
			awaitEnd(t, m.system, id)
			continue
		}
		m.disconnect(t, name, c.cut)
		m.checkCycle(t, id)
	}
	m.cutInCanary(t)
	m.awaitTrials(t)
	if out, err := m.output(t, "doctor"); err != nil {
		t.Errorf("genesis doctor: %v\n%s", err, out)
	}
}

// awaitActivity waits until a worker executes an activity of the cycle.
func (m *machines) awaitActivity(t *testing.T, id, activity string) (name string) {
	t.Helper()
	eventually(t, 5*time.Minute, "a worker in "+activity, func() bool {
		described, err := m.temporal.DescribeWorkflowExecution(t.Context(), id, "")
		if err != nil {
			return false // not started yet
		}
		for _, a := range described.GetPendingActivities() {
			if a.GetActivityType().GetName() == activity && a.GetState() == enums.PENDING_ACTIVITY_STATE_STARTED {
				name = m.nameOf(a.GetLastWorkerIdentity())
			}
		}
		return name != "" || described.GetWorkflowExecutionInfo().GetStatus() != enums.WORKFLOW_EXECUTION_STATUS_RUNNING
	})
	return name
}

// nameOf returns the machine of the worker with an identity.
func (m *machines) nameOf(identity string) string {
	for name, w := range m.workers {
		if strings.HasPrefix(identity, strconv.Itoa(w.Process.Pid)+"@") {
			return name
		}
	}
	return ""
}

// disconnect disconnects a machine for some time.
func (m *machines) disconnect(t *testing.T, name string, long time.Duration) {
	t.Helper()
	at := m.net.machine(name)
	at.cut.Store(true)
	t.Logf("%s is cut off for %v", name, long)
	time.Sleep(long)
	at.cut.Store(false)
}

// checkCycle checks a cycle's record and history: it must not have failed, every step must have been executed once, and
// its change must have been saved once.
func (m *machines) checkCycle(t *testing.T, id string) genesis.Cycle {
	t.Helper()
	c := awaitEnd(t, m.system, id)
	if c.Outcome == genesis.OutcomeFailed {
		t.Errorf("%s failed: %s", id, c.Reason)
	}
	asked, done, attempts := map[int64]string{}, map[int64]int{}, int32(1)
	events := m.temporal.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		if a := e.GetActivityTaskScheduledEventAttributes(); a != nil {
			asked[e.GetEventId()] = a.GetActivityType().GetName()
		}
		attempts = max(attempts, e.GetActivityTaskStartedEventAttributes().GetAttempt())
		if a := e.GetActivityTaskCompletedEventAttributes(); a != nil {
			done[a.GetScheduledEventId()]++
		}
	}
	for step, name := range asked {
		if done[step] > 1 || done[step] == 0 && name == genesis.ActTrial && c.Outcome == genesis.OutcomeApplied {
			t.Errorf("%s: %s (event %d) was done %d times", id, name, step, done[step])
		}
	}
	files := map[string]int{}
	for _, mutation := range get[[]genesis.Mutation](t, m.system, "/api/mutations?limit=100") {
		files[fmt.Sprintf("%s v%d", mutation.TraitName, mutation.Version)]++
	}
	for name, n := range files {
		if n > 1 {
			t.Errorf("%s has %d records", name, n)
		}
	}
	t.Logf("%s: %d steps, each done at most once; the most attempts at one were %d", id, len(asked), attempts)
	if out, err := m.output(t, "replay", id); err != nil {
		t.Errorf("genesis replay %s: %v\n%s", id, err, tail(out, 2000))
	}
	return c
}

// cutInCanary disconnects the engine from Temporal and Redis during a canary. Its world must run on.
func (m *machines) cutInCanary(t *testing.T) {
	t.Helper()
	for range 8 {
		id := triggerCycle(t, m.system)
		var c genesis.Cycle
		eventually(t, 5*time.Minute, "the canary of "+id, func() bool {
			c, _ = try[genesis.Cycle](m.system, "/api/evolution/cycles/"+id)
			return c.Outcome != "" || c.Stage == genesis.StageCanary
		})
		if c.Outcome != "" {
			continue
		}
		before := get[genesis.LoopStats](t, m.system, "/api/stats")
		m.disconnect(t, "engine", 45*time.Second)
		m.checkCycle(t, id)
		after := get[genesis.LoopStats](t, m.system, "/api/stats")
		if after.BootID != before.BootID || after.Tick < before.Tick+45*20 {
			t.Errorf("the world was at tick %d of %s, and after the cut at %d of %s",
				before.Tick, before.BootID, after.Tick, after.BootID)
		}
		return
	}
	t.Error("eight cycles and none came to its canary")
}

// awaitTrials waits until each worker has completed a trial.
func (m *machines) awaitTrials(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for range 6 {
		id := triggerCycle(t, m.system)
		m.checkCycle(t, id)
		for identity := range trialWorkers(t, m.temporal, id) {
			seen[m.nameOf(identity)] = true
		}
		if len(seen) == len(m.workers) {
			t.Logf("%v have done trials since", slices.Sorted(maps.Keys(seen)))
			return
		}
	}
	t.Errorf("only %v did trials after the cuts", slices.Sorted(maps.Keys(seen)))
}

// output runs genesis on the engine's machine.
func (m *machines) output(t *testing.T, args ...string) (string, error) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	engine := m.net.machine("engine")
	args = engine.inNamespace(append([]string{path}, args...)...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Dir = append(slices.Clone(m.env), "GENESIS_DATA_DIR="+filepath.Join(m.dir, engine.name)), m.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
