package compose

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const root = "../.."

var (
	core = []string{
		"engine", "folders", "frontend", "gateway", "postgres", "redis", "settings", "temporal", "temporal-namespace",
		"temporal-schema", "temporal-ui", "worker",
	}
	model   = []string{"ollama"}
	observe = []string{"grafana", "prometheus"}

	// Those that do their work and end.
	oneShots = []string{"folders", "settings", "temporal-namespace", "temporal-schema"}
	// Those without a port to ask; a service that dies is started again all the same.
	unasked = []string{"worker", "temporal-ui"}
)

// load reads the file as docker compose would with these profiles and variables, and checks it against the
// specification.
func load(t *testing.T, profiles []string, environ ...string) *types.Project {
	t.Helper()
	o, err := cli.NewProjectOptions([]string{root + "/docker-compose.yml"},
		cli.WithWorkingDirectory(root), cli.WithEnv(environ), cli.WithEnvFiles(), cli.WithDotEnv,
		cli.WithDefaultProfiles(profiles...), cli.WithConsistency(true))
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func everything(t *testing.T) *types.Project { return load(t, []string{"ollama", "observe"}) }

func TestProfilesStartWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		profiles, environ, want []string
	}{
		{nil, nil, slices.Concat(core, model)}, // compose takes no profile for the empty one
		{nil, []string{"COMPOSE_PROFILES="}, slices.Concat(core, model)},
		{nil, []string{"COMPOSE_PROFILES=synth"}, core},
		{[]string{"synth"}, []string{"COMPOSE_PROFILES=ollama"}, core}, // the command line wins
		{[]string{"synth", "observe"}, nil, slices.Concat(core, observe)},
		{[]string{"observe"}, nil, slices.Concat(core, observe)},
		{[]string{"ollama", "observe"}, nil, slices.Concat(core, model, observe)},
	} {
		got := slices.Sorted(maps.Keys(load(t, c.profiles, c.environ...).Services))
		if slices.Sort(c.want); !slices.Equal(got, c.want) {
			t.Errorf("profiles %v with %v: %v start, want %v", c.profiles, c.environ, got, c.want)
		}
	}
}

// TestEnvExampleCovers holds .env.example to every variable that the file reads.
func TestEnvExampleCovers(t *testing.T) {
	text, err := os.ReadFile(root + "/.env.example")
	if err != nil {
		t.Fatal(err)
	}
	compose, err := os.ReadFile(root + "/docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(string(compose), "${") {
		name, _, ok := strings.Cut(part, ":")
		if ok && strings.ToUpper(name) == name && !strings.Contains(string(text), name+"=") {
			t.Errorf("docker-compose.yml reads %s, of which .env.example says nothing", name)
		}
	}
}

// TestLimits holds the services to the container map of the specification: 2 cores and 4 GiB for the core, which is
// three services here.
func TestLimits(t *testing.T) {
	const gib = 1 << 30
	p := everything(t)
	sum := func(names ...string) (cpus float32, memory types.UnitBytes) {
		for _, name := range names {
			cpus += float32(p.Services[name].CPUQuota) / 100_000
			memory += p.Services[name].MemLimit
		}
		return cpus, memory
	}
	for _, c := range []struct {
		names  []string
		cpus   float32
		memory types.UnitBytes
	}{
		{[]string{"engine", "worker", "gateway"}, 2, 4 * gib},
		{[]string{"ollama"}, 4, 16 * gib},
		{[]string{"redis"}, 1, gib},
		{[]string{"frontend"}, 1, gib / 2},
	} {
		if cpus, memory := sum(c.names...); cpus != c.cpus || memory != c.memory {
			t.Errorf("%v may use %v cores and %v bytes, want %v and %v", c.names, cpus, memory, c.cpus, c.memory)
		}
	}
	for name, s := range p.Services {
		if s.CPUS != 0 {
			t.Errorf("%s has cpus, which the daemon refuses on a machine with fewer; cpu_quota says the same", name)
		}
		if s.MemLimit == 0 {
			t.Errorf("%s has no limit of memory", name)
		}
	}
}

func TestPortsAreOnLoopback(t *testing.T) {
	want := map[string]string{
		"frontend": "3000", "gateway": "8000", "temporal": "7233", "temporal-ui": "8080", "prometheus": "9090",
		"grafana": "3001",
	}
	taken := map[string]string{}
	for name, s := range everything(t).Services {
		for _, port := range s.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes port %s on %q, not on loopback", name, port.Published, port.HostIP)
			}
			if other := taken[port.Published]; other != "" {
				t.Errorf("%s and %s both publish port %s", name, other, port.Published)
			}
			taken[port.Published] = name
			if want[name] != port.Published {
				t.Errorf("%s publishes port %s, want %q", name, port.Published, want[name])
			}
			delete(want, name)
		}
	}
	if len(want) > 0 {
		t.Errorf("not published: %v", want)
	}
}

func TestHealthAndRestarts(t *testing.T) {
	for name, s := range everything(t).Services {
		restart, checked := types.RestartPolicyAlways, true
		if slices.Contains(oneShots, name) {
			restart, checked = types.RestartPolicyOnFailure, false
		}
		if name == "folders" || name == "settings" {
			restart = types.RestartPolicyNo // its errors are those of a person, whom up then tells
		}
		if s.Restart != restart {
			t.Errorf("%s restarts %q, want %q", name, s.Restart, restart)
		}
		if has := s.HealthCheck != nil && len(s.HealthCheck.Test) > 0; has != (checked && !slices.Contains(unasked, name)) {
			t.Errorf("%s has a health check: %v", name, has)
		}
	}
}

func TestStartOrder(t *testing.T) {
	const healthy, completed = types.ServiceConditionHealthy, types.ServiceConditionCompletedSuccessfully
	p := everything(t)
	for name, want := range map[string]map[string]string{
		"temporal-schema":    {"postgres": healthy},
		"temporal":           {"temporal-schema": completed},
		"temporal-namespace": {"temporal": healthy},
		"temporal-ui":        {"temporal": healthy},
		"engine":             {"settings": completed, "folders": completed, "redis": healthy, "temporal-namespace": completed},
		"gateway":            {"settings": completed, "redis": healthy, "temporal-namespace": completed},
		"worker":             {"settings": completed, "redis": healthy, "temporal-namespace": completed},
		"frontend":           {"gateway": healthy},
		"prometheus":         {"gateway": healthy},
		"grafana":            {"prometheus": healthy},
	} {
		got := map[string]string{}
		for on, d := range p.Services[name].DependsOn {
			got[on] = d.Condition
			if d.Condition == healthy && p.Services[on].HealthCheck == nil {
				t.Errorf("%s waits for the health of %s, which has no check", name, on)
			}
			if d.Condition == completed && !slices.Contains(oneShots, on) {
				t.Errorf("%s waits for the end of %s, which does not end", name, on)
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s starts after %v, want %v", name, got, want)
		}
	}
}

// TestMountsAreThere holds every file that is mounted to the repository: Docker would make an empty folder of a wrong
// name.
func TestMountsAreThere(t *testing.T) {
	p := everything(t)
	for name, s := range p.Services {
		for _, v := range s.Volumes {
			if v.Type == types.VolumeTypeVolume {
				if _, ok := p.Volumes[v.Source]; !ok {
					t.Errorf("%s mounts the volume %s, which is not declared", name, v.Source)
				}
				continue
			}
			if _, err := os.Stat(v.Source); err != nil {
				t.Errorf("%s mounts what is not there: %v", name, err)
			}
			writes := strings.HasSuffix(v.Source, "/mutations") && (name == "engine" || name == "folders")
			if writes == v.ReadOnly {
				t.Errorf("%s mounts %s, read only: %v", name, v.Source, v.ReadOnly)
			}
		}
	}
	mounted := slices.ContainsFunc(p.Services["engine"].Volumes, func(v types.ServiceVolumeConfig) bool {
		return v.Target == "/app/mutations" && strings.HasSuffix(v.Source, "/mutations")
	})
	if !mounted {
		t.Error("the engine has no ./mutations")
	}
}

// TestHardened holds every container to a file system that it can't write and no more rights than it needs.
func TestHardened(t *testing.T) {
	rooted := map[string][]string{"folders": {"CHOWN", "DAC_OVERRIDE", "FOWNER"}}
	for name, s := range everything(t).Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) ||
			!slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s is not read_only, drops %v and has %v", name, s.CapDrop, s.SecurityOpt)
		}
		if !slices.Equal(s.CapAdd, rooted[name]) {
			t.Errorf("%s may %v, want %v", name, s.CapAdd, rooted[name])
		}
	}
}

// TestImagesArePinned holds the images of others to versions, and the file's to those of the Dockerfiles.
func TestImagesArePinned(t *testing.T) {
	for _, s := range everything(t).Services {
		name, tag, _ := strings.Cut(s.Image, ":")
		if strings.HasPrefix(name, "ai-genesis/") {
			continue
		}
		if strings.Count(tag, ".") == 0 {
			t.Errorf("%s of %s names no version", s.Image, s.Name)
		}
	}
	for _, file := range []string{"Dockerfile.core", "Dockerfile.web"} {
		text, err := os.ReadFile(root + "/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if image, ok := strings.CutPrefix(line, "FROM "); ok && strings.Count(image, ".") < 2 {
				t.Errorf("%s names no version: %s", file, line)
			}
		}
	}
}

func TestCoreIsOneImageWithoutRoot(t *testing.T) {
	p := everything(t)
	for _, name := range []string{"engine", "worker", "gateway"} {
		s := p.Services[name]
		if s.Image != "ai-genesis/core" || s.Build == nil || s.Build.Dockerfile != "Dockerfile.core" {
			t.Errorf("%s does not run the core's image", name)
		}
		if user, _, _ := strings.Cut(s.User, ":"); user == "" || user == "0" || user == "root" {
			t.Errorf("%s runs as %q", name, s.User)
		}
	}
	text, err := os.ReadFile(root + "/Dockerfile.core")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "\nUSER 10001:10001\n") {
		t.Error("Dockerfile.core does not leave root")
	}
}

// TestGatewayKnowsItsNames holds the names that others in the network call the gateway by to those that it answers to.
func TestGatewayKnowsItsNames(t *testing.T) {
	allowed := everything(t).Services["gateway"].Environment["GENESIS_ALLOWED_HOSTS"]
	if allowed == nil || !slices.Contains(strings.Split(*allowed, ","), "gateway") {
		t.Error("Prometheus and the engine's health check ask http://gateway:8000, but the gateway refuses that name")
	}
	text, err := os.ReadFile(root + "/ops/prometheus.yml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "[gateway:8000]") {
		t.Error("Prometheus does not ask the gateway")
	}
}
