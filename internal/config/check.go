package config

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"reflect"
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
		wrong = append(wrong, fmt.Sprintf("%sWORLD %q: use lower-case letters, digits and dashes, 32 at most", Prefix, s.World))
	}
	if s.MinPopulation > s.MaxEntities {
		wrong = append(wrong, Prefix+"MIN_POPULATION is above "+Prefix+"MAX_ENTITIES")
	}
	if _, _, err := net.SplitHostPort(s.HTTPAddr); err != nil {
		wrong = append(wrong, fmt.Sprintf("%sHTTP_ADDR %q: want host:port", Prefix, s.HTTPAddr))
	}
	for name, raw := range map[string]string{
		"OLLAMA_URL": s.OllamaURL, "TEMPORAL_UI_URL": s.TemporalUIURL, "SYNTH_URL": s.SynthURL, "REDIS_URL": s.RedisURL,
	} {
		if u, err := url.Parse(raw); raw != "" && (err != nil || u.Scheme == "" || u.Host == "") {
			wrong = append(wrong, fmt.Sprintf("%s%s %q: want a URL such as http://127.0.0.1:11434", Prefix, name, raw))
		}
	}
	for _, name := range strings.Split(s.AllowedImports, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "math" {
			wrong = append(wrong, fmt.Sprintf("%sALLOWED_IMPORTS: %q can't be allowed; only math can", Prefix, name))
		}
	}
	slices.Sort(wrong)
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
