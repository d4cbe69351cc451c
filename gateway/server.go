// Package gateway is the HTTP door of a world: REST for questions and changes, a WebSocket for frames and the evolution
// feed, the contract of both (openapi.yaml, WIRE.md) and the built visualiser.
//
// It knows the world through Redis alone and changes it only by commands to the engine and triggers to Temporal. It
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

// Cycles starts and steers evolution cycles: Temporal, seen from here. A cycle that is asked for with the same key
// twice starts once. Errors have code conflict (detail cycle_id) while a cycle runs, cooldown (detail retry_after_ms),
// not_found or unavailable.
type Cycles interface {
	Trigger(ctx context.Context, world, key string, t genesis.EvolutionTrigger) (cycleID string, err error)
	TriggerSource(ctx context.Context, world, key string, t genesis.EvolutionTrigger, by genesis.ByHand) (cycleID string,
		err error)
	Rerun(ctx context.Context, world, key string, in genesis.RerunRequest) (cycleID string, err error)

	Cancel(ctx context.Context, cycleID string, x genesis.Cancellation) error
	Veto(ctx context.Context, cycleID string, v genesis.Veto) error
	Hint(ctx context.Context, cycleID string, h genesis.Hint) error
	Approve(ctx context.Context, cycleID string, a genesis.Approval) error

	// State is what the supervisor knows. The error has code not_found while none runs.
	State(ctx context.Context, world string) (genesis.SupervisorState, error)
	// Record is what the workflow of a cycle knows of it.
	Record(ctx context.Context, cycleID string) (genesis.Cycle, error)
	// Runs reports whether a cycle runs. The error has code not_found if Temporal does not know it.
	Runs(ctx context.Context, cycleID string) (bool, error)
	PauseEvolution(ctx context.Context, world string, in genesis.PauseRequest) error
	ResumeEvolution(ctx context.Context, world string, in genesis.PauseRequest) error
	Rollback(ctx context.Context, world string, in genesis.RollbackRequest) (genesis.RollbackReply, error)
	Pin(ctx context.Context, world string, in genesis.PinRequest) error

	// CycleHistory is what happened in a cycle. The error has code not_found if nobody knows it any more.
	CycleHistory(ctx context.Context, cycleID string) (CycleHistory, error)
	// CycleURL is the cycle's page in the Temporal UI.
	CycleURL(cycleID string) string
	// Bound returns an error while Temporal is another system's, with another Redis. It is cheap.
	Bound(ctx context.Context) error
	// Ready returns an error while Temporal does not answer.
	Ready(ctx context.Context) error
	// Working returns an error while no worker carries out cycles.
	Working(ctx context.Context) error
}

// Config is what a Server needs.
type Config struct {
	Store         *redisstore.Store
	Cycles        Cycles   // nil: triggers are unavailable
	Addr          string   // where Run listens, host:port
	Token         string   // bearer token for changes; empty: none is needed
	Open          bool     // allow changes without a token on a non-loopback address
	AllowedHosts  []string // names under which browsers may come; empty: as newHosts says
	Embedders     []string // origins whose pages may show the visualiser in a frame
	Proxies       []string // addresses and networks whose X-Forwarded-For is believed
	WebDir        string   // the built visualiser; empty: none
	TemporalUIURL string
	MaxViewers    int               // 0: 2,000
	FreshFor      time.Duration     // how long an answer that cost much is given again; 0: a second, below 0: not at all
	conns         int               // that may be open at once; 0: as many as there are files for
	Starting      func() []Starting // the parts that are still being prepared; nil: nobody knows
	Ancestors     []Ancestor        // the traits that the engine was built with
	Log           *slog.Logger

	Figures prometheus.Collector // more of them for /metrics, as those of the connection to Temporal; nil: none
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
	cpu        cpuLimiter
	healthy    []byte // the answer of /healthz
	assets     assets
	reads      *limiter
	hosts      hosts
	started    time.Time
	upgrade    fiber.Handler                     // of a WebSocket
	reported   atomic.Pointer[genesis.LoopStats] // the last figures of an engine that was there
}

// The limits of one request.
const (
	maxBody     = 64 << 10
	maxHeader   = 8 << 10 // kept for each viewer
	readTime    = 10 * time.Second
	writeTime   = 15 * time.Second
	idleTime    = 60 * time.Second
	handlerTime = 8 * time.Second
	drainTime   = 5 * time.Second
)

// New makes a server. The error has code invalid when the address is open to others without a token or permission.
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
		c.Log.Warn("fewer viewers fit in than GENESIS_MAX_VIEWERS says, since this process may open too few files: "+
			"raise the limit "+
			"(ulimit -n, LimitNOFILE= of systemd, ulimits of Docker) or lower GENESIS_MAX_VIEWERS",
			"files", openFiles(), "wanted", c.MaxViewers, "fit", viewers)
		c.MaxViewers = viewers
	}
	s := &Server{
		Config: c, hosts: newHosts(c, loopback), started: time.Now(),
		// A slider sends many changes; a person does not force many cycles.
		changes:  newLimiter(30, 60),
		cpu:      newCPULimiter(),
		triggers: newLimiter(0.2, 10),
		reads:    newLimiter(1000, 3000),
		vets:     newLimiter(1, 20), // an editor asks when its person stops typing
	}
	s.answers = newAnswerCache(c.FreshFor, s.cpu)
	s.assets.cpu, s.assets.fresh = s.cpu, s.answers.fresh
	if s.healthy, err = json.Marshal(map[string]string{"status": "ok", "world": c.Store.World(),
		"version": genesis.Version()}); err != nil {
		return nil, fmt.Errorf("put the answer of /healthz into words: %w", err)
	}
	s.upgrade = s.upgrader()
	s.parts = newParts(s)
	s.metrics = newMetrics(s)
	s.hub = newHub(c.Store, c.MaxViewers, s.metrics, c.Log)
	s.app = fiber.New(fiber.Config{
		AppName: "AI-Genesis", ServerHeader: "", DisableStartupMessage: true, Immutable: true, CaseSensitive: true,
		BodyLimit: maxBody, ReadBufferSize: maxHeader, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		ErrorHandler: s.handleError, JSONEncoder: s.cpu.json,
		// Bodies are JSON; a form would be unpacked, and written to disk, before any handler could refuse it.
		DisablePreParseMultipartForm: true,
		// Without proxies no header is believed. The leftmost valid address counts, so the proxy must set the header
		// and not append to it.
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
		return genesis.Errorf(genesis.CodeConflict, "port %s is taken by another program: choose another one in "+
			"GENESIS_HTTP_ADDR (now %s)",
			port, s.Addr)
	}
	if err != nil {
		return fmt.Errorf("listen on GENESIS_HTTP_ADDR %s: %w", s.Addr, err)
	}
	return s.Serve(ctx, l)
}

// Serve serves on l until ctx ends, then says goodbye to the viewers, lets requests finish and returns nil.
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

// drain lets requests under way end. It closes l itself too: a server that has not begun to listen yet would not stop.
func (s *Server) drain(l net.Listener, failed <-chan error) error {
	if err := s.app.ShutdownWithTimeout(drainTime); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop the server: %w", err)
	}
	_ = l.Close() // closed before in most cases
	if err := <-failed; !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
