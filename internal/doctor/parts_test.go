package doctor

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// nobody returns an address at which nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// examine examines a system of which only the parts named in the settings run.
func examine(t *testing.T, settings ...string) Report {
	t.Helper()
	dir := t.TempDir()
	s, err := config.Load(append([]string{
		"GENESIS_DATA_DIR=" + filepath.Join(dir, "data"), "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"),
		"GENESIS_REDIS_URL=redis://" + nobody(t) + "/0", "GENESIS_TEMPORAL_ADDRESS=" + nobody(t), "GENESIS_HTTP_ADDR=" +
			nobody(t),
		"GENESIS_OLLAMA_URL=http://" + nobody(t),
	}, settings...), "")
	if err != nil {
		t.Fatal(err)
	}
	report, err := Examine(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.State != OK && f.Remedy == "" {
			t.Errorf("there is no remedy for %+v", f)
		}
		if strings.Contains(f.Says, "\n") || f.Says == "" {
			t.Errorf("not a line: %+v", f)
		}
	}
	return report
}

// found checks that the report has one particular finding.
func found(t *testing.T, r Report, check string, state State, says, remedy string) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Check == check {
			if f.State != state || !strings.Contains(f.Says, says) || !strings.Contains(f.Remedy, remedy) {
				t.Errorf("%+v\nwant %s …%s… → …%s…", f, state, says, remedy)
			}
			return
		}
	}
	t.Errorf("nothing is said about %s: %+v", check, r.Findings)
}

// website serves the same answer to every request.
func website(t *testing.T, status int, body string) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func TestNothingRuns(t *testing.T) {
	r := examine(t)
	found(t, r, "redis", Problem, "nothing listens there", "GENESIS_REDIS_URL")
	found(t, r, "temporal", Problem, "nothing listens there", "GENESIS_TEMPORAL_ADDRESS")
	found(t, r, "model", OK, "synth writes the traits", "")
	found(t, r, "gateway", Warning, "is free", "start `genesis gateway`")
	found(t, r, "agreement", Warning, "not examined", "look again")
	if r.Healthy {
		t.Error("it is called healthy")
	}
	found(t, examine(t, "GENESIS_LLM=ollama"), "model", Problem, "no Ollama answers", "ollama serve")
	found(t, examine(t, "GENESIS_LLM=synth", "GENESIS_SYNTH_URL=http://"+nobody(t)), "model", Problem,
		"synth does not answer", "genesis synth")
	found(t, examine(t, "GENESIS_LLM=synth"), "model", OK, "inside the worker", "")
}

func TestSomethingElseListens(t *testing.T) {
	web := website(t, http.StatusOK, "<html>\nhello\n</html>")
	r := examine(t, "GENESIS_REDIS_URL=redis://"+web+"/0", "GENESIS_TEMPORAL_ADDRESS="+web, "GENESIS_HTTP_ADDR="+web,
		"GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL=http://"+web)
	found(t, r, "redis", Problem, "something listens there", "GENESIS_REDIS_URL")
	found(t, r, "temporal", Problem, "something listens there", "GENESIS_TEMPORAL_ADDRESS")
	found(t, r, "model", Problem, "no Ollama answers", "GENESIS_OLLAMA_URL")
	found(t, r, "gateway", Problem, "it is no gateway", "GENESIS_HTTP_ADDR")
	found(t, examine(t, "GENESIS_HTTP_ADDR="+website(t, http.StatusNotFound, "")), "gateway", Problem, "404",
		"GENESIS_HTTP_ADDR")
	found(t, examine(t, "GENESIS_HTTP_ADDR="+website(t, http.StatusOK, `{"status":"ok","world":"beta"}`)), "gateway",
		Problem,
		"shows the world beta, not main", "GENESIS_HTTP_ADDR")
}

// TestTakenPorts occupies the ports that up would use.
func TestTakenPorts(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, taken, _ := net.SplitHostPort(l.Addr().String())
	d := &doctor{report: Report{}}
	d.UpTemporalPort = l.Addr().(*net.TCPAddr).Port
	d.ports(false)
	found(t, d.report, "port "+taken, Problem, "taken", "GENESIS_UP_TEMPORAL_PORT")
	found(t, d.report, "port 0", OK, "free", "")
	given := &doctor{}
	given.TemporalAddress = "10.0.0.1:7233"
	given.ports(false)
	if len(given.report.Findings) > 0 {
		t.Errorf("up would start no Temporal: %+v", given.report.Findings)
	}
}

func TestModelOfTheServer(t *testing.T) {
	other := "GENESIS_OLLAMA_URL=http://" + website(t, http.StatusOK, `{"models":[{"name":"qwen2.5-coder:7b"}]}`)
	found(t, examine(t, other), "model", Problem, "no llama3:8b", "one of: qwen2.5-coder:7b")
	none := "GENESIS_OLLAMA_URL=http://" + website(t, http.StatusOK, `{"models":[]}`)
	r := examine(t, none)
	found(t, r, "model", Problem, "no llama3:8b", "ollama pull llama3:8b")
	for _, f := range r.Findings {
		if strings.HasSuffix(f.Remedy, ": ") {
			t.Errorf("a remedy that names nothing: %+v", f)
		}
	}
	has := "GENESIS_OLLAMA_URL=http://" + website(t, http.StatusOK, `{"models":[{"name":"llama3:8b"}]}`)
	found(t, examine(t, has), "model", OK, "it answers", "")

	url := "redis://" + miniredis.RunT(t).Addr() + "/0"
	store, err := redisstore.Open(t.Context(), url, "main")
	if err == nil {
		err = store.WriteModel(t.Context(), redisstore.Model{Name: "synth", Provider: "synth"})
	}
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	found(t, examine(t, has, "GENESIS_REDIS_URL="+url), "model", OK, "synth has written until now, and the model does "+
		"from the next cycle on", "")
}

func TestRedisIsJudged(t *testing.T) {
	server := miniredis.RunT(t)
	server.SetTime(time.Now().Add(time.Hour))
	r := examine(t, "GENESIS_REDIS_URL=redis://"+server.Addr()+"/0")
	found(t, r, "clock", Warning, "apart", "time synchronisation")
	found(t, r, "engine", Problem, "none runs the world main", "GENESIS_WORLD")
	server.SetTime(time.Now())
	found(t, examine(t, "GENESIS_REDIS_URL=redis://"+server.Addr()+"/0"), "clock", OK, "", "")
	server.RequireAuth("hush")
	found(t, examine(t, "GENESIS_REDIS_URL=redis://"+server.Addr()+"/0"), "redis", Problem, "but refuses",
		"GENESIS_REDIS_URL")
	wrong := examine(t, "GENESIS_REDIS_URL=redis://:wr0ng@"+server.Addr()+"/0")
	found(t, wrong, "redis", Problem, "but refuses", "GENESIS_REDIS_URL")
	for _, f := range wrong.Findings {
		if strings.Contains(f.Says+f.Remedy, "wr0ng") {
			t.Errorf("the password is printed: %+v", f)
		}
	}
	for says, h := range map[string]redisstore.Health{
		"can't write":      {Version: "7.0.0", Stuck: true},
		"discards records": {Version: "7.0.0", Policy: "allkeys-lru"},
		"used 95 %":        {Version: "7.0.0", Full: .95, Keeps: true},
		"keeps nothing":    {Version: "7.0.0", Policy: "noeviction"},
	} {
		d := &doctor{}
		d.redisServer(h)
		if f := d.report.Findings[0]; f.State == OK || f.Remedy == "" || !strings.Contains(f.Says, says) {
			t.Errorf("%s: %+v", says, f)
		}
	}
}

func TestFolders(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	found(t, examine(t, "GENESIS_DATA_DIR="+file), "data folder", Problem, "is a file", "GENESIS_DATA_DIR")
	found(t, examine(t, "GENESIS_MUTATIONS_DIR="+filepath.Join(file, "deeper")), "mutations folder", Problem, "is a file",
		"GENESIS_MUTATIONS_DIR")
	for free, want := range map[uint64]State{0: Problem, 99 << 20: Problem, 101 << 20: Warning, 2 << 30: OK} {
		if got, remedy := space(free, "X"); got != want || (remedy == "") != (got == OK) {
			t.Errorf("%d bytes free: %s, %q", free, got, remedy)
		}
	}
	if os.Getuid() == 0 {
		return // root can write anywhere
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o555); err != nil {
		t.Fatal(err)
	}
	found(t, examine(t, "GENESIS_DATA_DIR="+filepath.Join(closed, "data")), "data folder", Problem, "can't be written to",
		"GENESIS_DATA_DIR")
}

// TestFullDisk checks a disk that really is small.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: this test needs the right to mount a small disk: %v: %s", err, out)
	}
	unmount := exec.CommandContext(context.WithoutCancel(t.Context()), "umount", dir)
	defer unmount.Run() //nolint:errcheck // the folder goes with the test
	found(t, examine(t, "GENESIS_DATA_DIR="+filepath.Join(dir, "data")), "data folder", Problem, "16 MiB free",
		"make room")
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil || fs.Blocks*uint64(fs.Bsize) != 16<<20 {
		t.Errorf("that was not the small disk: %+v, %v", fs, err)
	}
}

func TestVersionsAreCompared(t *testing.T) {
	same := &doctor{versions: map[string][]string{}}
	same.noteVersion("this command", "v1.2.0")
	same.noteVersion("gateway", "v1.2.0")
	same.noteVersion("engine", genesis.Unversioned)
	same.compareVersions()
	found(t, same.report, "versions", OK, "no part is known", "")
	same.noteVersion("7@there", "v1.1.0")
	same.report = Report{}
	same.compareVersions()
	found(t, same.report, "versions", Warning, "v1.1.0 (7@there); v1.2.0 (this command, gateway)", "restart")
}

func TestTemporalClock(t *testing.T) {
	d := &doctor{}
	d.temporalClock([]supervisor.Poller{{LastSeen: time.Now().Add(-time.Minute)}})
	if len(d.report.Findings) > 0 {
		t.Errorf("a worker that waits is no skew: %+v", d.report.Findings)
	}
	d.temporalClock([]supervisor.Poller{{LastSeen: time.Now().Add(-time.Minute)}, {LastSeen: time.Now().Add(time.Minute)}})
	found(t, d.report, "clock of Temporal", Warning, "ahead", "time synchronisation")
}

// TestARedisThatRefusesOrStands: a Redis that refuses writes says nothing about the engine, which may run. A suspended
// one must not be mistaken for another program at its address.
func TestARedisThatRefusesOrStands(t *testing.T) {
	server := redistest.Server(t, t.TempDir(), "--save", "")
	address := server.Options().Addr
	if err := server.ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	r := examine(t, "GENESIS_REDIS_URL=redis://"+address+"/0")
	found(t, r, "redis", Problem, "refuses", "")
	found(t, r, "engine", Warning, "unknown: Redis refuses writes", "mend redis")

	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts connections but never answers, like a suspended process
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	found(t, examine(t, "GENESIS_REDIS_URL=redis://"+silent.Addr().String()+"/0"), "redis", Problem,
		"takes connections and is silent", "kill -CONT")
}
