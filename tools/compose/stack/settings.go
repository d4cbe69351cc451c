package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// settings is somebody who writes into .env what can't be, and then what is meant: a Redis and a Temporal of their own,
// secrets in files, and a proxy with TLS before the page.
func settings(ctx context.Context, st *stack) error {
	for line, want := range map[string]string{
		"GENESIS_TIK_RATE_MS=20":             `line \d+ sets nothing that is known`,
		"GENESIS_TICK_RATE_MS=fast":          `line \d+: the value of GENESIS_TICK_RATE_MS .*whole number`,
		"GENESIS_HTTP_ADDR=127.0.0.1:9000":   `GENESIS_HTTP_ADDR has no effect here: .*GATEWAY_PORT`,
		"GENESIS_DATA_DIR=/big/disk":         `GENESIS_DATA_DIR has no effect here`,
		"TEMPORAL_TLS_CLIENT_CERT_PATH=none": `Temporal's environment configuration`,
	} {
		if err := st.refused(ctx, line, want); err != nil {
			return err
		}
	}
	if err := st.outsideParts(ctx); err != nil {
		return err
	}
	return st.behindProxy(ctx)
}

// refused holds up to fail over a line of .env, and the one-shot to say what is wrong with it.
func (st *stack) refused(ctx context.Context, line, want string) error {
	path := filepath.Join(st.clone(), ".env")
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(bytes.Clone(before), line+"\n"...), 0o644); err != nil {
		return err
	}
	out, upErr := st.compose(ctx, "--profile", "synth", "up", "--detach", "--no-build")
	logs, err := st.compose(ctx, "--profile", "synth", "logs", "--no-log-prefix", "settings")
	if err != nil {
		return err
	}
	told := regexp.MustCompile(want).FindString(logs)
	if upErr == nil || !strings.Contains(out, "settings") || told == "" {
		return fmt.Errorf("with %s up ends with %v: %s; the log of settings: %s", line, upErr, tail(out, 500), logs)
	}
	say("with %s up says: %s; and docker compose logs settings: %s", line, lastLine(out), told)
	return errors.Join(os.WriteFile(path, before, 0o644), st.takenDown(ctx))
}

func (st *stack) takenDown(ctx context.Context) error {
	_, err := st.compose(ctx, "--profile", "synth", "down", "--timeout", "5")
	return err
}

// outsideParts runs the system on a Redis with a password and a Temporal on the machine itself, with the password and
// the key of the payloads in files of ./secrets. The containers of Redis and Temporal are left out.
func (st *stack) outsideParts(ctx context.Context) error {
	dir, err := os.MkdirTemp(place(st.repo), "outside-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, stop := context.WithCancel(ctx)
	for _, argv := range [][]string{
		{"redis-server", "--bind", bridge, "--port", "6399", "--requirepass", "of a file", "--dir", dir, "--save", ""},
		{temporalCLI(st.repo), "server", "start-dev", "--ip", "0.0.0.0", "--port", "7299", "--headless",
			"--log-level", "error"},
	} {
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		if err := cmd.Start(); err != nil {
			stop()
			return err
		}
		defer func() { _ = cmd.Wait() }()
	}
	defer stop()
	for name, text := range map[string]string{
		"redis.password": "of a file\n", "codec.key": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "\n",
	} {
		file := filepath.Join(st.clone(), "secrets", name)
		if err := errors.Join(os.WriteFile(file, []byte(text), 0o600), os.Chown(file, 1000, 1000)); err != nil {
			return err
		}
	}
	err = st.upWith(ctx, map[string]string{
		"GENESIS_REDIS_URL": "redis://host.docker.internal:6399/0", "GENESIS_REDIS_PASSWORD_FILE": "secrets/redis.password",
		"TEMPORAL_ADDRESS": "host.docker.internal:7299", "GENESIS_TEMPORAL_CODEC_KEY_FILE": "secrets/codec.key",
		"LOCAL_REDIS": "0", "LOCAL_TEMPORAL": "0",
	})
	if err != nil {
		return err
	}
	cs, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	for _, name := range []string{"redis", "temporal", "postgres", "temporal-ui"} {
		if cs[name].ID != "" {
			return fmt.Errorf("%s runs though another one is named", name)
		}
	}
	id, err := st.trigger(ctx)
	if err != nil {
		return err
	}
	record, err := st.ended(ctx, id)
	if err != nil {
		return err
	}
	out, err := output(exec.CommandContext(ctx, temporalCLI(st.repo), "workflow", "show", "-w", id, "-o", "json",
		"--address", bridge+":7299"))
	if err != nil || !strings.Contains(out, base64.StdEncoding.EncodeToString([]byte("binary/encrypted"))) {
		return fmt.Errorf("what Temporal keeps of %s is not encrypted: %w: %s", id, err, tail(out, 500))
	}
	say("on a Redis and a Temporal of the machine, with a password and a key from ./secrets, %s ended %v; Temporal has "+
		"it encrypted", id, record["outcome"])
	return st.takenDown(ctx)
}

// behindProxy has two viewers come by a proxy on the machine, as one with TLS would send them: the gateway tells them
// apart, and believes only the address that the proxy has added.
func (st *stack) behindProxy(ctx context.Context) error {
	err := st.upWith(ctx, map[string]string{"GENESIS_REDIS_URL": "", "GENESIS_REDIS_PASSWORD_FILE": "", "TEMPORAL_ADDRESS": "",
		"GENESIS_TEMPORAL_CODEC_KEY_FILE": "", "LOCAL_REDIS": "1", "LOCAL_TEMPORAL": "1"})
	if err != nil {
		return err
	}
	for forwarded, want := range map[string]string{
		"198.51.100.7": "198.51.100.7", "192.0.2.66, 203.0.113.9": "203.0.113.9",
	} {
		if err := st.seenFrom(ctx, forwarded, want); err != nil {
			return err
		}
	}
	say("two viewers behind a proxy on this machine have their own addresses at the gateway")
	return nil
}

// upWith writes settings into .env, brings the system up and waits until the page answers.
func (st *stack) upWith(ctx context.Context, settings map[string]string) error {
	if err := st.env(settings); err != nil {
		return err
	}
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	return st.throughProxy(ctx)
}

// seenFrom makes a change through the page's nginx with a header of a proxy, and checks the address in the gateway's
// log.
func (st *stack) seenFrom(ctx context.Context, forwarded, want string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, page+"/api/world/checkpoint", nil)
	if err != nil {
		return err
	}
	req.Header.Set("X-Forwarded-For", forwarded)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("a change through the page is refused: %s", resp.Status)
	}
	return eventually(ctx, 10*time.Second, func() error {
		logs, err := st.compose(ctx, "--profile", "synth", "logs", "--no-log-prefix", "gateway")
		if err == nil && !strings.Contains(logs, "from="+want) {
			err = fmt.Errorf("of a change for %s the gateway says: %s", forwarded, tail(logs, 800))
		}
		return err
	})
}
