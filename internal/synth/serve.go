package synth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Serve serves requests on l until ctx ends, then waits briefly for answers in progress. It closes l.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	answers, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{Handler: Handler(o), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return answers }}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, done := context.WithTimeout(answers, time.Second)
		defer done()
		err := server.Shutdown(grace)
		cut() // a search checks its context between two ticks
		stopped <- errors.Join(err, server.Close())
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve synth on %s: %w", l.Addr(), err)
	}
	if err := <-stopped; err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop synth: %w", err)
	}
	return nil
}
