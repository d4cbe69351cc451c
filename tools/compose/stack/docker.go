package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// docker is a daemon of our own, and a client of it.
type docker struct {
	repo, socket string
	client       http.Client
	cmd          *exec.Cmd
}

func newDocker(repo string) *docker {
	d := &docker{repo: repo, socket: "/run/docker.sock"}
	d.client.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", d.socket)
	}}
	return d
}

// start runs the daemon on so many processors, all if cpus is 0: it counts those that it may run on. Images and layers
// are kept for the next check.
func (d *docker) start(ctx context.Context, cpus int) error {
	log, err := os.OpenFile(filepath.Join(place(d.repo), "logs", "dockerd.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND,
		0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	args := []string{"dockerd", "--host", "unix://" + d.socket, "--data-root", filepath.Join(place(d.repo), "docker"),
		"--exec-root", "/run/docker", "--dns", bridge, "--pidfile", "/run/docker.pid"}
	if cpus > 0 {
		args = append([]string{"taskset", "-c", fmt.Sprintf("0-%d", cpus-1)}, args...)
	}
	d.cmd = exec.Command(args[0], args[1:]...)
	d.cmd.Stdout, d.cmd.Stderr = log, log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := d.cmd.Start(); err != nil {
		return err
	}
	var info struct {
		NCPU                                           int
		ServerVersion, Driver, CgroupVersion, Warnings any
	}
	err = eventually(ctx, time.Minute, func() error { return d.get(ctx, "/info", &info) })
	if err != nil {
		return fmt.Errorf("the Docker daemon does not answer: %w", err)
	}
	weigh()
	say("a Docker daemon %v of our own: %d processors, storage driver %v, cgroup v%v", info.ServerVersion, info.NCPU,
		info.Driver, info.CgroupVersion)
	return nil
}

// weigh has the processes of the containers count as processes when others use the machine. By the old cgroups all
// containers together have the weight of one process outside of them; by the new ones (where there is no such file)
// they have that of a group beside others.
func weigh() {
	group := "/sys/fs/cgroup/cpu/docker"
	_ = os.Mkdir(group, 0o755) // the daemon takes it as it is
	_ = os.WriteFile(filepath.Join(group, "cpu.shares"), []byte("16384"), 0o644)
}

func (d *docker) stop() {
	if d.cmd == nil {
		return
	}
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	_ = d.cmd.Wait()
	d.cmd = nil
}

func (d *docker) get(ctx context.Context, path string, into any) error {
	return d.do(ctx, http.MethodGet, path, nil, into)
}

func (d *docker) do(ctx context.Context, method, path string, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://docker"+path, body)
	if err != nil {
		return err
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 || bytes.Contains(text, []byte(`"errorDetail"`)) {
		return errors.Join(err, fmt.Errorf("docker: %s %s: %s: %s", method, path, resp.Status, bytes.TrimSpace(text)))
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

// importImage makes an image of a file system; config has the lines of a Dockerfile that say how it runs.
func (d *docker) importImage(ctx context.Context, name string, config []string, tar io.Reader) error {
	repository, tag, ok := strings.Cut(name, ":")
	if !ok {
		tag = "latest"
	}
	query := url.Values{"fromSrc": {"-"}, "repo": {repository}, "tag": {tag}, "changes": config}
	return d.do(ctx, http.MethodPost, "/images/create?"+query.Encode(), tar, nil)
}

// container is what the check looks at.
type container struct {
	ID, Name     string
	Config       struct{ Image, User string }
	RestartCount int
	State        struct {
		Status   string
		ExitCode int
		Pid      int
		Health   *struct{ Status string }
	}
	HostConfig struct {
		CPUQuota       int64 `json:"CpuQuota"`
		ReadonlyRootfs bool
		CapDrop        []string
		SecurityOpt    []string
	}
	Labels map[string]string `json:"-"`
}

// containers are those of the project by service, ended ones too.
func (d *docker) containers(ctx context.Context) (map[string]container, error) {
	var list []struct {
		ID     string `json:"Id"`
		Labels map[string]string
	}
	if err := d.get(ctx, "/containers/json?all=1", &list); err != nil {
		return nil, err
	}
	got := map[string]container{}
	for _, c := range list {
		var full container
		if err := d.get(ctx, "/containers/"+c.ID+"/json", &full); err != nil {
			return nil, err
		}
		got[c.Labels["com.docker.compose.service"]] = full
	}
	return got, nil
}

// eventually asks until there is no error, or gives the last one.
func eventually(ctx context.Context, patience time.Duration, ask func() error) (err error) {
	for deadline := time.Now().Add(patience); ; {
		if err = ask(); err == nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}
