// Package gateway is the HTTP interface of a world: REST for reads and changes, a WebSocket for frames and the
// evolution feed, the contract of both (openapi.yaml, WIRE.md) and the built visualiser.
//
// It reads the world from Redis only, and changes it only by commands to the engine and by triggers to Temporal. It
// never imports the engine. Any number of gateways can serve one world.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Cycles starts and steers evolution cycles. It is the gateway's interface to Temporal. Requests with the same key
// start one cycle only. Errors have the code conflict (detail cycle_id) while a cycle runs, cooldown (detail
// retry_after_ms), not_found or unavailable.
type Cycles interface {
	Trigger(ctx context.Context, world, key string, t genesis.EvolutionTrigger) (cycleID string, err error)
	TriggerSource(ctx context.Context, world, key string, t genesis.EvolutionTrigger, by genesis.ByHand) (cycleID string,
		err error)
	Rerun(ctx context.Context, world, key string, in genesis.RerunRequest) (cycleID string, err error)

	Cancel(ctx context.Context, cycleID string, x genesis.Cancellation) error
	Veto(ctx context.Context, cycleID string, v genesis.Veto) error
	Hint(ctx context.Context, cycleID string, h genesis.Hint) error
	Approve(ctx context.Context, cycleID string, a genesis.Approval) error

	// State returns what the supervisor knows. The error has code not_found while none runs.
	State(ctx context.Context, world string) (genesis.SupervisorState, error)
	// Record returns what the workflow of a cycle knows about it.
	Record(ctx context.Context, cycleID string) (genesis.Cycle, error)
	// Runs reports whether a cycle runs. The error has code not_found if Temporal does not know it.
	Runs(ctx context.Context, cycleID string) (bool, error)
	PauseEvolution(ctx context.Context, world string, in genesis.PauseRequest) error
	ResumeEvolution(ctx context.Context, world string, in genesis.PauseRequest) error
	Rollback(ctx context.Context, world string, in genesis.RollbackRequest) (genesis.RollbackReply, error)
	Pin(ctx context.Context, world string, in genesis.PinRequest) error

	// CycleHistory returns the history of a cycle. The error has code not_found if it is neither in Temporal nor
	// archived.
	CycleHistory(ctx context.Context, cycleID string) (CycleHistory, error)
	// CycleURL returns the URL of the cycle's page in the Temporal UI.
	CycleURL(cycleID string) string
	// Bound returns an error if Temporal belongs to another system with another Redis. It is cheap.
	Bound(ctx context.Context) error
	// Ready returns an error while Temporal does not answer.
	Ready(ctx context.Context) error
	// Working returns an error while no worker runs cycles.
	Working(ctx context.Context) error
}

// Config configures a Server.
type Config struct {
	Store         *redisstore.Store
	Cycles        Cycles   // nil: triggers are unavailable
	Addr          string   // where Run listens, host:port
	Token         string   // bearer token for changes; empty: none is needed
	Open          bool     // allow changes without a token on a non-loopback address
	AllowedHosts  []string // host names that browsers may use; empty: as newHosts says
	Embedders     []string // origins whose pages may embed the visualiser
	Proxies       []string // addresses and networks whose X-Forwarded-For is trusted
	WebDir        string   // folder of the built visualiser; empty: none
	TemporalUIURL string
	MaxViewers    int               // 0: 2,000
	FreshFor      time.Duration     // how long an expensive answer is served again; 0: one second, below 0: never
	conns         int               // connections that may be open at once; 0: as many as there are files for
	Starting      func() []Starting // the parts that are still starting; nil: unknown
	Ancestors     []Ancestor        // the traits that the engine was built with
	Log           *slog.Logger

	Figures prometheus.Collector // more metrics for /metrics, such as those of the connection to Temporal; nil: none
}

// Server is one gateway of one world.
type Server struct {
	Config
	app        *fiber.App
	hub        *hub
	metrics    *metrics
	changes    *limiter
	triggers   *limiter
	vets       *limiter
	parts      *parts
	rejections rejectionLog
	answers    *answerCache
	census     shared[*census]
	newest     shared[*newest]
	trees      [len(treeSizes)]shared[*tree]
	cpu        cpuLimiter
	healthy    []byte // the answer of /healthz
	assets     assets
	reads      *limiter
	hosts      hosts
	started    time.Time
	upgrade    fiber.Handler                     // upgrades a request to a WebSocket
	reported   atomic.Pointer[genesis.LoopStats] // the last figures of an engine that was up
}

// The limits of one request.
const (
	maxBody     = 64 << 10
	maxHeader   = 8 << 10 // this buffer is kept for each viewer [bytes]
	readTime    = 10 * time.Second
	writeTime   = 15 * time.Second
	idleTime    = 60 * time.Second
	handlerTime = 8 * time.Second
	drainTime   = 5 * time.Second
)

// New creates a server. The error has code invalid if the address is open to other machines without a token or explicit
// permission.
func New(c Config) (*Server, error) {
	loopback, err := CheckBind(c.Addr, c.Token != "", c.Open)
	if err != nil {
		return nil, err
	}
	if c.MaxViewers == 0 {
		c.MaxViewers = 2000
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if err := checkFiles(openFiles()); err != nil {
		return nil, err
	}
	conns, viewers, enough := connLimits(openFiles(), c.MaxViewers)
	if c.conns == 0 {
		c.conns = conns
	}
	if !enough {
		c.Log.Warn("this process may open too few files for the viewers that GENESIS_MAX_VIEWERS allows: "+
			"raise the limit "+
			"(ulimit -n, LimitNOFILE= of systemd, ulimits of Docker) or lower GENESIS_MAX_VIEWERS",
			"files", openFiles(), "wanted", c.MaxViewers, "fit", viewers)
		c.MaxViewers = viewers
	}
	s := &Server{
		Config: c, hosts: newHosts(c, loopback), started: time.Now(),
		// A slider sends many changes in a row, whereas a person triggers few cycles.
		changes:  newLimiter(30, 60),
		cpu:      newCPULimiter(),
		triggers: newLimiter(0.2, 10),
		reads:    newLimiter(1000, 3000),
		vets:     newLimiter(1, 20), // an editor asks whenever its user stops typing
	}
	s.answers = newAnswerCache(c.FreshFor, s.cpu)
	s.assets.cpu, s.assets.fresh = s.cpu, s.answers.fresh
	if s.healthy, err = json.Marshal(map[string]string{"status": "ok", "world": c.Store.World(),
		"version": genesis.Version()}); err != nil {
		return nil, fmt.Errorf("encode the answer of /healthz: %w", err)
	}
	s.upgrade = s.upgrader()
	s.parts = newParts(s)
	s.metrics = newMetrics(s)
	s.hub = newHub(c.Store, c.MaxViewers, s.metrics, c.Log)
	s.app = fiber.New(fiber.Config{
		AppName: "AI-Genesis", ServerHeader: "", DisableStartupMessage: true, Immutable: true, CaseSensitive: true,
		BodyLimit: maxBody, ReadBufferSize: maxHeader, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		ErrorHandler: s.handleError, JSONEncoder: s.cpu.json,
		// Bodies are JSON. Multipart forms are disabled because the server would unpack them, and write them to disk,
		// before any handler could reject them.
		DisablePreParseMultipartForm: true,
		// Without proxies the header is not trusted. The leftmost valid address counts, so the proxy must set the
		// header and not append to it.
		EnableTrustedProxyCheck: true, TrustedProxies: c.Proxies, ProxyHeader: proxyHeader(c.Proxies),
		EnableIPValidation: true,
	})
	s.routes()
	s.app.Server().Handler = anyMethod(s.app.Server().Handler)
	s.app.Server().ErrorHandler = s.unreadable
	return s, nil
}

func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// Run listens on Addr and serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		_, port, _ := net.SplitHostPort(s.Addr)
		return genesis.Errorf(genesis.CodeConflict, "port %s is in use by another program: choose another one in "+
			"GENESIS_HTTP_ADDR (now %s)",
			port, s.Addr)
	}
	if err != nil {
		return fmt.Errorf("listen on GENESIS_HTTP_ADDR %s: %w", s.Addr, err)
	}
	return s.Serve(ctx, l)
}

// Serve serves on l until ctx ends. It then closes the viewers' connections, lets open requests finish and returns nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	door := newConnLimiter(l, s.conns, max(s.conns/2, 1), s.isProxy, s.Log)
	s.app.Server().ConnState = door.connState
	l = door
	var background sync.WaitGroup
	background.Go(func() { s.hub.run(ctx) })
	failed := make(chan error, 1)
	go func() { failed <- s.app.Listener(l) }()
	s.Log.Info("listening", "addr", l.Addr().String(), "world", s.Store.World())
	var err error
	select {
	case err = <-failed:
		s.hub.close("the gateway failed")
	case <-ctx.Done():
		s.hub.close("the gateway stops")
		err = s.drain(l, failed)
	}
	stop()
	background.Wait()
	return err
}

// drain lets open requests finish. It closes l itself too, because a server that has not begun to serve would not stop
// otherwise.
func (s *Server) drain(l net.Listener, failed <-chan error) error {
	if err := s.app.ShutdownWithTimeout(drainTime); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop the server: %w", err)
	}
	_ = l.Close() // usually already closed
	if err := <-failed; !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
