package devstack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

// TestGivenPartsAreWaitedFor configures addresses at which no Redis and no Temporal listen yet. The world must run at
// once, the page must say what is missing and where, and evolution must begin once the real servers answer.
func TestGivenPartsAreWaitedFor(t *testing.T) {
	r := newRig(t, true)
	redis, temporal := port(t), port(t)
	environ := append(r.environ, "GENESIS_REDIS_URL=redis://:secret@"+loopback(redis)+"/0",
		"GENESIS_TEMPORAL_ADDRESS="+loopback(temporal))
	settings, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- Up(ctx, Options{Settings: settings, Environ: environ, Program: os.Args[0], Out: &r.out, Log: &r.log,
			Ready: func([]string) { close(up) }})
	}()
	said := func(what ...string) {
		t.Helper()
		until(t, 2*time.Minute, what[0], func() bool {
			running, ok := ReadRunning(filepath.Join(r.dir, "data"))
			return strings.Contains(r.out.String(), what[0]) && ok && len(running.Starting) == 1 &&
				running.Starting[0].Part == what[1] && strings.Contains(running.Starting[0].Text, what[2])
		})
	}
	said("It shows as soon as Redis answers at GENESIS_REDIS_URL=", partRedis, loopback(redis))
	if strings.Contains(r.out.String(), "secret") || !strings.Contains(r.story(t), "engine starts") {
		t.Errorf("%s\n%s", r.out.String(), r.story(t))
	}
	serve(t, filepath.Join(r.dir, "path", "redis-server"), "--port", fmt.Sprint(redis), "--save", "", "--requirepass",
		"secret",
		"--dir", t.TempDir())
	said("The world runs", partTemporal, "Temporal does not answer at "+loopback(temporal))
	if strings.Contains(r.story(t), "worker starts") {
		t.Errorf("the worker starts before Temporal is there:\n%s", r.story(t))
	}
	serve(t, filepath.Join(r.dir, "path", "temporal"), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port",
		fmt.Sprint(temporal), "--log-level", "error")
	select {
	case <-up:
	case <-time.After(3 * time.Minute):
		t.Fatalf("not taken up:\n%s", r.out.String())
	}
	running, _ := ReadRunning(filepath.Join(r.dir, "data"))
	if len(running.Starting) != 0 || !strings.Contains(r.story(t), "worker starts with redis://:secret@"+loopback(redis)) {
		t.Errorf("%+v\n%s\n%s", running, r.story(t), r.out.String())
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func port(t *testing.T) int {
	t.Helper()
	p, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// serve runs a real server until the test ends.
func serve(t *testing.T, program string, args ...string) {
	t.Helper()
	c := exec.Command(program, args...)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
}
