package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

const page = "http://127.0.0.1:3000"

// fetch asks a service from outside.
func fetch(ctx context.Context, url string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", url, resp.Status, tail(string(text), 300))
	}
	return string(text), err
}

// stats are the figures of the page, asked through nginx.
func (st *stack) stats(ctx context.Context) (map[string]any, error) {
	text, err := fetch(ctx, page+"/api/stats")
	if err != nil {
		return nil, err
	}
	var got map[string]any
	return got, json.Unmarshal([]byte(text), &got)
}

// throughProxy waits until the page's nginx reaches the gateway and the world runs.
func (st *stack) throughProxy(ctx context.Context) error {
	return eventually(ctx, time.Minute, func() error {
		got, err := st.stats(ctx)
		if err == nil && got["engine_up"] != true {
			err = errors.New("the engine does not report")
		}
		return err
	})
}

// endToEnd runs the end-to-end test through nginx, and finds its cycle in Temporal.
func (st *stack) endToEnd(ctx context.Context) error {
	test := exec.CommandContext(ctx, built(st.repo, "e2e.test"), "-test.v", "-test.timeout=20m",
		"-test.run=^TestRunningSystem$")
	test.Dir = filepath.Join(st.repo, "internal", "e2e")
	test.Env = append(os.Environ(), "GENESIS_TEST_URL="+page, "GENESIS_TEST_STRICT=1")
	if _, err := output(test); err != nil {
		return err
	}
	say(
		"the end-to-end test through port 3000 has passed: the page, a forced cycle until one was kept, a viewer " +
			"all the while",
	)
	query := `GenesisWorld = "main" AND GenesisOutcome = "applied" AND WorkflowType = "EvolutionCycle"`
	err := eventually(ctx, time.Minute, func() error {
		out, err := output(
			exec.CommandContext(ctx, temporalCLI(st.repo), "workflow", "count", "--query", query, "--address", "127.0.0.1:7233"),
		)
		if err == nil && strings.Contains(out, "Total: 0") {
			err = errors.New(out)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("find the cycle by its search attributes: %w", err)
	}
	out, err := output(
		exec.CommandContext(ctx, temporalCLI(st.repo), "operator", "namespace", "describe", "-n", "default", "-o", "json",
			"--address", "127.0.0.1:7233"),
	)
	if err != nil || !strings.Contains(out, "86400s") {
		return fmt.Errorf("the namespace does not keep closed cycles for a day: %v: %s", err, out)
	}
	file := filepath.Join(st.clone(), "temporal-config", "dynamicconfig", "genesis.yaml")
	out, err = output(exec.CommandContext(ctx, built(st.repo, "temporal-server"), "validate-dynamic-config", file))
	if err != nil || strings.Contains(out, "error:") || strings.Contains(out, "warning:") {
		return fmt.Errorf("Temporal refuses its dynamic configuration: %w: %s", err, out)
	}
	say("Temporal finds the cycle by its search attributes, keeps it for a day, and takes its dynamic configuration")
	return nil
}

// temporalLink is the way from a cycle's page into Temporal's UI.
var temporalLink = regexp.MustCompile(`href="(http://127\.0\.0\.1:8080/[^"]+)"`)

// browser looks at the page, at Temporal's UI, and goes from the one to the other by the link that a cycle has.
func (st *stack) browser(ctx context.Context) error {
	dom, err := st.shows(ctx, page+"/", cycleID)
	if err != nil {
		return err
	}
	cycle := cycleID.FindString(dom)
	if dom, err = st.shows(ctx, page+"/cycle/"+cycle, temporalLink); err != nil {
		return err
	}
	link := html.UnescapeString(temporalLink.FindStringSubmatch(dom)[1])
	if _, err := st.shows(ctx, link, regexp.MustCompile(cycle+`[\s\S]*EvolutionCycle|EvolutionCycle[\s\S]*`+
		cycle)); err != nil {
		return err
	}
	_, err = st.shows(ctx, "http://127.0.0.1:8080/namespaces/default/workflows", cycleID)
	return err
}

var cycleID = regexp.MustCompile(`cycle-main-\d{6}`)

// shows waits until a browser has on an address what is wanted, and gives the whole document.
func (st *stack) shows(ctx context.Context, url string, want *regexp.Regexp) (dom string, err error) {
	err = eventually(ctx, 3*time.Minute, func() error {
		once, stop := context.WithTimeout(ctx, 4*time.Minute)
		defer stop()
		cmd := exec.CommandContext(once, "node", filepath.Join(st.repo, "tools/compose/stack/shows.mjs"),
			filepath.Join(st.repo, "frontend/package.json"), chromium(), url, want.String())
		var wrong strings.Builder
		cmd.Stderr = &wrong
		text, err := cmd.Output()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, tail(wrong.String(), 1000))
		}
		if err == nil && !want.Match(text) {
			err = fmt.Errorf("no %v there, but: %s", want, tail(string(text), 1500))
		}
		dom = string(text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("%s in a browser: %w", url, err)
	}
	say("a browser shows %s with %.60q", url, want.FindString(dom))
	return dom, nil
}

func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// kills ends the first process of each container, which Docker must start again.
func (st *stack) kills(ctx context.Context) error {
	cs, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(cs)) {
		c := cs[name]
		if c.State.Status != "running" {
			continue
		}
		if err := syscall.Kill(c.State.Pid, syscall.SIGKILL); err != nil {
			return fmt.Errorf("kill %s: %w", name, err)
		}
		err := eventually(ctx, 30*time.Second, func() error {
			now, err := st.docker.containers(ctx)
			if err == nil && (now[name].State.Status != "running" || now[name].State.Pid == c.State.Pid) {
				err = fmt.Errorf("%s is %s", name, now[name].State.Status)
			}
			return err
		})
		if err == nil {
			err = st.settled(ctx)
		}
		if err == nil {
			err = st.throughProxy(ctx)
		}
		if err != nil {
			return fmt.Errorf("after a kill of %s: %w", name, err)
		}
	}
	say("each container was killed and came back, and the page found the world again")
	return nil
}

// downUp stops everything, which nobody may have to be killed for, and brings it up again: the world goes on.
func (st *stack) downUp(ctx context.Context) error {
	before, err := st.stats(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := st.compose(ctx, "--profile", "synth", "stop"); err != nil {
		return err
	}
	took := time.Since(began).Round(time.Second)
	cs, err := st.docker.containers(ctx)
	if err != nil {
		return err
	}
	for name, c := range cs {
		if c.State.ExitCode == 137 {
			return fmt.Errorf("%s did not stop by itself", name)
		}
	}
	say("docker compose stop took %v and killed nobody", took)
	if _, err := st.compose(ctx, "--profile", "synth", "down"); err != nil {
		return err
	}
	if err := st.holes(ctx); err != nil {
		return err
	}
	if err := st.up(ctx, "--profile", "synth"); err != nil {
		return err
	}
	if err := st.throughProxy(ctx); err != nil {
		return err
	}
	after, err := st.stats(ctx)
	if err != nil {
		return err
	}
	if after["tick"].(float64) < before["tick"].(float64) {
		return fmt.Errorf("the world was at tick %v and is at %v after down and up", before["tick"], after["tick"])
	}
	say("after down and up the world goes on: tick %.0f, before %.0f", after["tick"], before["tick"])
	return nil
}

// holes makes of Redis' file what a full disk makes of it, and mends it by the command of docs/operating.md.
func (st *stack) holes(ctx context.Context) error {
	_, err := st.compose(ctx, "run", "--rm", "--no-deps", "--entrypoint", "sh", "redis", "-c",
		`for f in /data/appendonlydir/*.incr.aof; do head -c 380 /dev/zero >>$f; printf '*1\r\n$4\r\nPING\r\n' >>$f; done`)
	if err != nil {
		return err
	}
	out, err := st.compose(ctx, "run", "--rm", "--no-deps", "redis")
	if err == nil || !strings.Contains(out, "Bad file format") {
		return fmt.Errorf("Redis takes a file with holes: %w: %s", err, tail(out, 300))
	}
	out, err = st.compose(ctx, "run", "--rm", "--no-deps", "--volume", "ai-genesis_redis_data:/redis",
		"--entrypoint", "genesis", "folders", "mend-redis", "/redis")
	if err != nil || !strings.Contains(out, "380 zeros taken out") {
		return fmt.Errorf("mend-redis says %s: %w", tail(out, 300), err)
	}
	say("with holes in its file Redis says Bad file format, and genesis mend-redis takes them out")
	return nil
}

// model holds the system to run while the model is pulled, and has the pull come to its end.
func (st *stack) model(ctx context.Context) error {
	if out, err := st.compose(ctx, "exec", "-T", "ollama", "ollama", "show", "llama3:8b"); err == nil {
		return fmt.Errorf("the model is there already, nothing was shown: %s", out)
	}
	if err := st.throughProxy(ctx); err != nil {
		return err
	}
	if err := st.writes(ctx, "synth", "pulling"); err != nil {
		return err
	}
	if err := st.pulled(ctx); err != nil {
		return err
	}
	return st.writes(ctx, "ollama", "ready")
}

// writes waits until the page's figures say who writes the traits, and what becomes of the model.
func (st *stack) writes(ctx context.Context, provider, state string) error {
	err := eventually(ctx, 2*time.Minute, func() error {
		got, err := st.stats(ctx)
		status, _ := got["model_status"].(map[string]any)
		if err == nil && (status["provider"] != provider || status["state"] != state) {
			err = fmt.Errorf("of the model the page says %v, wanted %s and %s", status, provider, state)
		}
		if err == nil {
			say("the page says: %s writes, the model is %s %s", provider, state, pullText(status))
		}
		return err
	})
	return err
}

// pullText is how far a pull has come, if there is one.
func pullText(status map[string]any) string {
	if status["text"] == nil {
		return ""
	}
	return fmt.Sprintf("(%v; %.0f of %.0f bytes)", status["text"], status["completed"], status["total"])
}

// border holds the model to take over at the border of a cycle: one that runs when the pull ends is synth's to its end.
func (st *stack) border(ctx context.Context) error {
	if err := st.writes(ctx, "synth", "pulling"); err != nil {
		return err
	}
	if _, err := st.shows(ctx, page+"/", regexp.MustCompile(`pulling \d+ %`)); err != nil {
		return err
	}
	said, err := st.compose(ctx, "exec", "-T", "worker", "genesis", "doctor")
	if line := regexp.MustCompile(`.*(?i:pull).*`).FindString(said); line != "" {
		say("genesis doctor says %q", strings.TrimSpace(line))
	} else {
		return fmt.Errorf("genesis doctor says nothing of the pull: %w: %s", err, said)
	}
	first, err := st.trigger(ctx)
	if err != nil {
		return err
	}
	if err := st.pulled(ctx); err != nil {
		return err
	}
	old, err := st.ended(ctx, first)
	if err != nil {
		return err
	}
	if err := st.writes(ctx, "ollama", "ready"); err != nil {
		return err
	}
	second, err := st.trigger(ctx)
	if err != nil {
		return err
	}
	last, err := st.ended(ctx, second)
	if err != nil {
		return err
	}
	if old["model"] != "synth" || last["model"] != "llama3:8b" {
		return fmt.Errorf("%s, which ran when the pull ended, was written by %v; %s after it by %v", first, old["model"],
			second, last["model"])
	}
	say("%s, which ran when the pull ended, was written by synth and ended %v; %s after it by llama3:8b, and ended %v",
		first, old["outcome"], second, last["outcome"])
	return nil
}

// trigger has a cycle begin, or gives the one that runs.
func (st *stack) trigger(ctx context.Context) (id string, err error) {
	err = eventually(ctx, time.Minute, func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, page+"/api/evolution/trigger",
			strings.NewReader(`{"reason":"compose:check"}`))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		if id = cycleID.FindString(string(text)); id == "" {
			return fmt.Errorf("no cycle begins: %s: %s", resp.Status, text)
		}
		return nil
	})
	return id, err
}

// ended waits for the end of a cycle and gives its record.
func (st *stack) ended(ctx context.Context, id string) (record map[string]any, err error) {
	err = eventually(ctx, 6*time.Minute, func() error {
		text, err := fetch(ctx, page+"/api/evolution/cycles/"+id)
		record = nil
		if err = errors.Join(err, json.Unmarshal([]byte(text), &record)); err == nil && record["outcome"] == nil {
			err = fmt.Errorf("%s is still at %v", id, record["stage"])
		}
		return err
	})
	return record, err
}

// pulled lets a pull come to its end.
func (st *stack) pulled(ctx context.Context) error {
	if _, err := st.compose(ctx, "exec", "-T", "ollama", "sh", "-c", "echo 1 >/root/.ollama/seconds"); err != nil {
		return err
	}
	err := eventually(ctx, 3*time.Minute, func() error {
		_, err := st.compose(ctx, "exec", "-T", "ollama", "ollama", "show", "llama3:8b")
		return err
	})
	if err == nil {
		say("the model has been pulled")
	}
	return err
}
