package config

import (
	"cmp"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// AllowsMath reports whether a trait may import math, the only package besides the trait API that can be allowed.
func (s Settings) AllowsMath() bool {
	return slices.Contains(slices.Collect(list(s.AllowedImports)), "math")
}

// Hosts returns AllowedHosts as a list.
func (s Settings) Hosts() []string { return slices.Collect(list(s.AllowedHosts)) }

// Embedders returns EmbedOrigins as a list.
func (s Settings) Embedders() []string { return slices.Collect(list(s.EmbedOrigins)) }

// Proxies returns TrustedProxies as a list.
func (s Settings) Proxies() []string { return slices.Collect(list(s.TrustedProxies)) }

// list splits a comma-separated list.
func list(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" && !yield(item) {
				return
			}
		}
	}
}

// Redact returns a URL without its password, for people and logs. If raw is not a valid URL, everything up to the last
// @ is removed, because it may be a password with a character that is illegal in URLs.
func Redact(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return u.Redacted()
	}
	if at := strings.LastIndexByte(raw, '@'); at >= 0 {
		return "xxxxx" + raw[at:]
	}
	return raw
}

// RedisAddress is the address at which commands other than up look for Redis.
func (s Settings) RedisAddress() string { return cmp.Or(s.RedisURL, "redis://127.0.0.1:6379/0") }

// TemporalFrontend is the address at which commands other than up look for Temporal's frontend.
func (s Settings) TemporalFrontend() string { return cmp.Or(s.TemporalAddress, "127.0.0.1:7233") }
