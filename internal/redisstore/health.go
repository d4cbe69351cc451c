package redisstore

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Health is what the server reports about itself.
type Health struct {
	Version  string
	Clock    time.Time
	Policy   string  // maxmemory-policy; "" if the server does not tell
	Keeps    bool    // it persists its data
	Stuck    bool    // its last write to disk failed
	Full     float64 // share of maxmemory in use; 0 without a limit
	Cluster  bool    // it runs in cluster mode
	Embedded bool    // it is the store inside up, which persists its data itself
	Withheld bool    // this user may not read it: +info is missing
}

// Health asks the server for its state.
func (s *Store) Health(ctx context.Context) (Health, error) {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return Health{}, wrap("ask for the time", err)
	}
	h := Health{Clock: now}
	info, err := s.client.Info(ctx).Result()
	if err != nil {
		h.Withheld = strings.HasPrefix(err.Error(), "NOPERM")
		h.Embedded = !h.Withheld
		return h, nil
	}
	used, limit := 0.0, 0.0
	for line := range strings.Lines(info) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch name {
		case "redis_version":
			h.Version = value
		case "cluster_enabled":
			h.Cluster = value == "1"
		case "maxmemory_policy":
			h.Policy = value
		case "aof_enabled":
			h.Keeps = h.Keeps || value == "1"
		case "rdb_last_bgsave_status", "aof_last_write_status":
			h.Stuck = h.Stuck || value == "err"
		case "used_memory":
			used, _ = strconv.ParseFloat(value, 64)
		case "maxmemory":
			limit, _ = strconv.ParseFloat(value, 64)
		}
	}
	if limit > 0 {
		h.Full = used / limit
	}
	h.Embedded = h.Version == ""
	return h, nil
}

// ClockSkew returns how far this machine's clock is ahead of Redis's (negative if behind), accurate to half a round
// trip.
func (s *Store) ClockSkew(ctx context.Context) (time.Duration, error) {
	before := time.Now()
	at, err := s.client.Time(ctx).Result()
	if err != nil {
		return 0, wrap("ask for the time", err)
	}
	return before.Add(time.Since(before) / 2).Sub(at), nil
}

// ClockOff is the clock difference from which on users notice it.
const ClockOff = 2 * time.Second

// startLook bounds each check of Redis when a process starts, which a hanging Redis must not delay.
const startLook = time.Second

// ReportClock logs a difference between this machine's clock and that of Redis when a process starts.
func (s *Store) ReportClock(ctx context.Context, log *slog.Logger) {
	ctx, stop := context.WithTimeout(ctx, startLook)
	defer stop()
	if ahead, err := s.ClockSkew(ctx); err == nil && ahead.Abs() > ClockOff {
		log.Warn("this machine's clock differs from that of Redis, which decides: set one of them right", "ahead",
			ahead.Round(time.Millisecond))
	}
}
