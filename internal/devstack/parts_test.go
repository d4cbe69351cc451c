package devstack

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

func TestEmbeddedKeepsItsContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "embedded.dump")
	c := newConsole(&syncBuffer{}, &syncBuffer{})
	first := openStore(t, path, c)
	fill(t, first.client)
	want := content(t, first.client)
	if err := first.Stop(nil); err != nil {
		t.Fatal(err)
	}
	second := openStore(t, path, c)
	if diff := cmp.Diff(want, content(t, second.client)); diff != "" {
		t.Errorf("after the restart (-want +got):\n%s", diff)
	}
	until(t, 30*time.Second, "the expiry", func() bool { return second.client.Exists(t.Context(), "brief").Val() == 0 })
	if err := second.Stop(nil); err != nil {
		t.Fatal(err)
	}
}

// TestDumpMovesIntoRedisServer covers a user who installs redis-server after having used the embedded store.
func TestDumpMovesIntoRedisServer(t *testing.T) {
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		need(t, "redis-server: apt-get install redis-server")
	}
	dir := t.TempDir()
	e := openStore(t, DumpPath(dir), newConsole(&syncBuffer{}, &syncBuffer{}))
	fill(t, e.client)
	want := content(t, e.client)
	if err := e.Stop(nil); err != nil {
		t.Fatal(err)
	}
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(bin, redisArgs(dir, port)...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	installed := redis.NewClient(&redis.Options{Addr: loopback(port)})
	defer installed.Close()
	until(t, 20*time.Second, "redis-server", func() bool { return installed.Ping(t.Context()).Err() == nil })
	if err := redisdump.Load(t.Context(), installed, DumpPath(dir)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, content(t, installed)); diff != "" {
		t.Errorf("in redis-server (-want +got):\n%s", diff)
	}
}

func TestLoadDumpRefusesDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "embedded.dump")
	c := newConsole(&syncBuffer{}, &syncBuffer{})
	e := openStore(t, path, c)
	fill(t, e.client)
	if err := e.Stop(nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("hello"), whole[:len(whole)-7]} {
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := openEmbedded(t.Context(), loopback(0), path, c)
		if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), path) {
			t.Errorf("a dump of %d bytes: %v", len(bad), err)
		}
	}
}

func openStore(t *testing.T, path string, c *console) *embedded {
	t.Helper()
	e, err := openEmbedded(t.Context(), loopback(0), path, c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func fill(t *testing.T, r *redis.Client) {
	t.Helper()
	ctx := t.Context()
	_, err := r.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Set(ctx, "plain", "a\x00\xffb", 0)
		p.Set(ctx, "brief", "gone soon", 1500*time.Millisecond)
		p.Set(ctx, "lasting", "stays", time.Hour)
		p.HSet(ctx, "hash", "a", "1", "b", "")
		p.RPush(ctx, "list", "x", "y", "x")
		p.SAdd(ctx, "set", "p", "q")
		p.ZAdd(ctx, "sorted", redis.Z{Score: 1.5, Member: "m"}, redis.Z{Score: -2, Member: "n"})
		p.XAdd(ctx, &redis.XAddArgs{Stream: "stream", ID: "5-1", Values: []string{"agent", "coder"}})
		p.XAdd(ctx, &redis.XAddArgs{Stream: "stream", ID: "7-0", Values: []string{"agent", "engine"}})
		p.XGroupCreate(ctx, "stream", "readers", "5-1")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// content returns everything in r. Expiry times are reduced to whether a key has one.
func content(t *testing.T, r *redis.Client) map[string]string {
	t.Helper()
	all := map[string]string{}
	var dump bytes.Buffer
	if err := redisdump.Write(t.Context(), r, &dump, nil); err != nil {
		t.Fatal(err)
	}
	err := redisdump.Read(&dump, func(k redisdump.Record) error {
		expires := !k.Expires.IsZero()
		k.Expires = time.Time{}
		for i := range k.Stream {
			k.Stream[i].MillisElapsedFromDelivery, k.Stream[i].DeliveredCount = 0, 0
		}
		slices.Sort(k.Set)
		all[k.Key] = fmt.Sprintf("%v %+v", expires, k)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFindTemporal(t *testing.T) {
	path, data := t.TempDir(), t.TempDir()
	t.Setenv("PATH", path+":/bin:/usr/bin")
	t.Setenv("GOPATH", t.TempDir())
	script(t, filepath.Join(path, "go"), `[ "$1" = env ] && { echo; echo "$GOPATH"; }`)
	find := func(want string) {
		t.Helper()
		if got, err := findTemporal(t.Context(), data); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	find("")
	for _, dir := range []string{filepath.Join(data, "bin"), filepath.Join(os.Getenv("GOPATH"), "bin"), path} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		script(t, filepath.Join(dir, "temporal"), "")
		find(filepath.Join(dir, "temporal"))
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := findTemporal(t.Context(), t.TempDir()); genesis.CodeOf(err) != genesis.CodeUnavailable ||
		!strings.Contains(err.Error(), "GENESIS_TEMPORAL_ADDRESS") {
		t.Errorf("without Temporal and Go: %v", err)
	}
}

// TestWorldRunsWhileTemporalIsBuilt starts on a machine without the Temporal CLI. Engine and gateway must start first,
// the build must be announced, and the worker must follow.
func TestWorldRunsWhileTemporalIsBuilt(t *testing.T) {
	r := newRig(t, false)
	built := r.withoutTemporal(t, `touch "$TEST_STORY.building"; while [ ! -e "$TEST_STORY.build" ]; do sleep 0.05; done
mkdir -p "$GOBIN"; ln -s "$TEST_CLI" "$GOBIN/temporal"`)
	var stop func() error
	up := make(chan struct{})
	go func() {
		defer close(up)
		stop = r.up(t, "TEST_CLI="+built)
	}()
	until(t, 60*time.Second, "the build", func() bool { return exists(filepath.Join(r.dir, "story.building")) })
	until(t, 60*time.Second, "the engine and the gateway", func() bool {
		return strings.Contains(r.story(t), "engine starts") && strings.Contains(r.story(t), "gateway starts")
	})
	if strings.Contains(r.story(t), "worker starts") {
		t.Errorf("the worker starts before Temporal is there:\n%s", r.story(t))
	}
	if !strings.Contains(r.out.String(), "The world runs: http://127.0.0.1:") {
		t.Errorf("nobody says where the world is:\n%s", r.out.String())
	}
	running, ok := ReadRunning(filepath.Join(r.dir, "data"))
	if !ok || len(running.Starting) != 1 || running.Starting[0].Part != partTemporal || running.HTTP == "" {
		t.Errorf("running.json: %+v, %v", running, ok)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "story.build"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	<-up
	running, _ = ReadRunning(filepath.Join(r.dir, "data"))
	if len(running.Starting) != 0 || running.Temporal == "" || !strings.Contains(r.story(t), "worker starts") {
		t.Errorf("after the build: %+v\n%s", running, r.story(t))
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, ok := ReadRunning(filepath.Join(r.dir, "data")); ok {
		t.Error("running.json is left after the stop")
	}
}

func TestWorldRunsOnWithoutTemporal(t *testing.T) {
	r := newRig(t, false)
	r.withoutTemporal(t, "echo downloading; echo no network; exit 1")
	settings, err := config.Load(r.environ, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Up(ctx, Options{Settings: settings, Environ: r.environ, Program: os.Args[0], Out: &r.out, Log: &r.log})
	}()
	until(t, 60*time.Second, "the failure", func() bool { return strings.Contains(r.out.String(), "no evolution: ") })
	running, ok := ReadRunning(settings.DataDir)
	if !ok || len(running.Starting) != 1 || !strings.Contains(running.Starting[0].Text, "no network") {
		t.Errorf("running.json: %+v, %v", running, ok)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the stop: %v", err)
	}
	if !strings.Contains(r.story(t), "engine stops") {
		t.Errorf("the world was not stopped in order:\n%s", r.story(t))
	}
}

// withoutTemporal takes the Temporal CLI off the rig's PATH and adds a `go` whose install command is the given script.
// It returns the path of the CLI.
func (r *rig) withoutTemporal(t *testing.T, install string) (cli string) {
	t.Helper()
	link := filepath.Join(r.dir, "path", "temporal")
	cli, err := filepath.EvalSymlinks(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	script(t, filepath.Join(r.dir, "path", "go"), "PATH=/bin:/usr/bin\nexport TEST_STORY="+filepath.Join(r.dir, "story")+
		" TEST_CLI="+cli+"\n[ \"$1\" = env ] && exit\n"+install)
	return cli
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestChooseModel(t *testing.T) {
	ollama := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"models":[{"name":"llama3:8b"},{"name":"tiny:latest"}]}`)
	}))
	defer ollama.Close()
	for _, c := range []struct {
		llm, url, model string
		kind            string
		warned          bool
	}{
		{"auto", ollama.URL, "llama3:8b", "ollama", false},
		{"auto", ollama.URL, "tiny", "ollama", false},
		{"auto", ollama.URL, "other", "auto", true},
		{"ollama", ollama.URL, "other", "ollama", true},
		{"auto", "http://127.0.0.1:1", "llama3:8b", "auto", false},
		{"ollama", "http://127.0.0.1:1", "llama3:8b", "ollama", true},
		{"synth", ollama.URL, "llama3:8b", "synth", false},
	} {
		m := chooseModel(t.Context(), config.Settings{LLM: c.llm, OllamaURL: c.url, OllamaModel: c.model})
		if m.kind != c.kind || (len(m.warnings) > 0) != c.warned {
			t.Errorf("%+v: got %+v", c, m)
		}
	}
}

func TestLogRotates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "engine.log")
	f, err := openLog(path, 10)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		fmt.Fprintf(f, "line %d\n", i)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"": "line 5\n", ".1": "line 4\n", ".3": "line 2\n"} {
		if got, err := os.ReadFile(path + name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", path+name, got, err, want)
		}
	}
	if _, err := os.Stat(path + ".4"); err == nil {
		t.Error("a fourth old file is kept")
	}
}

func TestLinesStayWhole(t *testing.T) {
	var out, file syncBuffer
	w := &lineWriter{part: "engine", console: newConsole(&out, &out), file: &file}
	for _, piece := range []string{"one\ntw", "o\r\n\n", strings.Repeat("x", maxLine), "tail"} {
		fmt.Fprint(w, piece)
	}
	if got := out.String(); !strings.HasPrefix(got, "engine   | one\nengine   | two\nengine   | xxx") ||
		strings.Contains(got, "tail") {
		t.Errorf("got %.80q", got)
	}
	if w.last() == "" || !strings.HasSuffix(file.String(), "tail") {
		t.Error("the file lacks what has no end of line yet")
	}
}
