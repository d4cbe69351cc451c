package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// scenario is something that people do with docker compose.
type scenario struct {
	name, about string
	cpus        int // of the daemon; 0: all
	owner       int // of the clone
	run         func(context.Context, *stack) error
}

var all = []scenario{
	{
		"small",
		"the default profile on a machine with one processor, a clone of root, a model that takes ten minutes to pull", 1, 0,
		small,
	},
	{
		"everyday", "the profile synth: cycle, page and Temporal's UI; .env edited, restart, kills, stop, down and up", 0,
		1000, everyday,
	},
	{"offline", "the default profile once the model is there and the internet is not", 0, 1000, offline},
	{"owner", "a clone of user 1001, HOST_UID set later on", 0, 1001, owner},
	{"observe", "Prometheus, with its own judgement of its settings", 0, 1000, observe},
	{
		"odd",
		"a clone in an odd place with an odd .env, a port that is taken, two ups at once, parts alone, three workers, a " +
			"read-only clone",
		0, 1000, odd,
	},
	{
		"settings", "a mistake in .env, a Redis and a Temporal outside with secrets in files, a proxy before the page", 0, 1000,
		settings,
	},
	{"native", "an Ollama of this machine in GENESIS_OLLAMA_URL, other ports", 0, 1000, native},
	{
		"walk", "a world of genesis up goes into the containers and out again, by the commands of docs/scaling.md", 0, 1000,
		walk,
	},
}

func names() (list []string) {
	for _, s := range all {
		list = append(list, s.name)
	}
	return list
}

// up brings the containers up and waits until they all are as they should be.
func (st *stack) up(ctx context.Context, args ...string) error {
	began := time.Now()
	if _, err := st.compose(ctx, append(args, "up", "--detach", "--no-build")...); err != nil {
		return err
	}
	say("docker compose %s took %v", strings.Join(append(args, "up"), " "), time.Since(began).Round(time.Second))
	if err := st.settled(ctx); err != nil {
		return err
	}
	say("everything runs and is healthy after %v", time.Since(began).Round(time.Second))
	return nil
}

// settled waits until every service runs and is healthy, and none is started again and again.
func (st *stack) settled(ctx context.Context) error {
	return eventually(ctx, 4*time.Minute, func() error {
		cs, err := st.docker.containers(ctx)
		if err != nil {
			return err
		}
		for name, c := range cs {
			once := slices.Contains([]string{"folders", "settings", "temporal-schema", "temporal-namespace"}, name)
			switch {
			case once && c.State.Status != "exited", !once && c.State.Status != "running":
				return fmt.Errorf("%s is %s (%d)", name, c.State.Status, c.State.ExitCode)
			case once && c.State.Status == "exited" && c.State.ExitCode != 0:
				return fmt.Errorf("%s ended with %d", name, c.State.ExitCode)
			case c.State.Health != nil && c.State.Health.Status != "healthy":
				return fmt.Errorf("%s is %s", name, c.State.Health.Status)
			}
		}
		return nil
	})
}

// steady holds every container to its run: one that ends and is started again looks as if it ran, most of the time.
func (st *stack) steady(ctx context.Context) error {
	before, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
	}
	after, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	for name, c := range after {
		if c.RestartCount != before[name].RestartCount {
			return fmt.Errorf("%s was started again %d times within a minute", name, c.RestartCount-before[name].RestartCount)
		}
	}
	return nil
}

// small is the first minute on a small virtual machine.
func small(ctx context.Context, st *stack) error {
	if err := st.up(ctx); err != nil {
		return err
	}
	cs, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	for name, c := range cs {
		h := c.HostConfig
		if !h.ReadonlyRootfs || !slices.Equal(h.CapDrop, []string{"ALL"}) ||
			!slices.Contains(h.SecurityOpt, "no-new-privileges:true") {
			return fmt.Errorf("%s is not hardened: %+v", name, h)
		}
		if name != "folders" && c.RestartCount > 0 {
			return fmt.Errorf("%s was started %d times again", name, c.RestartCount)
		}
	}
	if got := cs["ollama"].HostConfig.CPUQuota; got != 400_000 {
		return fmt.Errorf("ollama's quota is %d", got)
	}
	say(
		"Ollama's limit of 4 processors was taken by a daemon that has 1; every container is hardened and none was " +
			"started twice",
	)
	if err := st.owned(ctx, 0); err != nil {
		return err
	}
	if err := st.says(ctx, "version", st.commit); err != nil {
		return err
	}
	if err := st.doctors(ctx); err != nil {
		return err
	}
	return st.model(ctx)
}

// owned holds ./mutations to its owner, and lets the engine write there.
func (st *stack) owned(ctx context.Context, owner uint32) error {
	folder := filepath.Join(st.clone(), "mutations")
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if got := info.Sys().(*syscall.Stat_t).Uid; got != owner {
		return fmt.Errorf("./mutations belonged to %d and now belongs to %d", owner, got)
	}
	if _, err := st.compose(ctx, "exec", "-T", "engine", "sh", "-c", "touch /app/mutations/.probe /app/data/.probe && "+
		"rm /app/mutations/.probe /app/data/.probe"); err != nil {
		return err
	}
	say("./mutations still belongs to %d, and the engine writes there", owner)
	return nil
}

// says holds the answer of genesis in the three containers of the core to a text.
func (st *stack) says(ctx context.Context, command, want string) error {
	for _, service := range []string{"engine", "worker", "gateway"} {
		out, err := st.compose(ctx, "exec", "-T", service, "genesis", command)
		if err != nil || !strings.Contains(out, want) {
			return fmt.Errorf("genesis %s in %s: %v: %s; wanted %q", command, service, err, out, want)
		}
	}
	say("genesis %s says %s in each container", command, want)
	return nil
}

func (st *stack) doctors(ctx context.Context) error {
	for _, service := range []string{"engine", "worker", "gateway"} {
		err := eventually(ctx, time.Minute, func() error {
			out, err := st.compose(ctx, "exec", "-T", service, "genesis", "doctor")
			if err != nil {
				return fmt.Errorf("genesis doctor in %s: %w", service, err)
			}
			_ = os.WriteFile(filepath.Join(place(st.repo), "logs", "doctor-"+service+".log"), []byte(out), 0o644)
			return nil
		})
		if err != nil {
			return err
		}
	}
	say("genesis doctor finds nothing wrong in engine, worker and gateway")
	return nil
}

// everyday is a day of somebody who has no model.
func everyday(ctx context.Context, st *stack) error {
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	if err := st.endToEnd(ctx); err != nil {
		return err
	}
	if err := st.browser(ctx); err != nil {
		return err
	}
	if err := st.doctors(ctx); err != nil {
		return err
	}
	for _, level := range []string{"debug", "info", "warn"} {
		if err := st.env(map[string]string{"GENESIS_LOG_LEVEL": level}); err != nil {
			return err
		}
		if err := st.up(ctx, "--profile", "synth"); err != nil {
			return err
		}
		if err := st.throughProxy(ctx); err != nil {
			return fmt.Errorf("after an edit of .env: %w", err)
		}
	}
	say(".env was edited three times; each time the page found the new gateway")
	if _, err := st.compose(ctx, "--profile", "synth", "restart"); err != nil {
		return err
	}
	if err := st.settled(ctx); err != nil {
		return fmt.Errorf("after restart: %w", err)
	}
	if err := st.throughProxy(ctx); err != nil {
		return fmt.Errorf("after restart: %w", err)
	}
	say("docker compose restart is got over")
	if err := st.kills(ctx); err != nil {
		return err
	}
	return st.downUp(ctx)
}

// offline is the second morning, in a train.
func offline(ctx context.Context, st *stack) error {
	if err := st.up(ctx); err != nil {
		return err
	}
	if err := st.border(ctx); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "exec", "-T", "ollama", "touch", "/root/.ollama/offline"); err != nil {
		return err
	}
	st.offline.Store(true)
	if _, err := st.compose(ctx, "down"); err != nil {
		return err
	}
	if err := st.up(ctx); err != nil {
		return err
	}
	if err := st.steady(ctx); err != nil {
		return err
	}
	say("offline, with the model in the volume, everything comes up and stays up")
	if err := st.endToEnd(ctx); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "exec", "-T", "ollama", "sh", "-c", "rm -r /root/.ollama/models"); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "down"); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "up", "--detach", "--no-build"); err != nil {
		return err
	}
	err := eventually(ctx, 2*time.Minute, func() error {
		cs, err := st.docker.containers(ctx)
		if err == nil && cs["worker"].State.Status != "running" {
			err = fmt.Errorf("the worker is %s", cs["worker"].State.Status)
		}
		return err
	})
	if err == nil {
		err = st.steady(ctx)
	}
	if err != nil {
		return err
	}
	say("offline, and without the model, the worker runs all the same")
	return nil
}

// owner is a second user of a machine, who reads about HOST_UID when the system has run already.
func owner(ctx context.Context, st *stack) error {
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	if err := st.owned(ctx, 1001); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "exec", "-T", "engine", "touch", "/app/mutations/trait_old_v1.go"); err != nil {
		return err
	}
	if err := st.env(map[string]string{"HOST_UID": "1001", "HOST_GID": "1001"}); err != nil {
		return err
	}
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	if err := st.owned(ctx, 1001); err != nil {
		return err
	}
	cs, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	if got := cs["engine"].Config.User; got != "1001:1001" || cs["engine"].RestartCount > 0 {
		return fmt.Errorf("the engine runs as %s and was started %d times again", got, cs["engine"].RestartCount)
	}
	if _, err := st.compose(ctx, "exec", "-T", "engine", "sh", "-c", "echo >>/app/mutations/trait_old_v1.go && rm "+
		"/app/mutations/trait_old_v1.go"); err != nil {
		return err
	}
	say("HOST_UID was set on a world that had run as 1000: the engine runs as 1001, and writes to what 1000 had written")
	return st.throughProxy(ctx)
}

// native is somebody whose Ollama runs on the machine itself, and whose ports are taken.
func native(ctx context.Context, st *stack) error {
	if err := st.env(map[string]string{"GENESIS_OLLAMA_URL": "http://127.0.0.1:11434"}); err != nil {
		return err
	}
	if out, err := st.compose(ctx, "--profile", "synth", "up", "--detach", "--no-build"); err == nil {
		return fmt.Errorf("an Ollama at the container's own loopback address was taken: %s", out)
	}
	out, err := st.compose(ctx, "--profile", "synth", "logs", "--no-log-prefix", "settings")
	if err != nil || !strings.Contains(out, "host.docker.internal") {
		return fmt.Errorf("it does not say what to write: %v: %s", err, out)
	}
	say("GENESIS_OLLAMA_URL=http://127.0.0.1:11434 stops up, which says to write host.docker.internal")
	err = st.env(
		map[string]string{
			"GENESIS_OLLAMA_URL": "http://host.docker.internal:11434", "FRONTEND_PORT": "3333",
			"GATEWAY_PORT": "8888", "TEMPORAL_PORT": "7777", "TEMPORAL_UI_PORT": "8088",
		},
	)
	if err != nil {
		return err
	}
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	if out, err = st.compose(ctx, "exec", "-T", "worker", "sh", "-c",
		"echo $GENESIS_OLLAMA_URL $GENESIS_TEMPORAL_UI_URL && grep host.docker.internal /etc/hosts"); err != nil {
		return err
	}
	say("the worker has %s", strings.Join(strings.Fields(out), " "))
	for _, url := range []string{"http://127.0.0.1:3333/api/stats", "http://127.0.0.1:8888/healthz",
		"http://127.0.0.1:8088/api/v1/namespaces/default"} {
		if err := eventually(ctx, time.Minute, func() error { _, err := fetch(ctx, url); return err }); err != nil {
			return err
		}
	}
	say("page, API and Temporal's UI answer on ports 3333, 8888 and 8088")
	return nil
}
