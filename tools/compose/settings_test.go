package compose

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// settingNames are all settings, in the order of internal/config, whose tests hold .env.example to them.
func settingNames(t *testing.T) (names []string) {
	t.Helper()
	text, err := os.ReadFile(root + "/.env.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^# (GENESIS_[A-Z_]+)=`).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	if len(names) < 50 {
		t.Fatalf("there are only %d settings in .env.example", len(names))
	}
	return names
}

// fixed are the settings that the file decides itself, as the one-shot that judges the settings is told, with the
// reasons.
func fixed(t *testing.T) map[string]string {
	t.Helper()
	reasons := map[string]string{}
	for _, arg := range everything(t).Services["settings"].Command {
		if pair, ok := strings.CutPrefix(arg, "--fixed="); ok {
			name, why, _ := strings.Cut(pair, "=")
			reasons[name] = why
		}
	}
	return reasons
}

// TestEverySettingIsHonouredOrNamed writes each setting into .env in turn: no service of the core may have another value,
// unless the setting is named as fixed, with a reason. What stands in no environment of a service comes from .env as it
// is, by env_file.
func TestEverySettingIsHonouredOrNamed(t *testing.T) {
	reasons := fixed(t)
	for _, name := range settingNames(t) {
		overridden := ""
		const probe = "probe.example"
		p := load(t, []string{"synth"}, name+"="+probe)
		for _, service := range []string{"engine", "worker", "gateway", "settings"} {
			if value := p.Services[service].Environment[name]; value != nil && !strings.Contains(*value, probe) {
				overridden = service + " has " + *value
			}
		}
		switch why, isFixed := reasons[name]; {
		case overridden != "" && !isFixed:
			t.Errorf("%s of .env is overridden without a word: %s", name, overridden)
		case isFixed && overridden == "":
			t.Errorf("%s is called fixed, and is taken from .env", name)
		case isFixed && len(why) < 10:
			t.Errorf("%s is fixed without a reason", name)
		}
		delete(reasons, name)
	}
	for name := range reasons {
		t.Errorf("%s is called fixed and is no setting", name)
	}
}

// TestTheSettingsAreJudgedAsThePartsGetThem holds the one-shot to the environment of the parts, to .env, and to the
// folder of secrets, which it sees below the same name.
func TestTheSettingsAreJudgedAsThePartsGetThem(t *testing.T) {
	p := everything(t)
	judge := p.Services["settings"]
	for _, service := range []string{"engine", "worker", "gateway"} {
		part := p.Services[service]
		for name, value := range part.Environment {
			got, ok := judge.Environment[name]
			if ok && *got != *value {
				t.Errorf("%s has %s=%s, and is judged by %s", service, name, *value, *got)
			}
			if !ok && fixed(t)[name] == "" && *value != "" && !strings.Contains(*value, ",") {
				t.Errorf("nobody judges %s=%s of %s", name, *value, service)
			}
		}
		if part.User != judge.User {
			t.Errorf("%s runs as %s, and the files of the settings are read as %s", service, part.User, judge.User)
		}
		if _, waits := part.DependsOn["settings"]; !waits {
			t.Errorf("%s does not wait for the judgement", service)
		}
		mounted := false
		for _, v := range part.Volumes {
			mounted = mounted || v.Target == "/app/secrets" && v.ReadOnly
		}
		if !mounted {
			t.Errorf("%s does not see ./secrets", service)
		}
	}
	if judge.WorkingDir != "/clone" || len(judge.Volumes) != 1 || judge.Volumes[0].Target != "/clone" {
		t.Errorf("it looks in %s, with %v", judge.WorkingDir, judge.Volumes)
	}
}

// TestSettingsOfPeople holds what .env may say to what reaches the services.
func TestSettingsOfPeople(t *testing.T) {
	p := load(t, []string{"synth"}, "GENESIS_OLLAMA_URL=http://host.docker.internal:11434", "TEMPORAL_UI_PORT=8088",
		"GENESIS_ALLOWED_HOSTS=genesis.example", "HOST_UID=1001", "VERSION=v9", "GENESIS_TRUSTED_PROXIES=10.0.0.0/8",
		"GENESIS_REDIS_URL=rediss://redis.example:6380/0", "TEMPORAL_ADDRESS=ns.acc.tmprl.cloud:7233", "LOCAL_REDIS=0",
		"LOCAL_TEMPORAL=0", "GENESIS_OPEN=false")
	worker, gateway := p.Services["worker"], p.Services["gateway"]
	for name, want := range map[string]string{"GENESIS_OLLAMA_URL": "http://host.docker.internal:11434",
		"GENESIS_TEMPORAL_UI_URL": "http://127.0.0.1:8088", "GENESIS_REDIS_URL": "rediss://redis.example:6380/0",
		"GENESIS_TEMPORAL_ADDRESS": "ns.acc.tmprl.cloud:7233"} {
		if got := worker.Environment[name]; got == nil || *got != want {
			t.Errorf("the worker's %s is %v, want %s", name, got, want)
		}
	}
	if got := *gateway.Environment["GENESIS_ALLOWED_HOSTS"]; !strings.HasSuffix(got, ",genesis.example") {
		t.Errorf("the gateway allows %s", got)
	}
	if got := *gateway.Environment["GENESIS_OPEN"]; got != "false" {
		t.Errorf("the gateway is open: %s", got)
	}
	for _, name := range []string{"gateway", "frontend"} {
		if got := *p.Services[name].Environment["GENESIS_TRUSTED_PROXIES"]; !strings.HasSuffix(got, ",10.0.0.0/8") {
			t.Errorf("%s trusts %s", name, got)
		}
	}
	for _, name := range []string{"redis", "temporal", "postgres", "temporal-schema", "temporal-namespace", "temporal-ui"} {
		if s := p.Services[name]; s.Scale == nil || *s.Scale != 0 {
			t.Errorf("%s is started though another one is named", name)
		}
	}
	if worker.User != "1001:1000" || *worker.Build.Args["VERSION"] != "v9" || len(worker.ExtraHosts) != 1 {
		t.Errorf("the worker runs as %s, version %s, with the hosts %v", worker.User, *worker.Build.Args["VERSION"],
			worker.ExtraHosts)
	}
}
