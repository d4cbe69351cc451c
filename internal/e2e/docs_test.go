package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDocs runs every command in README.md and docs/ on a system of `genesis up`: the lines of shell blocks, and inline
// code that is a command. The lists below say, in this order, which commands are not run and why, which are run with
// smaller numbers, which run until they are stopped, and what must exist before a command. Any other command is run as
// it is and must succeed. A new command in the documents is therefore run, or fails this test.
func TestDocs(t *testing.T) {
	d := newDocsSystem(t)
	used, all, ran := map[string]bool{}, commands(t), 0
	for _, c := range all {
		t.Run(c.doc+": "+c.text, func(t *testing.T) {
			ran++
			if why, ok := find(notRun, c.text, used); ok {
				t.Logf("not run: %s", why)
				return
			}
			text := c.text
			for _, s := range smaller {
				if s.match.MatchString(text) {
					used[s.match.String()], text = true, s.with(text)
				}
			}
			if says, ok := find(serves, text, used); ok {
				d.serve(t, text, says)
				return
			}
			for _, n := range needs {
				if n.match.MatchString(text) {
					used[n.match.String()] = true
					n.state(t, d)
				}
			}
			d.shell(t, d.fillPlaceholders(t, text))
		})
	}
	for _, m := range matches() {
		if !used[m] && ran == len(all) {
			t.Errorf("no command of the documents matches %s any more", m)
		}
	}
}

// beginsWith returns a pattern that matches the beginning of a command.
func beginsWith(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(bin/)?` + pattern) }

// rule applies to the commands that match its pattern.
type rule struct {
	match *regexp.Regexp
	says  string
}

func find(rules []rule, text string, used map[string]bool) (says string, ok bool) {
	for _, r := range rules {
		if r.match.MatchString(text) {
			used[r.match.String()] = true
			return r.says, true
		}
	}
	return "", false
}

// notRun are the commands that can't be run here, with reasons.
var notRun = []rule{
	{beginsWith(`docker compose`), "it needs Docker and images from a registry; `go tool task compose:check` runs it on stand-ins"},
	{beginsWith(`docker tag`), "it needs a registry to push to"},
	{beginsWith(`cp \.env\.example`), "it would change the settings of this test"},
	{beginsWith(`temporal worker deployment`), "it needs workers of a released build: TestTenReleases in worker has ten"},
	{beginsWith(`kubectl`), "it needs a cluster; `go tool task deploy:check` holds the manifests to Kubernetes' own types"},
	{beginsWith(`ollama (pull|serve)`), "it needs Ollama and gigabytes of a model"},
	{beginsWith(`(genesis up|temporal server start-dev)$`), "it is what this test runs on"},
	{beginsWith(`genesis bench cycle`), "it starts a system of its own: TestBenchCycle runs it"},
	{beginsWith(`genesis bench model`), "it asks language models for many minutes: the tests of internal/modelbench run it with a scripted one"},
	{beginsWith(`temporal (workflow start|config set)$`), "it is the name of one of Temporal's commands, without what it needs"},
	{beginsWith(`genesis codec$`), "it needs a key: TestCodec in cmd/genesis runs it with one"},
	{beginsWith(`npm run bench`), "it measures a browser for minutes: its figures stand beside it"},
	{beginsWith(`npm run e2e`), "it needs the page built and a browser: TestBrowser runs all of them"},
	{beginsWith(`genesis migrate`), "it needs a second world: TestMigration has two, and runs it"},
}

// change makes a command small enough, or fit for a machine that runs others beside it.
type change struct {
	match *regexp.Regexp
	with  func(string) string
}

func withArgs(args string) func(string) string {
	return func(text string) string { return text + " " + args }
}

func replacing(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// smaller lists commands that would take long, with changes that make them do the same on a smaller scale.
var smaller = []change{
	// CI runs the project's own tasks. This test only checks that each exists and what it would do.
	{beginsWith(`go tool task`), replacing("go tool task", "go tool task --dry")},
	// CI tests whole packages. Here they only have to compile; benchmarks run once.
	{beginsWith(`go test \./`), replacing("go test", "go test -run '^$'")},
	{beginsWith(`go test -run Test(Worlds|Walk)`), replacing("-run", "-list")}, // they run on their own
	{beginsWith(`go test .*-bench`), replacing("-benchtime 5x", "", "'^BenchmarkTrial$'", "'^BenchmarkTrial$/grown'",
		"-bench", "-benchtime 1x -bench", "-bench Trial", "-benchtime 1x -bench Trial/compiled")},
	{beginsWith(`GENESIS_CENSUS_TICKS=1000000`), replacing("=1000000", "=600", "_SEEDS=10", "_SEEDS=1")},
	{beginsWith(`GENESIS_DEPTH=`), replacing("=default,cold,stormy,dark,bland", "=default", "_FORKS=24", "_FORKS=1", "_TICKS=2200", "_TICKS=60")},
	{beginsWith(`genesis bench evolution`), withArgs("--world starving --seeds 1 --cycles 1 --life-ticks 600 --trial-pairs 2 --trial-ticks 60 --effort 0.01")},
	{beginsWith(`genesis experiment run FILE`), replacing("FILE", "starving.yaml --here")},
	{beginsWith(`genesis bench viewers`), withArgs("--viewers 2 --molbots 200 --for 300ms")},
	{beginsWith(`genesis world run`), withArgs("--ticks 600")},
	{beginsWith(`genesis synth$`), withArgs("--addr 127.0.0.1:0")},
	{beginsWith(`temporal operator namespace describe$`), func(text string) string {
		return "TEMPORAL_ADDRESS=`printenv GENESIS_TEMPORAL_ADDRESS` " + text + " --namespace default"
	}},
	// A backup can only be restored to a world that is not running, so it goes to a second one.
	{beginsWith(`genesis (backup|restore) \[?FILE`), replacing("[FILE]", "first.tar.gz", "FILE", "first.tar.gz")},
	{beginsWith(`genesis restore`), func(text string) string {
		return `export GENESIS_DATA_DIR=$(mktemp -d ./beside.XXXXXX)/data; GENESIS_MUTATIONS_DIR=$GENESIS_DATA_DIR env -u GENESIS_REDIS_URL ` + text
	}},
}

// serves are the commands that run until they are stopped, with what they print when they are ready.
var serves = []rule{
	{beginsWith(`genesis engine$`), "the world runs"},
	{beginsWith(`genesis worker`), "worker ready"},
	{beginsWith(`genesis gateway$`), "msg=listening"},
	{beginsWith(`genesis synth`), "synth answers"},
}

// condition must hold before a command.
type condition struct {
	match *regexp.Regexp
	state func(*testing.T, *docsSystem)
}

// needs lists the states in which the steering commands make sense.
var needs = []condition{
	{beginsWith(`(genesis (approve|hint) |curl -X POST .*/(approve|hint)")`), func(t *testing.T, d *docsSystem) { d.running(t) }},
	{beginsWith(`(genesis (veto|cancel) |curl -X POST .*/(veto|cancel)")`), func(t *testing.T, d *docsSystem) { d.ending(t) }},
	{beginsWith(`(genesis (trigger|load|rerun)|.*/evolution/trigger|.*/rerun"|.*/api/mutations -H)`), func(t *testing.T, d *docsSystem) { d.idle(t) }},
	{beginsWith(`(genesis (cycle|replay|rerun) |curl (-X POST )?"[^"]*/cycles/\$CYCLE(/rerun)?")`), func(t *testing.T, d *docsSystem) { d.over(t) }},
	{beginsWith(`(genesis (rollback|pin|unpin) |.*/api/mutations/\$MUTATION/)`), func(t *testing.T, d *docsSystem) { d.kept(t) }},
	{beginsWith(`genesis (world (replay|restore|checkpoints)|doctor)`), func(t *testing.T, d *docsSystem) { d.idle(t) }},
}

func matches() (all []string) {
	for _, r := range slices.Concat(notRun, serves) {
		all = append(all, r.match.String())
	}
	for _, c := range smaller {
		all = append(all, c.match.String())
	}
	for _, n := range needs {
		all = append(all, n.match.String())
	}
	return all
}

// docCommand is a command in a document.
type docCommand struct{ doc, text string }

var (
	fence  = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```")
	inline = regexp.MustCompile("`([^`\n]+)`")
	// programs matches the beginning of inline commands. A single word is only the name of a program.
	programs = regexp.MustCompile(`^((bin/)?genesis|go (tool|test)|docker compose|ollama|curl|npm|redis-cli|temporal|kubectl|jq) \S`)
	wrapped  = regexp.MustCompile(`\s*\\\n\s*|\s*\|\n\s*`)
)

// commands reads the documents in order; a command that appears twice counts once.
func commands(t *testing.T) (found []docCommand) {
	t.Helper()
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(docs) < 6 {
		t.Fatalf("%v, %v", docs, err)
	}
	seen := map[string]bool{}
	for _, doc := range append([]string{filepath.Join(root, "README.md")}, docs...) {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range commandsOf(string(text)) {
			if !seen[c] {
				seen[c] = true
				found = append(found, docCommand{filepath.Base(doc), c})
			}
		}
	}
	return found
}

func commandsOf(text string) (found []string) {
	for _, m := range fence.FindAllStringSubmatch(text, -1) {
		if m[1] != "sh" {
			continue
		}
		lines := wrapped.ReplaceAllStringFunc(m[2], func(join string) string {
			if strings.Contains(join, "|") {
				return " | "
			}
			return " "
		})
		for line := range strings.Lines(lines) {
			line, _, _ = strings.Cut(" "+line, " #")
			if line = strings.TrimSpace(line); line != "" {
				found = append(found, line)
			}
		}
	}
	for _, m := range inline.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		if programs.MatchString(m[1]) {
			found = append(found, m[1])
		}
	}
	return found
}

// shell runs a command as a user in a clone would; HTTP requests must succeed.
func (d *docsSystem) shell(t *testing.T, text string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c",
		`curl() { command curl --silent --show-error --fail-with-body "$@"; }`+"\n"+text)
	cmd.Env, cmd.Dir = d.env, d.dir
	if strings.Contains(text, "go tool") || strings.Contains(text, "go test") {
		cmd.Dir = root
	}
	began := time.Now()
	out, err := cmd.CombinedOutput()
	t.Logf("%s\n%.1f s\n%s", text, time.Since(began).Seconds(), tail(string(out), 1500))
	if err != nil {
		t.Errorf("%v", err)
	}
}
