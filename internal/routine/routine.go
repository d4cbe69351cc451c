// Package routine executes the routine work of schedules in the process of a world's engine: it asks the supervisor for
// a cycle, or runs this program as a separate process to back up the world, so that the engine spends neither time nor
// memory on it.
package routine

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// heartbeatInterval is well below the heartbeat timeout in workflows/policies.go.
const heartbeatInterval = 5 * time.Second

// Work holds what the steps need.
type Work struct {
	Settings config.Settings
	Log      *slog.Logger
	Program  string   // path of this program
	Environ  []string // environment of its processes
}

// Serve serves the world's queue of routine work until ctx ends. While Temporal is unreachable, it retries.
func (w *Work) Serve(ctx context.Context) {
	said := ""
	for {
		err := w.serve(ctx)
		if ctx.Err() != nil {
			return
		}
		if now := fmt.Sprint(err); now != said {
			said = now
			w.Log.Info("no routine work is done", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
	}
}

func (w *Work) serve(ctx context.Context) error {
	c, err := supervisor.Dial(ctx, w.Settings, supervisor.WithLog(w.Log))
	if err != nil {
		return err
	}
	defer c.Close()
	store, err := redisstore.Connect(w.Settings.RedisAddress(), w.Settings.World)
	if err != nil {
		return err
	}
	defer store.Close()
	bound := binding.New(store, c, "")
	if err := bound.Bind(ctx); binding.Separate(err) {
		return err // the work belongs to another system
	}
	fatal := make(chan error, 1)
	served := worker.New(c.Temporal(), genesis.RoutineQueue(w.Settings.World), worker.Options{
		DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: 2, WorkerStopTimeout: 5 * time.Second,
		OnFatalError: func(err error) { fatal <- err }, MaxHeartbeatThrottleInterval: time.Second,
	})
	ask := func(ctx context.Context, in genesis.RoutineInput) (genesis.RoutineResult, error) {
		if err := bound.Guard(ctx); err != nil {
			return genesis.RoutineResult{}, withErrorType(err)
		}
		return askCycle(ctx, c, in)
	}
	served.RegisterActivityWithOptions(ask, activity.RegisterOptions{Name: genesis.ActAskCycle})
	served.RegisterActivityWithOptions(w.backup, activity.RegisterOptions{Name: genesis.ActBackup})
	if err := served.Start(); err != nil {
		return err
	}
	defer served.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-fatal:
		return err
	}
}

// askCycle asks the supervisor for a cycle. A repeated call returns the same cycle.
func askCycle(ctx context.Context, c *supervisor.Client, in genesis.RoutineInput) (out genesis.RoutineResult,
	err error) {
	problem := in.Problem
	if problem == "" {
		problem = genesis.ProblemManual
	}
	out.CycleID, err = c.Trigger(ctx, in.World, "schedule-"+in.Name+"-"+in.Key, genesis.EvolutionTrigger{
		ProblemType: problem, Severity: genesis.SeverityLow, Origin: genesis.OriginUser, By: "schedule " + in.Name,
		Reason: in.Reason,
	})
	return out, withErrorType(err)
}

// withErrorType sets the error's type to its code, for the retry policy.
func withErrorType(err error) error {
	if err == nil {
		return nil
	}
	return temporal.NewApplicationError(err.Error(), string(genesis.CodeOf(err)))
}

// backup makes the program back up its world, and removes all but the newest backups.
func (w *Work) backup(ctx context.Context, in genesis.RoutineInput) (out genesis.RoutineResult, err error) {
	dir := filepath.Join(w.Settings.DataDir, "backups")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return out, withErrorType(fmt.Errorf("make the folder of backups: %w", err))
	}
	file := filepath.Join(dir, fmt.Sprintf("genesis-%s-%s.tar.gz", w.Settings.World, time.Now().UTC().Format(stamp)))
	if err := w.run(ctx, "backup", file); err != nil {
		return out, withErrorType(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return out, withErrorType(fmt.Errorf("the backup was written and is not there: %w", err))
	}
	out.File, out.Bytes = file, info.Size()
	out.Removed, err = prune(dir, w.Settings.World, in.Keep)
	return out, withErrorType(err)
}

// run runs a command of this program and sends heartbeats meanwhile. The error is the last line of the command's
// output.
func (w *Work) run(ctx context.Context, args ...string) error {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, w.Program, args...)
	cmd.Env, cmd.Stderr, cmd.WaitDelay = w.Environ, &said, 5*time.Second
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // lets it remove incomplete files
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start genesis %s: %w", args[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err == nil {
				return nil
			}
			lines := strings.Split(strings.TrimSpace(said.String()), "\n")
			w.Log.Warn("routine work failed", "work", args[0], "said", said.String())
			return genesis.Errorf(genesis.CodeInternal, "genesis %s: %v: %s", args[0], err,
				strings.TrimPrefix(lines[len(lines)-1], "genesis: "))
		case <-time.After(heartbeatInterval):
			activity.RecordHeartbeat(ctx)
		}
	}
}

const stamp = "20060102-150405"

// prune removes all but the newest backups of a world from a folder. Files with other names are left alone.
func prune(dir, world string, keep int) (removed int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("look for older backups: %w", err)
	}
	ours := regexp.MustCompile(`^genesis-` + regexp.QuoteMeta(world) + `-\d{8}-\d{6}\.tar\.gz$`)
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && ours.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-keep)] {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return removed, fmt.Errorf("remove an older backup: %w", err)
		}
		removed++
	}
	return removed, nil
}
