package devstack

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestUpStartsReportsAndStopsInOrder(t *testing.T) {
	for _, redisServer := range []bool{true, false} {
		t.Run(fmt.Sprintf("redis-server=%v", redisServer), func(t *testing.T) {
			r := newRig(t, redisServer)
			for range 2 { // the second start finds the databases of the first
				stop := r.up(t)
				if err := stop(); err != nil {
					t.Fatalf("stop: %v\n%s%s", err, r.out.String(), r.log.String())
				}
			}
			story := regexp.MustCompile(`(?m)^\d+ `).ReplaceAllString(r.story(t), "")
			var stops []string
			for line := range strings.Lines(story) {
				if strings.HasSuffix(line, "stops\n") {
					stops = append(stops, strings.TrimSuffix(line, " stops\n"))
				}
			}
			if want := []string{"gateway", "worker", "engine", "gateway", "worker", "engine"}; !slices.Equal(stops, want) {
				t.Errorf("order of the stop: %v, want %v", stops, want)
			}
			if !strings.Contains(story, "worker starts with redis://127.0.0.1:") || !strings.Contains(story, " synth\n") {
				t.Errorf("the worker was not told where Redis is and which model writes:\n%s", story)
			}
			for _, want := range []string{"Visualiser   http://127.0.0.1:", "Temporal UI  http://127.0.0.1:",
				"Model        synth", "Data         " + r.dir} {
				if !strings.Contains(r.out.String(), want) {
					t.Errorf("the report lacks %q:\n%s", want, r.out.String())
				}
			}
			if !strings.Contains(r.log.String(), "engine   | a line of the engine\n") {
				t.Errorf("the children's lines are not prefixed:\n%s", r.log.String())
			}
			logged, err := os.ReadFile(filepath.Join(r.dir, "data/logs/engine.log"))
			if err != nil || string(logged) != "a line of the engine\na line of the engine\n" {
				t.Errorf("engine.log: %q, %v", logged, err)
			}
		})
	}
}

func TestUpRestartsChildren(t *testing.T) {
	r := newRig(t, false)
	r.up(t, "TEST_SOFT_RESTART=engine")
	until(t, 20*time.Second, "a soft restart", func() bool {
		return strings.Contains(r.out.String(),
			"engine restarts itself")
	})
	until(t, 30*time.Second, "the engine's second start", func() bool {
		return strings.Count(r.story(t),
			"engine starts") == 2
	})
	kill(t, pidOf(t, r, "worker starts"), syscall.SIGKILL)
	until(t, 30*time.Second, "the worker's second start", func() bool {
		return strings.Count(r.story(t),
			"worker starts") == 2
	})
	if want := "worker died (signal: killed); restarting it in 200ms\n"; !strings.Contains(r.out.String(), want) {
		t.Errorf("no line %q in\n%s", want, r.out.String())
	}
}

func TestSecondInterruptKills(t *testing.T) {
	r := newRig(t, false)
	r.kill = make(chan struct{})
	stop := r.up(t, "TEST_STUBBORN=worker")
	close(r.kill)
	began := time.Now()
	err := stop()
	if err == nil || !strings.Contains(err.Error(), "killed before they had stopped: ") || !strings.Contains(err.Error(),
		"worker") {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("the kill took %v", took)
	}
}

func TestChildrenDieWithUp(t *testing.T) {
	r := newRig(t, false)
	nested := exec.Command(os.Args[0], "nested-up")
	nested.Env, nested.Stdout, nested.Stderr = r.environ, &r.out, &r.log
	nested.WaitDelay = time.Second
	if err := nested.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nested.Process.Kill() })
	until(t, 60*time.Second, "the report", func() bool { return strings.Contains(r.out.String(), "AI-Genesis runs") })

	_, err := lockData(t.Context(), filepath.Join(r.dir, "data"), newConsole(&r.out, &r.log))
	if genesis.CodeOf(err) != genesis.CodeConflict || !strings.Contains(err.Error(), fmt.Sprintf("process %d",
		nested.Process.Pid)) {
		t.Errorf("a second up on the same folder: %v", err)
	}

	pids := []int{pidOf(t, r, "engine starts"), pidOf(t, r, "worker starts"), pidOf(t, r, "gateway starts")}
	if err := nested.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = nested.Wait()
	r.up(t) // waits for the orphans of the killed up to stop
	for _, pid := range pids {
		if alive(pid) {
			t.Errorf("process %d outlived up", pid)
		}
	}
}

func TestUpSaysWhichPortIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for _, setting := range []string{"GENESIS_UP_TEMPORAL_PORT=", "GENESIS_UP_TEMPORAL_UI_PORT=",
		"GENESIS_HTTP_ADDR=127.0.0.1:"} {
		r := newRig(t, false)
		stop := r.up(t, setting+strconv.Itoa(port))
		err := stop()
		name, _, _ := strings.Cut(setting, "=")
		if genesis.CodeOf(err) != genesis.CodeConflict || !strings.Contains(err.Error(), fmt.Sprintf("port %d", port)) ||
			!strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

func TestUpGivesInWhenAPartNeverStarts(t *testing.T) {
	r := newRig(t, false)
	bad := filepath.Join(r.dir, "path", "temporal")
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	script(t, bad, "echo no such flag; exit 3")
	err := r.up(t)()
	if err == nil || !strings.Contains(err.Error(), "temporal does not start: no such flag") {
		t.Errorf("got %v\n%s", err, r.out.String())
	}
}

func script(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// pidOf returns the id of the process that wrote a line to the story.
func pidOf(t *testing.T, r *rig, line string) int {
	t.Helper()
	found := regexp.MustCompile(`(?m)^(\d+) ` + line).FindStringSubmatch(r.story(t))
	if found == nil {
		t.Fatalf("nobody told %q:\n%s", line, r.story(t))
	}
	pid, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func kill(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatal(err)
	}
}
