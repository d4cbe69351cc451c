//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// missing is a step that could not be run here, and what it would need.
type missing []string

func (m missing) Error() string { return "needs " + strings.Join(m, "; ") }

func main() {
	runtime.LockOSThread() // the kernel ends what was started with Pdeathsig when this thread ends
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run does one step and says what came of it. A step that can't run is a failure only where everything must be there.
func run(ctx context.Context, args []string) int {
	steps := map[string]func(context.Context, string) error{"native": native, "inside": inside,
		"images": images, "inside-images": insideImages}
	if len(args) != 2 || steps[args[0]] == nil {
		fmt.Fprintln(os.Stderr, "usage: stack native|images REPOSITORY")
		return 2
	}
	err := steps[args[0]](ctx, args[1])
	var lacks missing
	switch {
	case strings.HasPrefix(args[0], "inside"):
		if err != nil {
			say("FAILED: %v", err)
			return 1
		}
	case errors.As(err, &lacks):
		say("NOT RUN: stack %s %v", args[0], err)
		if os.Getenv("GENESIS_TEST_STRICT") != "" || os.Getenv("CI") != "" {
			return 1
		}
	case ctx.Err() != nil:
		say("stack %s was interrupted; everything that it started has been ended", args[0])
		return 130
	case err != nil:
		say("FAILED: stack %s: %v", args[0], err)
		return 1
	default:
		say("ok: stack %s", args[0])
	}
	return 0
}

var began = time.Now()

func say(format string, args ...any) {
	fmt.Printf("%6.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
}
