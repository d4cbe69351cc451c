package config

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// problem describes an invalid setting.
type problem struct {
	name  string // name of the setting
	value string // the invalid value, or the invalid part of it; empty if it must not be shown
	want  string // what is allowed; must not contain any of the value
	says  string // replaces want if the problem is not just the value
}

// String returns the message for a problem whose value may be shown.
func (p problem) String() string {
	switch {
	case p.says != "":
		return p.name + " " + p.says
	case p.value == "":
		return p.name + ": want " + p.want
	}
	return p.name + " " + p.value + ": want " + p.want
}

// check returns a problem for each value outside its limits.
func check(s *Settings) []problem {
	var wrong []problem
	add := func(name, value, want string) {
		wrong = append(wrong, problem{name: Prefix + name, value: strconv.Quote(value), want: want})
	}
	value := reflect.ValueOf(s).Elem()
	for f := range value.Type().Fields() {
		if p, ok := limits(f, value.FieldByIndex(f.Index)); !ok {
			wrong = append(wrong, p)
		}
	}
	if !genesis.ValidWorld(s.World) {
		add("WORLD", s.World, "lower-case letters, digits and dashes, 32 at most, and no prefix of Redis keys (ws, ent, "+
			"evo, blob, meta, engine, view, cmd, feed, ch)")
	}
	if s.MinPopulation > s.MaxEntities {
		wrong = append(wrong, problem{name: Prefix + "MIN_POPULATION", says: "is above " + Prefix + "MAX_ENTITIES"})
	}
	for _, a := range []struct{ name, addr string }{{"HTTP_ADDR", s.HTTPAddr},
		{"WORKER_METRICS_ADDR", s.WorkerMetricsAddr}, {"ENGINE_METRICS_ADDR", s.EngineMetricsAddr}} {
		if _, _, err := net.SplitHostPort(a.addr); err != nil && (a.addr != "" || a.name == "HTTP_ADDR") {
			add(a.name, a.addr, "host:port")
		}
	}
	if len(s.OllamaModels()) == 0 {
		add("OLLAMA_MODEL", s.OllamaModel, "the name of a model, or several with commas")
	}
	wrong = append(wrong, checkURLs(s)...)
	checkLists(s, add)
	slices.SortFunc(wrong, func(a, b problem) int { return strings.Compare(a.String(), b.String()) })
	return wrong
}

// checkLists checks each item of the settings that are lists.
func checkLists(s *Settings, add func(name, value, want string)) {
	for name := range list(s.AllowedImports) {
		if name != "math" {
			add("ALLOWED_IMPORTS", name, "math or nothing, since only math can be allowed")
		}
	}
	for origin := range list(s.EmbedOrigins) {
		if origin != "*" && !isOrigin.MatchString(origin) {
			add("EMBED_ORIGINS", origin, "an origin, such as https://blog.example")
		}
	}
	for name := range list(s.AllowedHosts) {
		if strings.ContainsAny(name, "/* ") {
			add("ALLOWED_HOSTS", name, "a name or an address, such as genesis.example")
		}
	}
	for name := range list(s.TrustedProxies) {
		if _, _, err := net.ParseCIDR(name); err != nil && net.ParseIP(name) == nil {
			add("TRUSTED_PROXIES", name, "an address or a network such as 10.0.0.0/8")
		}
	}
}

// isOrigin matches an origin as frame-ancestors accepts it: without a path, and without characters that could end the
// directive.
var isOrigin = regexp.MustCompile(`^https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)

func checkURLs(s *Settings) []problem {
	var wrong []problem
	for _, c := range []struct{ name, raw, schemes, example string }{
		{"OLLAMA_URL", s.OllamaURL, "http https", "http://127.0.0.1:11434"},
		{"SYNTH_URL", s.SynthURL, "http https", "http://127.0.0.1:11435"},
		{"TEMPORAL_UI_URL", s.TemporalUIURL, "http https", "http://127.0.0.1:8233"},
		{"REDIS_URL", s.RedisURL, "redis rediss unix", "redis://127.0.0.1:6379/0"},
	} {
		if c.raw == "" {
			continue
		}
		bad := problem{name: Prefix + c.name, value: strconv.Quote(Redact(c.raw)), want: "a URL such as " + c.example}
		u, err := url.Parse(c.raw)
		switch {
		case err != nil || u.Scheme == "" || u.Host+u.Path == "" || u.Scheme != "unix" && u.Host == "":
			wrong = append(wrong, bad)
		case !slices.Contains(strings.Fields(c.schemes), u.Scheme):
			bad.want += ", whose scheme is one of " + commas(c.schemes)
			wrong = append(wrong, bad)
		}
	}
	return wrong
}

// commas joins words with commas.
func commas(words string) string { return strings.Join(strings.Fields(words), ", ") }

// limits checks a setting against the limits in its field's tags.
func limits(f reflect.StructField, v reflect.Value) (problem, bool) {
	name := Prefix + f.Tag.Get("env")
	if choices := f.Tag.Get("oneof"); choices != "" && !slices.Contains(strings.Fields(choices), v.String()) {
		return problem{name: name, value: strconv.Quote(v.String()), want: "one of " + commas(choices)}, false
	}
	low, high := f.Tag.Get("min"), f.Tag.Get("max")
	if low == "" {
		return problem{}, true
	}
	least, _ := strconv.ParseFloat(low, 64)
	most, _ := strconv.ParseFloat(high, 64)
	var n float64
	if v.CanInt() {
		n = float64(v.Int())
	} else {
		n = v.Float()
	}
	if math.IsNaN(n) || n < least || n > most {
		return problem{name: name, value: fmt.Sprint(v.Interface()), want: low + " to " + high}, false
	}
	return problem{}, true
}
