package config

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/joho/godotenv"

	"github.com/ai-genesis/ai-genesis"
)

// seedDefaults are the defaults in section 7 of docs/specification.md. ALLOWED_IMPORTS, REDIS_URL and OLLAMA_URL are
// missing because this project has chosen other defaults for them.
var seedDefaults = map[string]string{
	"TICK_RATE_MS": "16", "MAX_ENTITIES": "500", "MIN_POPULATION": "20", "WORLD_WIDTH": "2000", "WORLD_HEIGHT": "2000",
	"REDIS_URL": "", "OLLAMA_URL": "http://127.0.0.1:11434", "OLLAMA_MODEL": "llama3:8b", "LLM_TIMEOUT_SEC": "120",
	"MUTATIONS_DIR": "./mutations", "TRAIT_TIMEOUT_SEC": "0.005", "TICK_TIME_BUDGET_SEC": "0.014",
	"MAX_ACTIVE_TRAITS":       "30",
	"MAX_TRAIT_VERSIONS_KEPT": "3", "ALLOWED_IMPORTS": "math", "SOFT_RESTART_INTERVAL_HOURS": "24",
	"SOFT_RESTART_MUTATION_THRESHOLD": "1000", "SNAPSHOT_INTERVAL_TICKS": "300", "WATCHER_HISTORY_DEPTH": "5",
	"ANOMALY_DEATH_THRESHOLD": "0.30", "ANOMALY_OVERPOP_THRESHOLD": "2.0", "EVOLUTION_COOLDOWN_SEC": "60",
}

func TestDefaultsAreThoseOfTheSeed(t *testing.T) {
	defaults := tags("envDefault")
	for name, want := range seedDefaults {
		if got, ok := defaults[Prefix+name]; !ok || got != want {
			t.Errorf("%s%s: default %q (known: %v), want %q", Prefix, name, got, ok, want)
		}
	}
}

// TestEnvExampleIsComplete checks that .env.example lists each setting once, with its default and description.
func TestEnvExampleIsComplete(t *testing.T) {
	path := filepath.Join("..", "..", ".env.example")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defaults, about := tags("envDefault"), tags("about")
	at := -1
	for _, name := range Names() {
		line := "# " + name + "=" + defaults[name] + "\n"
		if n := strings.Count(string(text), "\n"+line); n != 1 {
			t.Errorf("%s has the line %q %d times", path, line, n)
			continue
		}
		if !strings.Contains(string(text), "# "+about[name]+"\n"+line) {
			t.Errorf("%s: above %s there is not its description, %q", path, name, about[name])
		}
		if next := strings.Index(string(text), "\n"+line); next < at {
			t.Errorf("%s: %s is not in the order of config.Settings", path, name)
		} else {
			at = next
		}
	}
	uncommented := strings.ReplaceAll(string(text), "\n# "+Prefix, "\n"+Prefix)
	vars, err := godotenv.Unmarshal(uncommented)
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(vars, func(name, _ string) bool { return !strings.HasPrefix(name, Prefix) }) // docker compose's own
	if len(vars) != len(Names()) {
		t.Errorf("%s has %d settings, config has %d", path, len(vars), len(Names()))
	}
	if _, wrong := parse(vars); len(wrong) > 0 {
		t.Errorf("%s with every line in force: %v", path, wrong)
	}
}

func TestEnvironmentWinsOverFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, []byte("GENESIS_WORLD=file\nGENESIS_SEED=7\nOTHER=1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Load([]string{"GENESIS_WORLD=env", "PATH=/bin", "GENESIS_TEST_STRICT=1"}, path)
	if err != nil {
		t.Fatal(err)
	}
	if s.World != "env" || s.Seed != 7 || s.TickRateMs != 16 {
		t.Errorf("got %+v", s)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for _, c := range []struct {
		set  string
		want []string
	}{
		{"GENESIS_TIK_RATE=1", []string{"GENESIS_TIK_RATE", ".env.example"}},
		{"GENESIS_TICK_RATE_MS=0", []string{"GENESIS_TICK_RATE_MS", "1 to 1000"}},
		{"GENESIS_FRICTION=NaN", []string{"GENESIS_FRICTION", "0 to 1"}},
		{"GENESIS_LLM=gpt", []string{"GENESIS_LLM", "auto, ollama, synth"}},
		{"GENESIS_WORLD=No Such", []string{"GENESIS_WORLD", "lower-case"}},
		{"GENESIS_HTTP_ADDR=8000", []string{"GENESIS_HTTP_ADDR", "host:port"}},
		{"GENESIS_OLLAMA_URL=localhost", []string{"GENESIS_OLLAMA_URL", "URL"}},
		{"GENESIS_ALLOWED_IMPORTS=math,os", []string{"GENESIS_ALLOWED_IMPORTS", `"os"`}},
		{"GENESIS_MIN_POPULATION=501", []string{"GENESIS_MIN_POPULATION", "GENESIS_MAX_ENTITIES"}},
		{"GENESIS_SEED=many", []string{"GENESIS_SEED", `"many"`, "whole number"}},
		{"GENESIS_MAX_ACTIVE_TRAITS=33", []string{"GENESIS_MAX_ACTIVE_TRAITS", "1 to 32"}},
		{"GENESIS_REDIS_URL=foo", []string{"GENESIS_REDIS_URL", "redis://"}},
		{"GENESIS_REDIS_URL=http://localhost:6379", []string{"GENESIS_REDIS_URL", "http://", "redis://"}},
		{"GENESIS_SYNTH_URL=redis://localhost", []string{"GENESIS_SYNTH_URL", "redis://", "http"}},
		{"GENESIS_ALLOWED_HOSTS=http://a", []string{"GENESIS_ALLOWED_HOSTS", "http://a"}},
		{"GENESIS_TRUSTED_PROXIES=127.0.0.1,nginx", []string{"GENESIS_TRUSTED_PROXIES", `"nginx"`}},
		{"GENESIS_OPEN=perhaps", []string{"GENESIS_OPEN", "true or false"}},
	} {
		_, err := Load([]string{c.set}, "")
		if genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%s: %v", c.set, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", c.set, err, want)
			}
		}
	}
}

func TestEmptyMeansWhatTheDescriptionSays(t *testing.T) {
	s, err := Load([]string{"GENESIS_ALLOWED_IMPORTS=", "GENESIS_WEB_DIR=", "GENESIS_WORLD=", "GENESIS_TICK_RATE_MS="}, "")
	if err != nil {
		t.Fatal(err)
	}
	if s.AllowedImports != "" || s.AllowsMath() || s.WebDir != "" {
		t.Errorf("imports %q, web %q: want nothing", s.AllowedImports, s.WebDir)
	}
	if s.World != "main" || s.TickRateMs != 16 {
		t.Errorf("world %q, tick %d ms: want the defaults", s.World, s.TickRateMs)
	}
	for imports, want := range map[string]bool{"GENESIS_SEED=1": true, "GENESIS_ALLOWED_IMPORTS= math ": true,
		"GENESIS_ALLOWED_IMPORTS=,": false} {
		if s, err := Load([]string{imports}, ""); err != nil || s.AllowsMath() != want {
			t.Errorf("%s: math %v, %v; want %v", imports, s.AllowsMath(), err, want)
		}
	}
}

func TestPasswordsAreNotPrinted(t *testing.T) {
	for _, raw := range []string{
		"redis://:s3cret@host:6379/0", "redis://user:s3cret@host:6379/0", "redis://:s3%cret@host", "http://:s3cret@host",
		"s3cret@host",
		"redis://:s3/cret@host:6379", "redis://u:s3cr#et@host",
	} {
		_, err := Load([]string{"GENESIS_REDIS_URL=" + raw}, "")
		for _, text := range []string{Redact(raw), fmt.Sprint(err)} {
			if strings.Contains(text, "s3") || strings.Contains(text, "cret") {
				t.Errorf("%s: %s", raw, text)
			}
		}
	}
}

func TestEverySettingIsDescribed(t *testing.T) {
	for name, about := range tags("about") {
		if about == "" {
			t.Errorf("%s has no description", name)
		}
	}
}

// tags returns one tag of each setting's field, by the setting's name.
func tags(key string) map[string]string {
	values := map[string]string{}
	for f := range reflect.TypeFor[Settings]().Fields() {
		values[Prefix+f.Tag.Get("env")] = f.Tag.Get(key)
	}
	return values
}

func TestThePasswordOfRedisFromAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "redis.password")
	if err := os.WriteFile(file, []byte("se/cret@1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const address = "GENESIS_REDIS_URL=redis://ann@host:6379/0"
	s, err := Load([]string{address, "GENESIS_REDIS_PASSWORD_FILE=" + file}, "")
	if err != nil || s.RedisURL != "redis://ann:se%2Fcret%401@host:6379/0" {
		t.Errorf("%q %v", s.RedisURL, err)
	}
	for want, environ := range map[string][]string{
		"set GENESIS_REDIS_URL too": {"GENESIS_REDIS_PASSWORD_FILE=" + file},
		"keep one of the two": {"GENESIS_REDIS_URL=redis://ann:x@host:6379/0",
			"GENESIS_REDIS_PASSWORD_FILE=" + file},
		"can't be read (no such file or directory)": {address, "GENESIS_REDIS_PASSWORD_FILE=/secret"},
		"can't be read (is a directory)":            {address, "GENESIS_REDIS_PASSWORD_FILE=/"},
		"names an empty file":                       {address, "GENESIS_REDIS_PASSWORD_FILE=/dev/null"},
		"too long for a password":                   {address, "GENESIS_REDIS_PASSWORD_FILE=/dev/zero"},
	} {
		_, err := Load(environ, "")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "/secret") {
			t.Errorf("%v: %v, want %q", environ, err, want)
		}
	}
}
