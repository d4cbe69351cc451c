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

// check returns a line for each value outside of its limits.
func check(s *Settings) []string {
	var wrong []string
	value := reflect.ValueOf(s).Elem()
	for f := range value.Type().Fields() {
		if msg := limits(f, value.FieldByIndex(f.Index)); msg != "" {
			wrong = append(wrong, Prefix+f.Tag.Get("env")+" "+msg)
		}
	}
	if !genesis.ValidWorld(s.World) {
		wrong = append(wrong, fmt.Sprintf("%sWORLD %q: use lower-case letters, digits and dashes, 32 at most, and no "+
			"prefix of Redis keys (ws, ent, evo, blob, meta, engine, view, cmd, feed, ch)", Prefix, s.World))
	}
	if s.MinPopulation > s.MaxEntities {
		wrong = append(wrong, Prefix+"MIN_POPULATION is above "+Prefix+"MAX_ENTITIES")
	}
	if _, _, err := net.SplitHostPort(s.HTTPAddr); err != nil {
		wrong = append(wrong, fmt.Sprintf("%sHTTP_ADDR %q: want host:port", Prefix, s.HTTPAddr))
	}
	if len(s.OllamaModels()) == 0 {
		wrong = append(wrong, fmt.Sprintf("%sOLLAMA_MODEL %q: want the name of a model, or several with commas", Prefix,
			s.OllamaModel))
	}
	for _, a := range []struct{ name, addr string }{{"WORKER_METRICS_ADDR", s.WorkerMetricsAddr}, {"ENGINE_METRICS_ADDR",
		s.EngineMetricsAddr}} {
		if _, _, err := net.SplitHostPort(a.addr); a.addr != "" && err != nil {
			wrong = append(wrong, fmt.Sprintf("%s%s %q: want host:port", Prefix, a.name, a.addr))
		}
	}
	wrong = append(wrong, checkURLs(s)...)
	for name := range list(s.AllowedImports) {
		if name != "math" {
			wrong = append(wrong, fmt.Sprintf("%sALLOWED_IMPORTS: %q can't be allowed; only math can", Prefix, name))
		}
	}
	for origin := range list(s.EmbedOrigins) {
		if origin != "*" && !isOrigin.MatchString(origin) {
			wrong = append(wrong, fmt.Sprintf("%sEMBED_ORIGINS: %q: want an origin, such as https://blog.example", Prefix,
				origin))
		}
	}
	for name := range list(s.AllowedHosts) {
		if strings.ContainsAny(name, "/* ") {
			wrong = append(wrong, fmt.Sprintf("%sALLOWED_HOSTS: %q: want a name or an address, such as genesis.example", Prefix,
				name))
		}
	}
	for name := range list(s.TrustedProxies) {
		if _, _, err := net.ParseCIDR(name); err != nil && net.ParseIP(name) == nil {
			wrong = append(wrong, fmt.Sprintf("%sTRUSTED_PROXIES: %q: want an address or a network such as 10.0.0.0/8", Prefix,
				name))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// isOrigin is what frame-ancestors takes: no path, and nothing that could end the directive.
var isOrigin = regexp.MustCompile(`^https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)

func checkURLs(s *Settings) []string {
	var wrong []string
	for _, c := range []struct{ name, raw, schemes, example string }{
		{"OLLAMA_URL", s.OllamaURL, "http https", "http://127.0.0.1:11434"},
		{"SYNTH_URL", s.SynthURL, "http https", "http://127.0.0.1:11435"},
		{"TEMPORAL_UI_URL", s.TemporalUIURL, "http https", "http://127.0.0.1:8233"},
		{"REDIS_URL", s.RedisURL, "redis rediss unix", "redis://127.0.0.1:6379/0"},
	} {
		if c.raw == "" {
			continue
		}
		u, err := url.Parse(c.raw)
		switch {
		case err != nil || u.Scheme == "" || u.Host+u.Path == "" || u.Scheme != "unix" && u.Host == "":
			wrong = append(wrong, fmt.Sprintf("%s%s %q: want a URL such as %s", Prefix, c.name, Redact(c.raw), c.example))
		case !slices.Contains(strings.Fields(c.schemes), u.Scheme):
			wrong = append(wrong, fmt.Sprintf("%s%s %q: the scheme %s:// is not one of %s; want a URL such as %s",
				Prefix, c.name, Redact(c.raw), u.Scheme, c.schemes, c.example))
		}
	}
	return wrong
}

func limits(f reflect.StructField, v reflect.Value) string {
	if choices := f.Tag.Get("oneof"); choices != "" && !slices.Contains(strings.Fields(choices), v.String()) {
		return fmt.Sprintf("%q: want one of %s", v.String(), choices)
	}
	low, high := f.Tag.Get("min"), f.Tag.Get("max")
	if low == "" {
		return ""
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
		return fmt.Sprintf("%v: want %s to %s", v.Interface(), low, high)
	}
	return ""
}
