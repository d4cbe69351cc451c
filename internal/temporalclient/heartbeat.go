package temporalclient

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// heartbeatTime bounds one heartbeat, with its repetitions. The heartbeat timeouts in workflows/policies.go leave room
// for it.
const heartbeatTime = 12 * time.Second

// heartbeatPause is the time between two attempts to send a heartbeat to a Temporal that is away.
const heartbeatPause = 500 * time.Millisecond

// outlast gives heartbeats a deadline of their own. The SDK gives a heartbeat as much time as its throttle interval,
// and ends the step if it is not answered in that time. The interval is one second here, because cancellations arrive
// with the answers. Without outlast, a Temporal that needs longer for a call would interrupt each long step, and one
// that is away for a moment would cost a model's whole answer.
func outlast(
	ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker,
	opts ...grpc.CallOption,
) error {
	if method != workflowservice.WorkflowService_RecordActivityTaskHeartbeat_FullMethodName {
		return invoke(ctx, method, req, reply, conn, opts...)
	}
	own, stop := context.WithTimeout(context.WithoutCancel(ctx), heartbeatTime)
	defer stop()
	unlink := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) { // the worker stops
			stop()
		}
	})
	defer unlink()
	for {
		err := invoke(own, method, req, reply, conn, opts...)
		if status.Code(err) != codes.Unavailable {
			return err
		}
		select {
		case <-own.Done():
			return err
		case <-time.After(heartbeatPause):
		}
	}
}
