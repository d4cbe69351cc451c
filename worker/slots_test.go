package worker

import (
	"io"
	"log/slog"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
	tworker "go.temporal.io/sdk/worker"
)

// used is a machine with the given use by other processes.
type used struct{ cpu, mem float64 }

//nolint:revive // the SDK's name
func (u used) CpuUsage(*tworker.SysInfoContext) (float64, error) { return u.cpu, nil }

func (u used) MemoryUsage(*tworker.SysInfoContext) (float64, error) { return u.mem, nil }

// issued is a request for a slot when that many slots are in use.
type issued int

func (issued) TaskQueue() string                  { return "trial" }
func (issued) TaskQueueKind() enums.TaskQueueKind { return enums.TASK_QUEUE_KIND_NORMAL }
func (issued) WorkerBuildId() string              { return "" } //nolint:revive // the SDK's name
func (issued) WorkerIdentity() string             { return "" }
func (i issued) NumIssuedSlots() int              { return int(i) }
func (issued) Logger() tlog.Logger {
	return tlog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}
func (issued) MetricsHandler() client.MetricsHandler { return client.MetricsNopHandler }

func TestTrialsGiveWay(t *testing.T) {
	t.Parallel()
	const most = 3
	for _, c := range []struct {
		name string
		used used
		out  issued
		want bool
	}{
		{"an idle machine", used{0.1, 0.3}, 2, true},
		{"an idle machine, all slots out", used{0.1, 0.3}, most, false},
		{"a model on all processors", used{0.99, 0.3}, 1, false},
		{"no memory left", used{0.1, 0.85}, 1, false},
	} {
		tuner, err := trialSlots(c.used, most)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond) // the first reading of the controller covers the time since then
		if got := tuner.GetActivityTaskSlotSupplier().TryReserveSlot(c.out) != nil; got != c.want {
			t.Errorf("%s, %d out: a slot %v, want %v", c.name, c.out, got, c.want)
		}
	}
	tuner, err := trialSlots(used{1, 1}, most)
	if err != nil {
		t.Fatal(err)
	}
	if slot, err := tuner.GetActivityTaskSlotSupplier().ReserveSlot(t.Context(), issued(0)); err != nil || slot == nil {
		t.Errorf("the first trial gets no slot on a full machine: %v", err)
	}
	if _, err := trialSlots(nil, most); err != nil {
		t.Error(err)
	}
}
