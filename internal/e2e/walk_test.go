package e2e

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestWalk moves a world along the path described in docs/scaling.md, with the settings given there: from genesis up on
// a laptop to parts on several machines, and on to a Temporal that is reached like Temporal Cloud. At each stop it must
// be the same world, and a cycle must run in it. The step in between, containers, is tested by a scenario of go tool
// task compose:check.
func TestWalk(t *testing.T) {
	steps := settingsOfWalk(t)
	laptop := newSystem(t)
	laptop.start(t)
	file, said := backUp(t, laptop)
	laptop.stop(t)

	file, said = restoreAt(t, "several machines", file, said, func(s *system) {
		temporal := startTemporal(t, s)
		s.env = append(s.env, fillSettings(t, steps[0], map[string]string{
			"redis://:PASSWORD@10.0.0.1:6379/0": redisWithPassword(t, s), "10.0.0.1:7233": temporal.FrontendHostPort(),
		})...)
	})
	restoreAt(t, "Temporal Cloud", file, said, func(s *system) {
		cloud, certificate := cloudTemporal(t, s, "walk.a2dd6", "a key")
		s.env = append(s.env, fillSettings(t, steps[1], map[string]string{
			"redis://:PASSWORD@10.0.0.1:6379/0": redisWithPassword(t, s), "NAMESPACE.ACCOUNT.tmprl.cloud:7233": cloud,
			"NAMESPACE.ACCOUNT": "walk.a2dd6", "KEY": "a key",
		})...)
		// The real Temporal Cloud's certificate is signed by a public authority, so this setting is only needed here.
		s.env = append(s.env, "TEMPORAL_TLS_SERVER_CA_CERT_PATH="+certificate)
	})
}

// settingsOfWalk returns the blocks of settings on that page.
func settingsOfWalk(t *testing.T) (steps [][]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "scaling.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		if m[1] == "dotenv" {
			steps = append(steps, strings.Fields(m[2]))
		}
	}
	if len(steps) != 2 {
		t.Fatalf("docs/scaling.md has %d blocks of settings, not one for several machines and one for Temporal Cloud",
			len(steps))
	}
	return steps
}

// fillSettings replaces the page's example values by those of this test. Every value on the page must have a
// replacement.
func fillSettings(t *testing.T, lines []string, with map[string]string) (env []string) {
	t.Helper()
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		own, ok := with[value]
		if !ok {
			t.Fatalf("this test has nothing for %s", line)
		}
		env = append(env, name+"="+own)
	}
	return env
}

// restoreAt restores a world where the parts run as separate processes, checks that it is the one in the backup, runs a
// cycle there, and makes the next backup.
func restoreAt(t *testing.T, where, file, said string, prepare func(*system)) (nextFile, nextSaid string) {
	t.Helper()
	s := newSystem(t)
	s.out = &output{}
	prepare(s)
	out, code := s.run(t, nil, "restore", file)
	world := regexp.MustCompile(`at tick \d+, hash [0-9a-f]{16}`)
	was, is := world.FindString(said), world.FindString(out)
	if code != 0 || was == "" || is != was {
		t.Fatalf("genesis restore to %s ended with %d:\n%s\nbut the backup said:\n%s", where, code, out, said)
	}
	address := "127.0.0.1:" + strconv.Itoa(freePort(t))
	s.url = "http://" + address
	s.env = append(s.env, "GENESIS_HTTP_ADDR="+address)
	parts := []*exec.Cmd{s.launch(t, "engine"), s.launch(t, "worker"), s.launch(t, "worker", "--queues", "trial"),
		s.launch(t, "gateway")}
	eventually(t, 2*time.Minute, "readiness at "+where,
		func() bool { _, err := try[map[string]any](s, "/readyz"); return err == nil })
	if c := awaitEnd(t, s, triggerCycle(t, s)); c.Outcome == genesis.OutcomeFailed {
		t.Errorf("at %s %s failed: %s", where, c.ID, c.Reason)
	}
	nextFile = filepath.Join(t.TempDir(), "world.tar.gz")
	if nextSaid, code = s.run(t, nil, "backup", nextFile); code != 0 {
		t.Fatalf("genesis backup at %s ended with %d:\n%s", where, code, nextSaid)
	}
	t.Logf("at %s: restored %s, backed up %s", where, is, world.FindString(nextSaid))
	for _, p := range parts {
		terminate(t, p)
	}
	return nextFile, nextSaid
}

// redisWithPassword sets a password and returns the address in the form used on the page.
func redisWithPassword(t *testing.T, s *system) string {
	t.Helper()
	url := startRedis(t, s)
	out, err := exec.Command("redis-cli", "-u", url, "config", "set", "requirepass", "PASSWORD").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "OK") {
		t.Fatalf("set a password: %v: %s", err, out)
	}
	return strings.Replace(url, "redis://", "redis://:PASSWORD@", 1)
}

// cloudTemporal is a Temporal with a single namespace, behind TLS and an API key. Its owner has created the search
// attributes.
func cloudTemporal(t *testing.T, s *system, namespace, key string) (address, certificate string) {
	t.Helper()
	args := []string{"--namespace", namespace}
	for _, name := range []string{"World", "Stage", "Outcome", "Problem", "Trait", "Model"} {
		args = append(args, "--search-attribute", "Genesis"+name+"=Keyword")
	}
	server, err := testsuite.StartDevServer(t.Context(), testsuite.DevServerOptions{
		ExistingPath: temporaltest.CLI(t), LogLevel: "error", Stdout: io.Discard, Stderr: io.Discard, ExtraArgs: args,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: server.FrontendHostPort()})
	plain := &http.Transport{Protocols: new(http.Protocols)}
	plain.Protocols.SetUnencryptedHTTP2(true)
	proxy.Transport, proxy.FlushInterval, proxy.ErrorLog = plain, -1, log.New(io.Discard, "", 0)
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+key {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", "16") // unauthenticated
			w.Header().Set("Grpc-Message", "Request unauthorized.")
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	front.EnableHTTP2 = true
	front.Config.ErrorLog = proxy.ErrorLog
	front.StartTLS()
	t.Cleanup(front.CloseClientConnections)
	certificate = filepath.Join(s.dir, "cloud.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw})
	if err := os.WriteFile(certificate, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return front.Listener.Addr().String(), certificate
}
