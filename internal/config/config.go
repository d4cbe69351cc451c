// Package config reads the settings: GENESIS_* environment variables, which override those of a .env file, which
// override the defaults. An unknown variable or an invalid value prevents the start.
package config

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/ai-genesis/ai-genesis"
)

// Prefix begins the name of every setting. Variables that begin with TestPrefix control tests and are not settings.
const (
	Prefix     = "GENESIS_"
	TestPrefix = Prefix + "TEST_"
)

// Settings holds every setting of every command. The descriptions in the documentation and in .env.example are the
// `about` tags.
type Settings struct {
	World string `env:"WORLD" envDefault:"main" about:"name of the world that this process serves"`
	Seed  uint64 `env:"SEED" envDefault:"1" about:"seed of a new world"`

	TickRateMs    int     `env:"TICK_RATE_MS" envDefault:"16" min:"1" max:"1000" about:"length of a tick [ms]"`
	MaxEntities   int     `env:"MAX_ENTITIES" envDefault:"500" min:"1" max:"200000" about:"population at which births stop [molbots]"`
	MinPopulation int     `env:"MIN_POPULATION" envDefault:"20" min:"0" max:"200000" about:"population below which founders are added [molbots]"`
	WorldWidth    int     `env:"WORLD_WIDTH" envDefault:"2000" min:"200" max:"100000" about:"width of the world [px]"`
	WorldHeight   int     `env:"WORLD_HEIGHT" envDefault:"2000" min:"200" max:"100000" about:"height of the world [px]"`
	WorldEdge     string  `env:"WORLD_EDGE" envDefault:"torus" oneof:"torus walls" about:"edges of a new world: torus wraps around, walls are solid"`
	Gravity       float64 `env:"GRAVITY" envDefault:"0.98" min:"0" max:"2" about:"gravity; scales friction"`
	Friction      float64 `env:"FRICTION" envDefault:"0.85" min:"0" max:"1" about:"drag of the ground, scaled by gravity"`
	SpawnRate     float64 `env:"RESOURCE_SPAWN_RATE" envDefault:"0.05" min:"0" max:"1" about:"growth rate of food [items/tick/Mpx²]"`
	Temperature   float64 `env:"TEMPERATURE" envDefault:"20" min:"-30" max:"60" about:"base temperature [°C]"`

	RedisURL          string `env:"REDIS_URL" about:"address of Redis; empty: up starts one, other commands use redis://127.0.0.1:6379/0"`
	RedisPasswordFile string `env:"REDIS_PASSWORD_FILE" about:"file with the password of Redis; empty: the password in REDIS_URL, if any"`

	OllamaURL     string `env:"OLLAMA_URL" envDefault:"http://127.0.0.1:11434" about:"address of the Ollama server"`
	OllamaModel   string `env:"OLLAMA_MODEL" envDefault:"llama3:8b" about:"model that plans and writes traits; of several, separated by commas, the one with the best results for its time is used most"`
	LLM           string `env:"LLM" envDefault:"auto" oneof:"auto ollama synth" about:"who writes traits: auto is Ollama if it answers and has the model, otherwise synth"`
	Coder         string `env:"CODER" envDefault:"auto" oneof:"auto go rules" about:"what the model is asked for: go for a program, rules for a JSON document that is compiled to one, auto for the form in which the model has done better, beginning with go"`
	SynthURL      string `env:"SYNTH_URL" about:"address of a running synth; empty: the worker runs its own"`
	LLMTimeoutSec int    `env:"LLM_TIMEOUT_SEC" envDefault:"120" min:"1" max:"3600" about:"time limit for one answer of the model [s]"`

	MutationsDir         string  `env:"MUTATIONS_DIR" envDefault:"./mutations" about:"folder of generated traits"`
	TraitRuntime         string  `env:"TRAIT_RUNTIME" envDefault:"auto" oneof:"auto compiled yaegi" about:"what runs generated traits: auto and compiled run them compiled; yaegi interprets them, which is much slower and meant for comparisons"`
	TraitTimeoutSec      float64 `env:"TRAIT_TIMEOUT_SEC" envDefault:"0.005" min:"0.0001" max:"10" about:"wall-clock limit of one trait call [s]"`
	TickTimeBudgetSec    float64 `env:"TICK_TIME_BUDGET_SEC" envDefault:"0.014" min:"0.0001" max:"10" about:"time budget of a whole tick [s]"`
	MaxActiveTraits      int     `env:"MAX_ACTIVE_TRAITS" envDefault:"30" min:"1" max:"32" about:"number of generated traits in the world, not counting one in its canary"`
	MaxTraitVersionsKept int     `env:"MAX_TRAIT_VERSIONS_KEPT" envDefault:"3" min:"1" max:"1000" about:"number of versions of each trait whose files are kept"`
	RegistryAlertMB      int     `env:"REGISTRY_ALERT_MB" envDefault:"256" min:"1" max:"65536" about:"memory of loaded traits above which the engine warns [MiB]"`
	AllowedImports       string  `env:"ALLOWED_IMPORTS" envDefault:"math" about:"packages that a trait may import besides the trait API; empty: none; only math can be allowed"`

	SoftRestartIntervalHours     int `env:"SOFT_RESTART_INTERVAL_HOURS" envDefault:"24" min:"0" max:"8760" about:"uptime after which the engine restarts itself [h]; 0: never"`
	SoftRestartMutationThreshold int `env:"SOFT_RESTART_MUTATION_THRESHOLD" envDefault:"1000" min:"0" max:"1000000" about:"number of mutations after which the engine restarts itself; 0: never"`

	MirrorIntervalSec       float64 `env:"MIRROR_INTERVAL_SEC" envDefault:"120" min:"0.5" max:"3600" about:"interval at which all molbots are copied to Redis, which determines how fast its log on disk grows [s]"`
	FilmMB                  int     `env:"FILM_MB" envDefault:"1000" min:"0" max:"1000000" about:"maximum size on disk of the film of the world's past [MB]; 0: no film"`
	SnapshotIntervalTicks   int     `env:"SNAPSHOT_INTERVAL_TICKS" envDefault:"300" min:"1" max:"1000000" about:"interval between snapshots [ticks]"`
	WatcherHistoryDepth     int     `env:"WATCHER_HISTORY_DEPTH" envDefault:"5" min:"1" max:"1000" about:"number of snapshots that the watcher compares"`
	AnomalyDeathThreshold   float64 `env:"ANOMALY_DEATH_THRESHOLD" envDefault:"0.30" min:"0" max:"10" about:"share of the population starved since the last snapshot above which the watcher reports starvation"`
	AnomalyOverpopThreshold float64 `env:"ANOMALY_OVERPOP_THRESHOLD" envDefault:"2.0" min:"1" max:"100" about:"population relative to the smallest in the last snapshots above which the watcher reports overpopulation"`

	EvolutionCooldownSec int     `env:"EVOLUTION_COOLDOWN_SEC" envDefault:"60" min:"0" max:"86400" about:"pause after a cycle before the watcher may trigger the next [s]"`
	TrialPairs           int     `env:"TRIAL_PAIRS" envDefault:"8" min:"1" max:"64" about:"number of pairs of forks with which a trial begins"`
	TrialMaxPairs        int     `env:"TRIAL_MAX_PAIRS" envDefault:"32" min:"1" max:"256" about:"number of pairs up to which an inconclusive trial is doubled"`
	TrialTicks           int     `env:"TRIAL_TICKS" envDefault:"1800" min:"60" max:"100000" about:"length of a trial [ticks]"`
	CanaryTicks          int     `env:"CANARY_TICKS" envDefault:"7500" min:"60" max:"1000000" about:"length of the canary window [ticks]"`
	CanaryAdoption       float64 `env:"CANARY_ADOPTION" envDefault:"0.25" min:"0.01" max:"0.99" about:"share of newborns that get a trait during its canary"`
	Approval             bool    `env:"APPROVAL" envDefault:"false" about:"whether a change that has passed its trial waits for a person's approval or veto"`

	HTTPAddr       string `env:"HTTP_ADDR" envDefault:"127.0.0.1:8000" about:"address on which the gateway listens"`
	APIToken       string `env:"API_TOKEN" about:"bearer token that changes require"`
	Open           bool   `env:"OPEN" envDefault:"false" about:"whether changes are allowed without a token on a non-loopback address"`
	EmbedOrigins   string `env:"EMBED_ORIGINS" about:"origins, separated by commas, whose pages may show the visualiser in a frame, such as https://blog.example; empty: none, *: all"`
	AllowedHosts   string `env:"ALLOWED_HOSTS" about:"host names, separated by commas, under which browsers may reach the gateway, besides loopback names; empty: the host of GENESIS_HTTP_ADDR, or any if this is a non-loopback address and a token is set"`
	TrustedProxies string `env:"TRUSTED_PROXIES" about:"addresses or networks, separated by commas, of proxies whose X-Forwarded-For header is trusted; empty: none"`
	MaxViewers     int    `env:"MAX_VIEWERS" envDefault:"2000" min:"1" max:"100000" about:"maximum number of connections to the world stream per gateway"`
	WebDir         string `env:"WEB_DIR" envDefault:"./frontend/dist" about:"folder of the built visualiser, which the gateway serves; empty: none"`

	TemporalAddress   string `env:"TEMPORAL_ADDRESS" about:"address of Temporal's frontend; empty: up starts one, other commands use 127.0.0.1:7233"`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" envDefault:"default" about:"Temporal namespace"`
	TemporalUIURL     string `env:"TEMPORAL_UI_URL" envDefault:"http://127.0.0.1:8233" about:"base address of links to the Temporal UI"`

	TemporalCodecKeyFile string `env:"TEMPORAL_CODEC_KEY_FILE" about:"file of keys (32 bytes in base64, one per line, newest first) that encrypt what Temporal stores; empty: no encryption"`

	WorkerVersioning  string `env:"WORKER_VERSIONING" envDefault:"auto" oneof:"auto off promote manual" about:"whether a cycle stays on the worker build on which it began: promote, which also sends new cycles to a newer build as soon as its worker starts; manual, which leaves that to an operator; off; or auto, which is promote for released builds and off for others"`
	WorkerMetricsAddr string `env:"WORKER_METRICS_ADDR" about:"address on which a worker serves metrics of its steps to Prometheus, such as 127.0.0.1:9100; empty: none"`
	EngineMetricsAddr string `env:"ENGINE_METRICS_ADDR" about:"address on which an engine serves metrics to Prometheus; empty: none; a gateway serves its own at /metrics"`

	UpTemporalPort   int `env:"UP_TEMPORAL_PORT" envDefault:"7233" min:"0" max:"65535" about:"port of the Temporal that up starts; 0: a free one"`
	UpTemporalUIPort int `env:"UP_TEMPORAL_UI_PORT" envDefault:"8233" min:"0" max:"65535" about:"port of the Temporal UI that up starts; 0: a free one"`
	UpRedisPort      int `env:"UP_REDIS_PORT" envDefault:"6379" min:"0" max:"65535" about:"first port tried for the Redis that up starts; 0: a free one"`

	DataDir      string `env:"DATA_DIR" envDefault:"./data" about:"folder of databases, checkpoints and archives"`
	LogLevel     string `env:"LOG_LEVEL" envDefault:"info" oneof:"debug info warn error" about:"least severe level that is logged"`
	OTelEndpoint string `env:"OTEL_ENDPOINT" about:"OTLP receiver over HTTP for traces, such as http://127.0.0.1:4318; empty: OTEL_EXPORTER_OTLP_ENDPOINT if set, otherwise none"`

	LogFormat string `env:"LOG_FORMAT" envDefault:"text" oneof:"text json" about:"format of the log"`
	LogDir    string `env:"LOG_DIR" about:"folder for the rotating log file, such as engine.log, of an engine, worker, gateway or synth that is started alone; each process needs its own folder; empty: standard error"`
}

// Load reads the settings from environ (in the form of os.Environ) and the .env file at path; a missing file is not an
// error. The error is a *genesis.Error with code invalid that names every wrong setting.
func Load(environ []string, path string) (Settings, error) {
	settings, wrong := Examine(environ, path)
	if len(wrong) > 0 {
		return Settings{}, genesis.Errorf(genesis.CodeInvalid, "settings: %s", strings.Join(wrong, "; "))
	}
	return settings, nil
}

// Examine is Load with a separate message for each problem.
func Examine(environ []string, path string) (settings Settings, wrong []string) {
	file, err := readFile(path)
	if err != nil {
		return Settings{}, []string{err.Error()}
	}
	merged := map[string]string{}
	maps.Copy(merged, file.vars)
	maps.Copy(merged, env.ToMap(environ))
	maps.DeleteFunc(merged, func(k, _ string) bool { return !strings.HasPrefix(k, Prefix) })
	settings, problems := parse(merged)
	if wrong = append(file.misspelt(), file.located(problems, env.ToMap(environ))...); len(wrong) > 0 {
		return Settings{}, wrong
	}
	if settings.OTelEndpoint == "" {
		settings.OTelEndpoint = env.ToMap(environ)["OTEL_EXPORTER_OTLP_ENDPOINT"]
	}
	return settings, nil
}

// parse reads the settings from variables, or reports what is wrong with each of them.
func parse(vars map[string]string) (s Settings, wrong []problem) {
	wrong = unknown(vars)
	err := env.ParseWithOptions(&s, env.Options{Environment: vars, Prefix: Prefix})
	if aggregate, ok := errors.AsType[env.AggregateError](err); ok {
		for _, e := range aggregate.Errors {
			wrong = append(wrong, unparsed(e, vars))
		}
	} else if err != nil {
		wrong = append(wrong, unparsed(err, vars))
	}
	keepEmpty(&s, vars)
	if len(wrong) == 0 { // a value that does not parse must not be reported twice
		if wrong = check(&s); len(wrong) == 0 {
			wrong = readPassword(&s)
		}
	}
	return s, wrong
}

// keepEmpty clears settings that were explicitly set to the empty string and for which this has a meaning, as their
// description says. For all other settings an empty value means the default.
func keepEmpty(s *Settings, vars map[string]string) {
	value := reflect.ValueOf(s).Elem()
	for f := range value.Type().Fields() {
		set, ok := vars[Prefix+f.Tag.Get("env")]
		if ok && set == "" && strings.Contains(f.Tag.Get("about"), "empty: ") {
			value.FieldByIndex(f.Index).SetString("")
		}
	}
}

// unparsed names the setting that a parse error is about.
func unparsed(err error, vars map[string]string) problem {
	parse, ok := errors.AsType[env.ParseError](err)
	if !ok {
		return problem{name: "a setting", says: "can't be read"} // the error's text may contain the value
	}
	field, _ := reflect.TypeFor[Settings]().FieldByName(parse.Name)
	name := Prefix + field.Tag.Get("env")
	want := map[reflect.Kind]string{reflect.Bool: "true or false", reflect.Float64: "a number"}[field.Type.Kind()]
	return problem{name: name, value: strconv.Quote(vars[name]), want: cmp.Or(want, "a whole number")}
}

// Names lists every setting with its prefix, in the order of the struct.
func Names() []string {
	var names []string
	for f := range reflect.TypeFor[Settings]().Fields() {
		names = append(names, Prefix+f.Tag.Get("env"))
	}
	return names
}

const notASetting = "is not a setting; see .env.example"

func unknown(vars map[string]string) []problem {
	known := Names()
	var wrong []problem
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !slices.Contains(known, name) && !strings.HasPrefix(name, TestPrefix) {
			wrong = append(wrong, problem{name: name, says: notASetting})
		}
	}
	return wrong
}
