// Command genesis runs AI-Genesis: the complete system (genesis up) or one of its parts.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // if a part's log reader dies, the part must live on to save the world
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ(), dotenv: ".env"}
	os.Exit(p.run(ctx, os.Args[1:]))
}
