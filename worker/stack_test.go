package worker_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/testsuite"
	tworker "go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
	"github.com/ai-genesis/ai-genesis/wire/command"
	"github.com/ai-genesis/ai-genesis/worker"
)

// dev is the Temporal dev server that the tests in this package share.
var dev = struct {
	once   sync.Once
	server *testsuite.DevServer
	err    error
}{}

// waiters is the number of tests with their own servers that run at once. They kill a part and wait, and use little
// processor time.
const waiters = "6"

func TestMain(m *testing.M) {
	if os.Getenv("GENESIS_TEST_WORKER") != "" {
		os.Exit(workerProcess())
	}
	flag.Parse()
	_ = flag.Set("test.parallel", waiters)
	code := m.Run()
	if dev.server != nil {
		_ = dev.server.Stop()
	}
	os.Exit(code)
}

// devServer returns the address of a real Temporal.
func devServer(t *testing.T) string {
	t.Helper()
	temporaltest.CLI(t)
	dev.once.Do(func() { dev.server, dev.err = temporaltest.Start(t) })
	if dev.err != nil {
		t.Fatal(dev.err)
	}
	return dev.server.FrontendHostPort()
}

// stack is everything but the worker: Temporal, Redis, an engine in its loop, and a scripted model.
type stack struct {
	t          *testing.T
	settings   config.Settings
	store      *redisstore.Store
	supervisor *supervisor.Client
	loop       *engine.Loop
	model      *script
	mutations  string
	redis      *miniredis.Miniredis
	sync       func() error // called by the engine between a step of a journey and its answer
	before     before       // called before each step
}

// before calls f with the name and the attempt of each step before it runs.
type before struct {
	interceptor.WorkerInterceptorBase
	f func(step string, attempt int32)
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (b *before) InterceptActivity(
	_ context.Context, next interceptor.ActivityInboundInterceptor,
) interceptor.ActivityInboundInterceptor {
	return &beforeStep{interceptor.ActivityInboundInterceptorBase{Next: next}, b}
}

type beforeStep struct {
	interceptor.ActivityInboundInterceptorBase
	b *before
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor.
func (s *beforeStep) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	if s.b.f != nil {
		s.b.f(activity.GetInfo(ctx).ActivityType.Name, activity.GetInfo(ctx).Attempt)
	}
	return s.Next.ExecuteActivity(ctx, in)
}

var (
	stacksLock sync.Mutex
	stacks     = map[string]int{} // number of stacks that a test has created
)

// worldOf names a separate world for each stack of each test, because they share a server. The seeds of its trials
// derive from the name, so a test gets the same random numbers each time, whatever else runs.
func worldOf(t *testing.T) string {
	stacksLock.Lock()
	defer stacksLock.Unlock()
	stacks[t.Name()]++
	sum := sha256.Sum256([]byte(t.Name()))
	return fmt.Sprintf("w%x-%d", sum[:4], stacks[t.Name()])
}

// newStack returns a stack with its own Redis. It shares Temporal and the queues, so its test cannot be parallel.
func newStack(t *testing.T) *stack {
	t.Helper()
	redis := miniredis.RunT(t)
	if err := redis.Set("genesis:id", "shared"); err != nil { // the stacks take turns in one namespace
		t.Fatal(err)
	}
	s := newStackAt(t, redis.Addr(), devServer(t))
	s.redis = redis
	return s
}

// newStackAt returns a stack with the Redis and the Temporal at the given addresses.
func newStackAt(t *testing.T, redis, temporal string) *stack {
	t.Helper()
	s := &stack{t: t, model: newScript(t), mutations: t.TempDir(), sync: func() error { return nil }}
	var err error
	s.settings, err = config.Load([]string{
		"GENESIS_WORLD=" + worldOf(t), "GENESIS_TEMPORAL_ADDRESS=" + temporal,
		"GENESIS_REDIS_URL=redis://" + redis + "/0", "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL=" + s.model.URL,
		"GENESIS_OLLAMA_MODEL=scripted", "GENESIS_TRIAL_PAIRS=2", "GENESIS_TRIAL_MAX_PAIRS=2", "GENESIS_TRIAL_TICKS=300",
		"GENESIS_CANARY_TICKS=300",
		"GENESIS_TICK_RATE_MS=4", "GENESIS_EVOLUTION_COOLDOWN_SEC=0",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if s.store, err = redisstore.Open(t.Context(), s.settings.RedisURL, s.settings.World); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.store.Close() })
	if s.supervisor, err = supervisor.Dial(t.Context(), s.settings); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.supervisor.Close)
	t.Cleanup(s.abandon)
	s.runEngine()
	return s
}

// abandon ends what the test left running, so that the worker of the next test does not adopt it.
func (s *stack) abandon() {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	state, err := s.supervisor.State(ctx, s.settings.World)
	if err != nil {
		return // there was no cycle
	}
	_ = s.supervisor.Temporal().TerminateWorkflow(ctx, genesis.SupervisorID(s.settings.World), "", "the test is over")
	if state.Running != "" {
		_ = s.supervisor.Temporal().TerminateWorkflow(ctx, state.Running, "", "the test is over")
	}
}

// grown is a world in which the trait of the scripted model always passes its trial: none of 500 trials with different
// seeds rejected it. At other moments in the life of a world it may fail by chance.
var grown = sync.OnceValues(func() ([]byte, error) {
	p := engine.NewParams()
	p.Set("tick_rate_ms", 4) // four times as fast as in production
	e := engine.New(p, 1, engine.Options{Loader: sandbox.New(sandbox.DefaultLimits)})
	defer e.Close()
	for range 3800 {
		e.Tick(engine.Input{})
	}
	return e.Freeze().Checkpoint()
})

// runEngine runs the grown world and serves its queue. The world stands still until the model is asked, so that the
// first cycle observes and forks it at the same tick, however busy the machine is.
func (s *stack) runEngine() {
	s.t.Helper()
	checkpoint, err := grown()
	if err != nil {
		s.t.Fatal(err)
	}
	e, err := engine.Restore(checkpoint, engine.Options{Loader: sandbox.New(worker.Limits(s.settings))})
	if err != nil {
		s.t.Fatal(err)
	}
	s.loop = engine.NewLoop(e, engine.LoopOptions{BootID: "boot"})
	ctx, stop := context.WithCancel(context.WithoutCancel(s.t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); _ = s.loop.Run(ctx) }()
	s.rest()
	w := tworker.New(s.supervisor.Temporal(), genesis.EngineQueue(s.settings.World), tworker.Options{
		DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: 1, WorkerStopTimeout: time.Second,
		Interceptors: []interceptor.WorkerInterceptor{&activities.Interceptor{}, &s.before},
	})
	worker.RegisterEngine(w, &activities.Engine{
		World: s.settings.World, BootID: "boot", Loop: s.loop, Store: s.store, MutationsDir: s.mutations, Versions: 3,
		Sync: func() error { return s.sync() },
		Mirror: func(ctx context.Context) error { // as the engine's process does
			var r engine.Registry
			if err := s.loop.Inspect(ctx, func(world *engine.Engine) { r = world.Registry() }); err != nil {
				return err
			}
			return s.store.WriteRegistry(ctx, r.Generation, r.Files(s.settings.World))
		},
	})
	if err := w.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { w.Stop(); stop(); <-done })
}

// rest stops the world until the model is asked.
func (s *stack) rest() {
	s.t.Helper()
	s.tell(command.Pause{})
	s.model.mu.Lock()
	defer s.model.mu.Unlock()
	s.model.awaken = sync.OnceFunc(func() { s.tell(command.Resume{}) })
}

// tell sends the loop a command without arguments.
func (s *stack) tell(p command.Payload) {
	if _, err := s.loop.Do(s.t.Context(), command.Command{Payload: p}); err != nil && s.t.Context().Err() == nil {
		s.t.Errorf("%s: %v", p.Kind(), err)
	}
}

// work runs a worker in this process until the test ends.
func (s *stack) work() { s.t.Cleanup(s.working()) }

// working runs a worker in this process until end is called.
func (s *stack) working() (end func()) {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(s.t.Context()))
	done := make(chan error, 1)
	go func() {
		done <- worker.Run(ctx, worker.Options{Settings: s.settings, Store: s.store, Supervisor: s.supervisor,
			Log:          slog.New(slog.NewTextHandler(s.t.Output(), nil)),
			Interceptors: []interceptor.WorkerInterceptor{&s.before}})
	}()
	return func() {
		stop()
		if err := <-done; err != nil {
			s.t.Errorf("the worker ended with %v", err)
		}
	}
}

// trigger starts a cycle as a person would.
func (s *stack) trigger(key string) string {
	s.t.Helper()
	id, err := s.request(key, genesis.EvolutionTrigger{
		ProblemType: genesis.ProblemManual, Origin: genesis.OriginUser, Reason: "test",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// request triggers like a client with a key, which repeats the request while the supervisor does not answer. A worker
// that stops can take a task of Temporal's with it, and Temporal gives that task to another worker only after ten
// seconds, longer than a call waits.
func (s *stack) request(key string, in genesis.EvolutionTrigger) (id string, err error) {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		id, err = s.supervisor.Trigger(s.t.Context(), s.settings.World, key, in)
		if genesis.CodeOf(err) != genesis.CodeUnavailable {
			break
		}
	}
	return id, err
}

// end waits for the end of a cycle and returns its record.
func (s *stack) end(id string, within time.Duration) (genesis.Cycle, error) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), within)
	defer stop()
	eventually(s.t, id+" starts", within, func() bool {
		_, err := s.supervisor.Temporal().DescribeWorkflow(ctx, id, "")
		return err == nil
	})
	closed := s.supervisor.Temporal().GetWorkflow(ctx, id, "").Get(ctx, nil)
	if ctx.Err() != nil {
		c, _ := s.store.Cycle(s.t.Context(), id)
		s.t.Fatalf("%s has not ended within %v: stage %s, %s", id, within, c.Stage, c.Reason)
	}
	c, err := s.store.Cycle(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c, closed
}

// loaded lists the generated traits in the engine.
func (s *stack) loaded() (traits []genesis.LoadedTrait) {
	s.t.Helper()
	if err := s.loop.Inspect(s.t.Context(), func(e *engine.Engine) {
		for _, t := range e.Registry().Traits {
			if t.Generated {
				traits = append(traits, t)
			}
		}
	}); err != nil {
		s.t.Fatal(err)
	}
	return traits
}

// script is a model that gives scripted answers through Ollama's API.
type script struct {
	*httptest.Server
	mu    sync.Mutex
	plans int
	codes int

	awaken func() // called when the model is asked
	held   chan struct{}
	plan   func(n int) string
	code   func(ctx context.Context, n int) string
}

const seek = "func Execute(m *trait.Molbot) {\n\tif food, ok := m.NearestFood(150); ok " +
	"{\n\t\tm.ThrustToward(food.DX, food.DY, 0.8)\n\t}\n\tm.Eat()\n}"

func newScript(t *testing.T) *script {
	s := &script{
		plan: func(n int) string {
			return fmt.Sprintf(`{"action_type":"new_trait","trait_name":"Seeker%c","description":"seek the nearest food"}`,
				'A'+rune(n))
		},
		code: func(context.Context, int) string { return "```go\n" + seek + "\n```" },
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// hold makes the model wait until hang is closed.
func (s *script) hold(hang chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = hang
}

func (s *script) asked() (plans, codes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plans, s.codes
}

func (s *script) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/version" {
		_ = json.NewEncoder(w).Encode(map[string]string{"version": "0.17.4"})
		return
	}
	var asked struct {
		Messages []struct{ Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Messages) == 0 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	planning := strings.HasPrefix(asked.Messages[0].Content, "You are the Architect")
	s.mu.Lock()
	s.awaken()
	n := s.codes
	if planning {
		n = s.plans
		s.plans++
	} else {
		s.codes++
	}
	s.mu.Unlock()
	s.mu.Lock()
	held := s.held
	s.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-r.Context().Done():
		}
	}
	var answer string
	if planning {
		answer = s.plan(n)
	} else {
		answer = s.code(r.Context(), n)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"model": "scripted", "message": map[string]string{"content": answer}, "done": true, "done_reason": "stop",
	})
}

// workerProcess runs this test binary as a separate worker, so that a test can kill it.
func workerProcess() int {
	ctx := context.Background()
	s, err := config.Load(strings.Split(os.Getenv("GENESIS_TEST_WORKER"), "\n"), "")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	store, err := redisstore.Open(ctx, s.RedisURL, s.World)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	c, err := supervisor.Dial(ctx, s)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	err = worker.Run(ctx,
		worker.Options{Settings: s, Store: store, Supervisor: c, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// dial returns a client with the current settings.
func (s *stack) dial() *supervisor.Client {
	s.t.Helper()
	c, err := supervisor.Dial(s.t.Context(), s.settings)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	return c
}

func asGenesis(t *testing.T, err error) *genesis.Error {
	t.Helper()
	e, ok := errors.AsType[*genesis.Error](err)
	if !ok {
		t.Fatalf("%v is no *genesis.Error", err)
	}
	return e
}

// know records a program as if an earlier cycle had written it.
func (s *stack) know(body string) {
	s.t.Helper()
	s.record("older", fileOf("older", body))
}

// bear gives every molbot of the world a trait as if an earlier cycle had kept it.
func (s *stack) bear(name, body string) {
	s.t.Helper()
	file := fileOf(name, body)
	load := command.Load{Name: name, Version: 1, MutationID: genesis.MutationID(name, 1), Source: file, Adoption: 1}
	for _, p := range []command.Payload{
		load, command.Adopt{Trait: load.Ref(), Share: 1}, command.Keep{Trait: load.Ref()},
	} {
		if _, err := s.loop.Do(s.t.Context(), command.Command{Payload: p}); err != nil {
			s.t.Fatalf("%s: %v", p.Kind(), err)
		}
	}
	s.record(name, file)
}

func fileOf(name, body string) string {
	return "//go:build ignore\n\n// Older: it.\npackage " + name +
		"\n\nimport \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n" + body + "\n"
}

func (s *stack) record(name, file string) {
	s.t.Helper()
	ref, err := s.store.PutBlob(s.t.Context(), []byte(file), 0)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.SaveMutation(s.t.Context(), genesis.Mutation{
		ID: genesis.MutationID(name, 1), TraitName: name, Version: 1, Status: genesis.StatusApplied, Hash: ref.SHA256,
		CanonicalHash: sandbox.Vet([]byte(file), sandbox.Options{}).CanonicalHash, CycleID: genesis.CycleID(s.settings.World,
			900),
	}); err != nil {
		s.t.Fatal(err)
	}
}
