// Command genesis runs AI-Genesis: all of it with up, or one part of it.
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
	signal.Ignore(syscall.SIGPIPE) // a part whose log reader was killed must live on to save the world
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ(), dotenv: ".env"}
	os.Exit(p.run(ctx, os.Args[1:]))
}
