package redisstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

const (
	statsKept  = 3 * time.Second // older figures mean that the engine is down
	statsWhole = 10              // every so many writes send all figures, in case Redis lost some
)

// statsCache remembers which of the loop's figures Redis holds, so that a write sends only changes. Unchanged figures
// would be most of what Redis appends to its log on disk.
type statsCache struct {
	mu     sync.Mutex
	fields map[string]any
	n      int
}

// WriteStats mirrors the loop's figures for 3 s. The engine writes them every second, so their absence means that it is
// down. Fractions are rounded to thousandths.
func (s *Store) WriteStats(ctx context.Context, stats genesis.LoopStats) error {
	fields, err := flatten(stats)
	if err != nil {
		return fmt.Errorf("write the loop's figures: %w", err)
	}
	thousandths(fields)
	s.stats.mu.Lock()
	defer s.stats.mu.Unlock()
	key := s.keys.stats()
	there, err := s.client.Expire(ctx, key, statsKept).Result()
	if err != nil {
		return wrap("write the loop's figures", err)
	}
	was := s.stats.fields
	pipe := s.client.TxPipeline()
	if whole := !there || was == nil || s.stats.n%statsWhole == 0 || hasRemoved(was, fields); whole {
		pipe.Del(ctx, key)
		pipe.HSet(ctx, key, fields)
		pipe.Expire(ctx, key, statsKept)
	} else if changed := changedFields(fields, was); len(changed) > 0 {
		pipe.HSet(ctx, key, changed)
	}
	s.stats.fields, s.stats.n = nil, s.stats.n+1
	if _, err := pipe.Exec(ctx); err != nil {
		return wrap("write the loop's figures", err)
	}
	s.stats.fields = fields
	return nil
}

// changedFields returns the fields that have changed.
func changedFields(now, was map[string]any) map[string]any {
	changed := map[string]any{}
	for name, value := range now {
		if old, there := was[name]; !there || old != value {
			changed[name] = value
		}
	}
	return changed
}

// hasRemoved reports whether a field has disappeared, as omitempty fields do at zero.
func hasRemoved(was, now map[string]any) bool {
	for name := range was {
		if _, there := now[name]; !there {
			return true
		}
	}
	return false
}

// thousandths rounds the fractions among flattened fields.
func thousandths(fields map[string]any) {
	for name, value := range fields {
		text, _ := value.(string)
		if !strings.ContainsAny(text, ".e") {
			continue
		}
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			fields[name] = strconv.FormatFloat(v, 'f', 3, 64)
		}
	}
}
