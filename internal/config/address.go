package config

import (
	"cmp"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// AllowsMath reports whether a trait may import math, the one package besides the trait API that can be allowed.
func (s Settings) AllowsMath() bool {
	return slices.Contains(slices.Collect(list(s.AllowedImports)), "math")
}

// Hosts is AllowedHosts as a list.
func (s Settings) Hosts() []string { return slices.Collect(list(s.AllowedHosts)) }

// Embedders is EmbedOrigins as a list.
func (s Settings) Embedders() []string { return slices.Collect(list(s.EmbedOrigins)) }

// Proxies is TrustedProxies as a list.
func (s Settings) Proxies() []string { return slices.Collect(list(s.TrustedProxies)) }

// list is what stands between the commas.
func list(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" && !yield(item) {
				return
			}
		}
	}
}

// Redact is a URL without its password, for people and logs. Of what is no URL, nothing up to the last @ is kept: it
// may be a password with a character that a URL can't have.
func Redact(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return u.Redacted()
	}
	if at := strings.LastIndexByte(raw, '@'); at >= 0 {
		return "xxxxx" + raw[at:]
	}
	return raw
}

// RedisAddress is where a single command finds Redis.
func (s Settings) RedisAddress() string { return cmp.Or(s.RedisURL, "redis://127.0.0.1:6379/0") }

// TemporalFrontend is where a single command finds Temporal's frontend.
func (s Settings) TemporalFrontend() string { return cmp.Or(s.TemporalAddress, "127.0.0.1:7233") }
