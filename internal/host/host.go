// Package host is the process around the engine: it restores the world from its checkpoint and journal, runs the loop,
// mirrors the world to Redis, executes commands from Redis and activities from Temporal, and saves everything when it
// stops. The loss of Redis or Temporal never stops the world.
package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/wire/command"
	"github.com/ai-genesis/ai-genesis/worker"
)

// Host is the process of one engine.
type Host struct {
	settings config.Settings
	store    *redisstore.Store
	log      *slog.Logger
	boot     string
	temporal string                  // address of the frontend
	figures  *temporalclient.Metrics // metrics of its connection to Temporal

	lock       *os.File // lock on the world's folder, held while this process may write to it
	kept       *checkpoints
	journal    *journal
	loop       *engine.Loop
	pub        *publisher
	disk       trouble            // what the disk refuses
	gone       time.Time          // time at which the world's folder went missing
	startTick  uint64             // tick at which this process restored the world
	generation int64              // the registry's generation when this process began
	params     map[string]float64 // as last written to Redis
	copiedAt   atomic.Int64       // when the checkpoint was last copied to Redis [Unix ns]
	overMemory bool               // the loaded traits use more memory than configured
	saving     sync.Mutex         // serialises checkpoints
	saved      mark               // the world as last saved, with the journal entry of its hash; guarded by saving
	refused    []engine.Trip      // traits that the current sandbox rejected at the start, for the feed
	answers    answerLog          // guarded by saving
	recalled   []command.Reply    // replies of earlier processes to commands that may be repeated

	// Questions are answered concurrently to the stream of commands. Each pool runs only a few at a time, so that the
	// loop is never delayed for long.
	questions, vets, films *questionPool
}

// Run runs one world until ctx ends or a soft restart is due; in both cases it saves the world and returns nil. The
// error has code conflict if another engine runs the world.
func Run(ctx context.Context, s config.Settings, log *slog.Logger) error {
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.CheckVersion(ctx); err != nil {
		return err
	}
	h := &Host{
		settings: s, store: store, log: log, boot: uuid.NewString(), temporal: s.TemporalFrontend(),
		figures:   temporalclient.NewMetrics(),
		questions: newQuestionPool(2, 30), vets: newQuestionPool(1, 7), films: newQuestionPool(1, 15),
	}
	hide, err := worker.ShowMetrics("GENESIS_ENGINE_METRICS_ADDR", s.EngineMetricsAddr, s.World, h.figures, log)
	if err != nil {
		return err
	}
	defer hide()
	if err := h.open(ctx); err != nil {
		return err
	}
	defer h.close()
	return h.serve(ctx)
}

// open acquires the world's lease, opens its files and restores its state.
func (h *Host) open(ctx context.Context) error {
	if err := h.takeLease(ctx); err != nil {
		return err
	}
	h.store.ReportClock(ctx, h.log)
	dir := WorldDir(h.settings)
	var err error
	if h.kept, err = openCheckpoints(dir, h.log); err != nil {
		return disk.Explain(err, dir)
	}
	if h.lock, err = lockWorld(dir); err != nil {
		return disk.Explain(err, dir)
	}
	if err := writable(h.settings.MutationsDir, h.log); err != nil {
		return errors.Join(err, h.lock.Close())
	}
	if h.journal, err = openJournal(dir, h.log); err != nil {
		return errors.Join(disk.Explain(err, dir), h.lock.Close())
	}
	world, err := h.restore(ctx)
	if err != nil {
		return errors.Join(err, h.journal.close(), h.lock.Close())
	}
	h.startTick, h.generation = world.Now(), world.Registry().Generation
	h.pub = newPublisher(h.store, h.settings.World, h.log)
	h.disk.log, h.disk.feed = h.log, h.pub.feed
	if h.pub.film, err = openFilm(h.settings, h.log); err != nil {
		return errors.Join(err, h.journal.close(), h.lock.Close())
	}
	for _, trip := range h.refused {
		h.pub.Tripped(trip)
	}
	h.loop = engine.NewLoop(world, engine.LoopOptions{
		Sink: h.pub, Journal: h.journal, BootID: h.boot,
		Entities:   time.Duration(h.settings.MirrorIntervalSec * float64(time.Second)),
		TickBudget: time.Duration(h.settings.TickTimeBudgetSec * float64(time.Second)),
	})
	h.loop.Remember(h.recalled...)
	return nil
}

func (h *Host) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := errors.Join(h.journal.close(), h.lock.Close(), h.store.ReleaseEngine(ctx, h.boot)); err != nil {
		h.log.Warn("close", "error", err)
	}
}

// serve runs the loop and everything around it. The loop ends last, so that the other goroutines can still use it while
// they stop.
func (h *Host) serve(ctx context.Context) error {
	around, stopAround := context.WithCancelCause(ctx)
	defer stopAround(nil)
	looping, stopLoop := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLoop()
	loopDone := make(chan error, 1)
	go func() { loopDone <- h.loop.Run(looping) }()

	group, inner := errgroup.WithContext(around)
	group.Go(func() error { return h.publish(inner) })
	group.Go(func() error { return h.serveCommands(inner) })
	group.Go(func() error { return h.serveActivities(inner) })
	group.Go(func() error { return h.keepLease(inner) })
	group.Go(func() error { return h.keepIdentity(inner) })
	group.Go(func() error { return h.refreshRequested(inner) })
	group.Go(func() error { return h.saveOnTimer(inner) })
	group.Go(func() error { return h.syncJournal(inner) })
	group.Go(func() error { return h.pub.film.run(inner, h.log) })
	group.Go(func() error { return h.watchRate(inner) })
	group.Go(func() error { return h.softRestart(inner, stopAround) })
	h.log.Info("the world runs", "world", h.settings.World, "boot", h.boot, "tick", h.startTick)
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if genesis.CodeOf(err) != genesis.CodeConflict { // a world that another engine has taken over must not be written
		err = errors.Join(err, h.saveAtShutdown(stopReason(around)))
	}
	stopLoop()
	if loopErr := <-loopDone; !errors.Is(loopErr, context.Canceled) {
		err = errors.Join(err, loopErr)
	}
	return err
}

func stopReason(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), errSoftRestart) {
		return "soft restart"
	}
	return "stop"
}

func (h *Host) engineOptions() engine.Options {
	return engine.Options{
		Loader:           sandbox.Narrow(h.vetOptions()),
		SnapshotInterval: h.settings.SnapshotIntervalTicks,
		MaxTraits:        h.settings.MaxActiveTraits,
		Lenient:          true, // the world must start even if the rules became stricter; see dropRefused
	}
}

func (h *Host) limits() sandbox.Limits {
	return sandbox.Limits{
		Timeout: time.Duration(h.settings.TraitTimeoutSec * float64(time.Second)),
		Runtime: sandbox.Runtime(h.settings.TraitRuntime),
	}
}

// paramSettings returns the parameters of a new world that the settings define.
func paramSettings(s config.Settings) map[string]float64 {
	walls := 0.0
	if s.WorldEdge == "walls" {
		walls = 1
	}
	return map[string]float64{
		"world_walls": walls,
		"world_width": float64(s.WorldWidth), "world_height": float64(s.WorldHeight),
		"gravity": s.Gravity, "friction": s.Friction, "resource_spawn_rate": s.SpawnRate, "temperature": s.Temperature,
		"max_entities": float64(s.MaxEntities), "min_population": float64(s.MinPopulation),
		"tick_rate_ms": float64(s.TickRateMs),
	}
}

// asError converts err to the shared error type.
func asError(err error) *genesis.Error {
	if e, ok := errors.AsType[*genesis.Error](err); ok {
		return e
	}
	return genesis.Errorf(genesis.CodeInternal, "%v", err)
}

var errSoftRestart = fmt.Errorf("soft restart")
