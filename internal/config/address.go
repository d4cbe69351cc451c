package config

import "cmp"

// RedisAddress is where a single command finds Redis.
func (s Settings) RedisAddress() string { return cmp.Or(s.RedisURL, "redis://127.0.0.1:6379/0") }

// TemporalFrontend is where a single command finds Temporal's frontend.
func (s Settings) TemporalFrontend() string { return cmp.Or(s.TemporalAddress, "127.0.0.1:7233") }
