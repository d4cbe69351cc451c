package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// house is a gateway on a real port with a store of its own.
type house struct {
	t      testing.TB
	server *Server
	redis  *miniredis.Miniredis
	store  *redisstore.Store // the store through which the engine and the worker write
	addr   string
	log    *journal
	stop   func() error
}

// start runs a gateway; adjust may change its configuration first.
func start(t testing.TB, adjust func(*Config)) *house {
	t.Helper()
	h := &house{t: t, redis: miniredis.NewMiniRedis(), log: &journal{}}
	must(t, h.redis.Start())
	t.Cleanup(h.redis.Close)
	h.store = h.connect()
	c := Config{Store: h.connect(), Addr: "127.0.0.1:0", Cycles: &cycles{}, TemporalUIURL: "http://ui", FreshFor: -1,
		Log: slog.New(slog.NewTextHandler(h.log, nil))}
	if adjust != nil {
		adjust(&c)
	}
	if fake, ok := c.Cycles.(*cycles); ok && c.Store.World() == "main" {
		fake.store = h.store
	}
	server, err := New(c)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	h.server, h.addr = server, l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }()
	h.stop = sync.OnceValue(func() error { cancel(); return <-served })
	t.Cleanup(func() { must(t, h.stop()) })
	return h
}

func (h *house) connect() *redisstore.Store {
	s, err := redisstore.Connect("redis://"+h.redis.Addr(), "main")
	must(h.t, err)
	h.t.Cleanup(func() { _ = s.Close() })
	return s
}

// journal collects what the server's goroutines log.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// cycles stands in for Temporal as the gateway sees it.
type cycles struct {
	mu       sync.Mutex
	err      error
	keys     []string
	triggers []genesis.EvolutionTrigger
	steered  []string
	down     bool
	idle     bool // there is no worker
	state    *genesis.SupervisorState
	running  string // id of the cycle that Temporal knows as running
	store    *redisstore.Store
}

func (c *cycles) Trigger(_ context.Context, world, key string, t genesis.EvolutionTrigger) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return "", c.err
	}
	c.keys, c.triggers = append(c.keys, key), append(c.triggers, t)
	return genesis.CycleID(world, len(c.keys)), nil
}

func (c *cycles) Cancel(ctx context.Context, id string, x genesis.Cancellation) error {
	if err := c.ended(ctx, id); err != nil {
		return err
	}
	c.steered = append(c.steered, strings.TrimSpace("cancel "+id+" "+x.By+" "+x.Reason))
	return c.err
}

func (c *cycles) Veto(ctx context.Context, id string, v genesis.Veto) error {
	if err := c.ended(ctx, id); err != nil {
		return err
	}
	c.steered = append(c.steered, "veto "+id+" "+v.By+": "+v.Reason)
	return c.err
}

func (c *cycles) Hint(ctx context.Context, id string, h genesis.Hint) error {
	if err := c.ended(ctx, id); err != nil {
		return err
	}
	c.steered = append(c.steered, "hint "+id+" "+h.By+": "+h.Text)
	return c.err
}

func (c *cycles) Approve(ctx context.Context, id string, a genesis.Approval) error {
	if err := c.ended(ctx, id); err != nil {
		return err
	}
	c.steered = append(c.steered, "approve "+id+" "+a.By+": "+a.Reason)
	return c.err
}

func (c *cycles) TriggerSource(ctx context.Context, world, key string, t genesis.EvolutionTrigger,
	by genesis.ByHand) (string, error) {
	c.steered = append(c.steered, fmt.Sprintf("source of %s, %d bytes, trial %v", by.TraitName, by.Source.Size,
		!by.SkipTrial))
	return c.Trigger(ctx, world, key, t)
}

func (c *cycles) Rerun(ctx context.Context, world, key string, in genesis.RerunRequest) (string, error) {
	c.steered = append(c.steered, fmt.Sprintf("rerun %s from %s by %s with %q", in.CycleID, in.From, in.By, in.Model))
	return c.Trigger(ctx, world, key, genesis.EvolutionTrigger{})
}

func (c *cycles) State(_ context.Context, world string) (genesis.SupervisorState, error) {
	switch {
	case c.down:
		return genesis.SupervisorState{}, genesis.Errorf(genesis.CodeUnavailable, "Temporal does not answer")
	case c.state == nil:
		return genesis.SupervisorState{}, genesis.Errorf(genesis.CodeNotFound, "no such workflow")
	}
	return *c.state, c.err
}

// ended answers like Temporal, which accepts no signals for a cycle that has ended or never existed.
func (c *cycles) ended(ctx context.Context, id string) error {
	if c.store == nil {
		return nil
	}
	if record, err := c.store.Cycle(ctx, id); err != nil || record.EndedAt != nil {
		return genesis.Errorf(genesis.CodeNotFound, "Temporal knows no such workflow, or it has ended")
	}
	return nil
}

func (c *cycles) Record(_ context.Context, id string) (genesis.Cycle, error) {
	if c.running != id {
		return genesis.Cycle{}, genesis.Errorf(genesis.CodeUnavailable, "no worker answers")
	}
	return genesis.Cycle{ID: id, World: "main", Stage: genesis.StageCanary, MutationIDs: []string{},
		Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemManual, Severity: genesis.SeverityLow,
			AffectedEntities: []string{}}}, nil
}

func (c *cycles) Runs(_ context.Context, id string) (bool, error) {
	if c.running != id {
		return false, genesis.Errorf(genesis.CodeNotFound, "no such workflow")
	}
	return true, nil
}

func (c *cycles) PauseEvolution(_ context.Context, world string, in genesis.PauseRequest) error {
	if c.err == nil {
		c.state = &genesis.SupervisorState{World: world, Next: 3, Paused: &genesis.Pause{PauseRequest: in,
			At: time.Unix(9, 0).UTC()}}
	}
	return c.err
}

func (c *cycles) ResumeEvolution(_ context.Context, world string, in genesis.PauseRequest) error {
	if c.err == nil {
		c.state = &genesis.SupervisorState{World: world, Next: 3, Running: "cycle-main-000002", CooldownUntil: time.Unix(99,
			0).UTC()}
	}
	return c.err
}

func (c *cycles) Rollback(_ context.Context, world string, in genesis.RollbackRequest) (genesis.RollbackReply, error) {
	c.steered = append(c.steered, "rollback "+in.MutationID+" "+in.By+": "+in.Reason)
	return genesis.RollbackReply{}, c.err
}

func (c *cycles) Pin(_ context.Context, world string, in genesis.PinRequest) error {
	c.steered = append(c.steered, fmt.Sprint("pin ", in.MutationID, " ", in.Pinned))
	return c.err
}

func (c *cycles) CycleHistory(_ context.Context, id string) (CycleHistory, error) {
	if c.down {
		return CycleHistory{}, genesis.Errorf(genesis.CodeUnavailable, "Temporal does not answer")
	}
	return CycleHistory{
		Steps: []TimelineStep{{AtSec: 0.5, TookSec: 1, Name: "Plan", About: "plan against manual", Attempt: 1, Result: id}},
		Vets: map[string]genesis.VetResult{"refused": {
			Mends: []string{"gofmt"}, Problems: []genesis.VetProblem{
				{Code: "import.forbidden", Line: 3, Col: 8, Message: "os can't be imported", Advice: "use trait and math"},
				{Code: "goroutine", Line: 9, Col: 2, Message: "go statements are not allowed"},
			},
		}},
		Readings: []genesis.Evidence{{Tick: 5, Benefit: 3, Harm: 0.1}, {Tick: 9, Benefit: 22, Harm: 0.01}},
	}, nil
}

func (c *cycles) CycleURL(id string) string { return "http://ui/" + id }

func (c *cycles) Bound(context.Context) error { return nil }

func (c *cycles) Ready(context.Context) error {
	if c.down {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal does not answer")
	}
	return nil
}

func (c *cycles) Working(context.Context) error {
	if c.down || c.idle {
		return genesis.Unavailable(partWorker, "no worker runs cycles")
	}
	return nil
}

// engine answers commands like an engine and returns those that it has received.
func (h *house) engine(answer func(command.Command) command.Reply) (seen func() []command.Command) {
	var mu sync.Mutex
	var list []command.Command
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	store := h.connect()
	ready := make(chan struct{})
	done.Go(func() {
		_ = store.ServeCommands(ctx, func(_ context.Context, c command.Command, reply func(command.Reply)) {
			if c.Kind() == "ready" {
				select {
				case <-ready:
				default:
					close(ready)
				}
				reply(command.Reply{})
				return
			}
			mu.Lock()
			defer mu.Unlock()
			list = append(list, c)
			reply(answer(c))
		})
	})
	h.t.Cleanup(func() { cancel(); done.Wait() })
	eventually(h.t, "the engine serves", func() bool {
		_, err := h.store.SendCommand(ctx, command.Command{Payload: command.Unknown{Name: "ready"}})
		return err == nil
	})
	return func() []command.Command { mu.Lock(); defer mu.Unlock(); return append([]command.Command{}, list...) }
}

// obey is an engine that carries out every command at tick 7.
func obey(command.Command) command.Reply { return command.Reply{Tick: 7, Generation: 2} }

// answering is an engine that gives the same answer to every query.
func answering(data any) func(command.Command) command.Reply {
	return func(command.Command) command.Reply { return command.Reply{Tick: 7, Data: data} }
}

// alive writes the state of a running engine.
func (h *house) alive() {
	ctx := h.t.Context()
	params := map[string]float64{}
	for _, p := range genesis.Params {
		params[p.Name] = p.Default
	}
	must(h.t, h.store.WriteParams(ctx, params))
	must(h.t, h.store.WriteTick(ctx, 300))
	must(h.t, h.store.WriteStats(ctx, genesis.LoopStats{Tick: 299, TargetHz: 62.5, AchievedHz: 62.4, EntityCount: 237,
		Resources: 12, BootID: "b", UptimeSec: 5, Overruns: 3, DecideSec: 1.25, FuelSpent: 1000, Faults: 2,
		MemoryBytes: 1 << 20, Generation: 1, Speed: 1}))
	must(h.t, h.store.WriteRegistry(ctx, 1, map[string]string{"graze": "mutations/trait_graze_v1.go"}))
	must(h.t, h.store.WriteModel(ctx, redisstore.Model{Name: "synth", Provider: "synth"}))
	_, err := h.store.WriteSnapshot(ctx, genesis.Snapshot{Tick: 300, EntityCount: 237, DominantTrait: "graze_v1"})
	must(h.t, err)
}

// reply is a response whose body has been read.
type reply struct {
	*http.Response
	body []byte
}

func (r reply) code(t testing.TB) genesis.Code {
	t.Helper()
	var p errorBody
	if err := json.Unmarshal(r.body, &p); err != nil || p.Error == nil {
		t.Fatalf("%s is not a refusal", r.body)
	}
	return p.Error.Code
}

var contractRouter = sync.OnceValues(func() (routers.Router, error) {
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.PlainBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// validated holds the operations that have had a successful response checked against the contract.
var validated sync.Map

// TestMain fails if no test has received a successful response of some operation. Only a run of all tests can check
// that.
func TestMain(m *testing.M) {
	status := m.Run()
	chosen := ""
	for _, name := range []string{"run", "skip", "fuzz", "list"} {
		chosen += flag.Lookup("test." + name).Value.String()
	}
	if status == 0 && chosen == "" {
		status = unseen()
	}
	os.Exit(status)
}

func unseen() (status int) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if _, seen := validated.Load(operation.OperationID); !seen && operation.OperationID != "stream" { // 101 has no body
				fmt.Printf("FAIL: no test has held a good response of %s %s (%s) against the contract\n", method, path,
					operation.OperationID)
				status = 1
			}
		}
	}
	return status
}

// call sends a request and checks the response against the contract.
func (h *house) call(method, path, body string, headers ...string) reply {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, "http://"+h.addr+path, strings.NewReader(body))
	must(h.t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	must(h.t, err)
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	must(h.t, err)
	h.contract(req, res, data)
	return reply{res, data}
}

func (h *house) contract(req *http.Request, res *http.Response, body []byte) {
	h.t.Helper()
	router, err := contractRouter()
	must(h.t, err)
	plain := req.Clone(req.Context())
	plain.Host, plain.URL.Host, plain.URL.Scheme = "", "", ""
	route, params, err := router.FindRoute(plain)
	if err != nil {
		return // not a path of the contract: a page, or nothing
	}
	err = openapi3filter.ValidateResponse(req.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: plain, PathParams: params, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err == nil && res.StatusCode < 300 {
		validated.Store(route.Operation.OperationID, true)
	}
	if err != nil {
		h.t.Fatalf("%s %s answers %d against the contract: %v\n%s", req.Method, req.URL.Path, res.StatusCode, err, body)
	}
}

// metric returns the value of one series of this world. The labels are given as /metrics prints them, except for the
// label world, which is always the last one.
func (h *house) metric(name string) float64 {
	h.t.Helper()
	world := fmt.Sprintf("world=%q}", h.store.World())
	if labelled, ok := strings.CutSuffix(name, "}"); ok {
		name = labelled + "," + world
	} else {
		name += "{" + world
	}
	for l := range strings.Lines(string(h.call("GET", "/metrics", "").body)) {
		if series, value, _ := strings.Cut(strings.TrimSpace(l), " "); series == name {
			v, err := strconv.ParseFloat(value, 64)
			must(h.t, err)
			return v
		}
	}
	h.t.Fatalf("/metrics has no %s", name)
	return 0
}

// get reads a 200 response into out.
func (h *house) get(path string, out any) reply {
	h.t.Helper()
	r := h.call("GET", path, "")
	if r.StatusCode != http.StatusOK {
		h.t.Fatalf("GET %s: %d %s", path, r.StatusCode, r.body)
	}
	must(h.t, json.Unmarshal(r.body, out))
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	wire := reflect.TypeFor[command.Command]().PkgPath()
	payloads := cmp.Exporter(func(t reflect.Type) bool { return t.PkgPath() == wire })
	if diff := cmp.Diff(want, got, payloads); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited 30 s in vain until %s", what)
}
