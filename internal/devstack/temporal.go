package devstack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// defaultUIURL is the default of GENESIS_TEMPORAL_UI_URL. Any other value was set by the user and is kept.
const defaultUIURL = "http://127.0.0.1:8233"

const (
	temporalReadyIn   = time.Minute
	givenPollInterval = time.Second // interval at which an unreachable given server is polled
)

// claimTemporal settles Temporal's address before the parts that need it start: either the given address, or free ports
// of this machine. It also looks for the CLI; startTemporal builds it if it is missing.
func (s *stack) claimTemporal(ctx context.Context) error {
	if given := s.Settings.TemporalAddress; given != "" {
		s.temporalErr = dialTemporal(ctx, given, s.Settings.TemporalNamespace)
		s.addNote("Temporal", given+" (given)")
		return nil
	}
	port, err := claimPort(s.Settings.UpTemporalPort, "GENESIS_UP_TEMPORAL_PORT", "Temporal")
	if err != nil {
		return err
	}
	uiPort, err := claimPort(s.Settings.UpTemporalUIPort, "GENESIS_UP_TEMPORAL_UI_PORT", "the Temporal UI")
	if err != nil {
		return err
	}
	s.cli, err = findTemporal(ctx, s.Settings.DataDir)
	if err != nil {
		return err
	}
	s.mustBuild = s.cli == ""
	s.temporalPort, s.temporalUIPort = port, uiPort
	s.env["GENESIS_TEMPORAL_ADDRESS"] = loopback(port)
	ui := "http://" + loopback(uiPort)
	if s.Settings.TemporalUIURL != defaultUIURL {
		ui = s.Settings.TemporalUIURL
	}
	s.env["GENESIS_TEMPORAL_UI_URL"] = ui
	s.addNote("Temporal UI", ui)
	return nil
}

// startTemporal starts the dev server on a database file and waits until it answers. If an address is given, it waits
// without limit instead: the user starts that server, and the world runs meanwhile.
func (s *stack) startTemporal(ctx context.Context) error {
	if given := s.Settings.TemporalAddress; given != "" {
		for s.temporalErr != nil {
			if err := pause(ctx, givenPollInterval); err != nil {
				return err
			}
			s.temporalErr = dialTemporal(ctx, given, s.Settings.TemporalNamespace)
		}
		return nil
	}
	args := temporalArgs(s.Settings.DataDir, s.Settings.TemporalNamespace, s.temporalPort, s.temporalUIPort)
	c, err := s.child(partTemporal, s.cli, args)
	if err != nil {
		return err
	}
	c.stop = syscall.SIGINT
	if err := s.run(c); err != nil {
		return err
	}
	return s.waitUntilReady(ctx, c, temporalReadyIn, func(ctx context.Context) error {
		return dialTemporal(ctx, loopback(s.temporalPort), s.Settings.TemporalNamespace)
	})
}

// temporalArgs returns the arguments that the SDK's testsuite.StartDevServer uses, plus ports, a database file and two
// corrections. A dev server has one shard, whose default limit of 20 transfer tasks per second is spent by ten
// activities in sequence. And without a write-ahead log, a reader of the database file (a backup, sqlite3) that takes
// some seconds makes a commit of the server fail, after which the server never commits again.
func temporalArgs(data, namespace string, port, uiPort int) []string {
	return []string{
		"server", "start-dev", "--ip", "127.0.0.1", "--port", strconv.Itoa(port), "--ui-port", strconv.Itoa(uiPort),
		"--namespace", namespace, "--db-filename", filepath.Join(data, "temporal.db"), "--log-level", "warn",
		"--dynamic-config-value", "frontend.enableServerVersionCheck=false",
		"--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000", "--sqlite-pragma", "journal_mode=wal",
	}
}

// dialTemporal returns nil if the server at address answers and has the namespace.
func dialTemporal(ctx context.Context, address, namespace string) error {
	return withTemporal(ctx, address, namespace, func(ctx context.Context, c client.Client) error {
		_, err := c.CheckHealth(ctx, &client.CheckHealthRequest{})
		return err
	})
}

// missingWorker asks Temporal whether a worker polls for cycles. It returns nothing if one does.
func (s *stack) missingWorker(ctx context.Context) []string {
	address, namespace := s.temporalAddress(), s.Settings.TemporalNamespace
	err := withTemporal(ctx, address, namespace, func(ctx context.Context, c client.Client) error {
		queue, err := c.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
			Namespace: namespace, TaskQueue: &taskqueue.TaskQueue{Name: genesis.QueueCycles},
			TaskQueueType: enums.TASK_QUEUE_TYPE_WORKFLOW,
		})
		if err == nil && len(queue.GetPollers()) == 0 {
			err = errors.New("nobody polls")
		}
		return err
	})
	if err != nil {
		return []string{partWorker}
	}
	return nil
}

func (s *stack) temporalAddress() string {
	return cmp.Or(s.env["GENESIS_TEMPORAL_ADDRESS"], s.Settings.TemporalAddress)
}

func (s *stack) temporalUI() string {
	return cmp.Or(s.env["GENESIS_TEMPORAL_UI_URL"], s.Settings.TemporalUIURL)
}

func withTemporal(ctx context.Context, address, namespace string, f func(context.Context, client.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	o, err := temporalclient.Options(config.Settings{TemporalAddress: address, TemporalNamespace: namespace}, "",
		slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	c, err := client.DialContext(ctx, o)
	if err != nil {
		return err
	}
	defer c.Close()
	return f(ctx, c)
}

// executable reports whether path is an executable file.
func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func missingTemporal(why string) error {
	return genesis.Errorf(genesis.CodeUnavailable, "%s; install the Temporal CLI (https://docs.temporal.io/cli), "+
		"or set GENESIS_TEMPORAL_ADDRESS to a running server", why)
}

func elapsed(since time.Time) string { return fmt.Sprint(time.Since(since).Round(time.Second)) }
