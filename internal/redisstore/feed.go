package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// feedKept is how long the feed's stream keeps a line.
const feedKept = time.Hour

// FeedEntry is a line of the feed with its position in the stream.
type FeedEntry struct {
	ID        string            `json:"id"` // Redis stream id, increasing
	Agent     string            `json:"agent"`
	Action    string            `json:"action"`
	Message   string            `json:"message"`
	Metadata  map[string]string `json:"metadata,omitempty"`
	Timestamp string            `json:"timestamp"` // ISO 8601
}

// Feed publishes a line on ch:feed and appends it to feed:log, which keeps an hour. A zero timestamp is replaced by the
// current time.
func (s *Store) Feed(ctx context.Context, m genesis.FeedMessage) error { return s.FeedOnce(ctx, "", m) }

// FeedOnce is Feed for a step that may be repeated: the feed accepts one line per token for as long as it keeps lines.
func (s *Store) FeedOnce(ctx context.Context, token string, m genesis.FeedMessage) error {
	now := time.Now()
	if m.Timestamp == 0 {
		m.Timestamp = seconds(now)
	}
	payload, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	id, err := s.once(ctx, token, feedKept, func(pipe redis.Pipeliner) {
		pipe.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.feed(), Values: feedFields(m)})
		pipe.Expire(ctx, s.keys.feed(), feedKept)
		pipe.Publish(ctx, s.keys.channel(ChFeed), payload)
	})
	if err != nil {
		return wrap("write to the feed", err)
	}
	return s.trimFeed(ctx, streamTime(id))
}

// trimFeed deletes lines older than feedKept, at most once a minute. It uses Redis's clock, which also set the lines'
// ids: by the clock of a machine that is an hour ahead, the whole feed would be too old.
func (s *Store) trimFeed(ctx context.Context, now time.Time) error {
	minute := now.Unix() / 60
	if s.trimmed.Swap(minute) == minute {
		return nil
	}
	oldest := strconv.FormatInt(now.Add(-feedKept).UnixMilli(), 10)
	return wrap("trim the feed", s.client.XTrimMinID(ctx, s.keys.feed(), oldest).Err())
}

// feedFields flattens a message: metadata stand beside the named fields, which win over a metadata key of the same
// name.
func feedFields(m genesis.FeedMessage) []string {
	at := time.UnixMicro(int64(m.Timestamp * 1e6)).UTC().Format(time.RFC3339)
	fields := []string{"agent", m.Agent, "action", m.Action, "message", m.Message}
	for _, key := range slices.Sorted(maps.Keys(m.Metadata)) {
		if !slices.Contains([]string{"agent", "action", "message", "timestamp"}, key) {
			fields = append(fields, key, m.Metadata[key])
		}
	}
	return append(fields, "timestamp", at)
}

func feedEntry(x redis.XMessage) FeedEntry {
	e := FeedEntry{ID: x.ID}
	for key, v := range x.Values {
		text, _ := v.(string) // XMessage holds only strings
		switch key {
		case "agent":
			e.Agent = text
		case "action":
			e.Action = text
		case "message":
			e.Message = text
		case "timestamp":
			e.Timestamp = text
		default:
			if e.Metadata == nil {
				e.Metadata = map[string]string{}
			}
			e.Metadata[key] = text
		}
	}
	return e
}

var streamID = regexp.MustCompile(`^[0-9]{1,18}-[0-9]{1,18}$`)

// ValidFeedID reports whether id has the form of a line's id.
func ValidFeedID(id string) bool { return streamID.MatchString(id) }

// FeedPage returns up to limit lines older than the line before ("" for the newest), newest first.
func (s *Store) FeedPage(ctx context.Context, before string, limit int) ([]FeedEntry, error) {
	end := "+"
	if before != "" {
		end = "(" + before
	}
	rows, err := s.client.XRevRangeN(ctx, s.keys.feed(), end, "-", int64(limit)).Result()
	entries := make([]FeedEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, feedEntry(row))
	}
	return entries, wrap("read the feed", err)
}

// FeedAfter returns up to limit lines newer than the line after, oldest first.
func (s *Store) FeedAfter(ctx context.Context, after string, limit int) ([]FeedEntry, error) {
	rows, err := s.client.XRangeN(ctx, s.keys.feed(), "("+after, "+", int64(limit)).Result()
	entries := make([]FeedEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, feedEntry(row))
	}
	return entries, wrap("read the feed", err)
}

// FollowFeed calls handle with each line newer than the line after ("" for future lines only), in order, until ctx
// ends. It keeps its position while Redis is unreachable.
func (s *Store) FollowFeed(ctx context.Context, after string, handle func(FeedEntry)) error {
	return s.follow(ctx, s.keys.feed(), after, func(x redis.XMessage) { handle(feedEntry(x)) })
}

// followBlock is how long one blocking read waits, and so the longest delay of a stop.
const followBlock = 500 * time.Millisecond

// follow reads a stream from the entry after ("" for its current end) until ctx ends.
func (s *Store) follow(ctx context.Context, stream, after string, handle func(redis.XMessage)) error {
	for ctx.Err() == nil {
		if after == "" {
			last, err := s.client.XRevRangeN(ctx, stream, "+", "-", 1).Result()
			if err != nil {
				pause(ctx, followBlock)
				continue
			}
			after = "0-0"
			if len(last) > 0 {
				after = last[0].ID
			}
		}
		rows, err := s.client.XRead(ctx, &redis.XReadArgs{
			Streams: []string{stream, after}, Count: 100, Block: followBlock,
		}).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			pause(ctx, followBlock)
			continue
		}
		for _, row := range rows {
			for _, x := range row.Messages {
				handle(x)
				after = x.ID
			}
		}
	}
	return nil
}

// FeedIDLess reports whether line a came before line b. Ids that Redis did not write sort first.
func FeedIDLess(a, b string) bool {
	aTime, aSeq := streamPlace(a)
	bTime, bSeq := streamPlace(b)
	return aTime < bTime || (aTime == bTime && aSeq < bSeq)
}

func streamPlace(id string) (ms, seq uint64) {
	first, second, _ := strings.Cut(id, "-")
	ms, _ = strconv.ParseUint(first, 10, 64)
	seq, _ = strconv.ParseUint(second, 10, 64)
	return ms, seq
}

// streamTime returns the time, by Redis's clock, at which the entry with this id was added.
func streamTime(id string) time.Time {
	ms, _ := streamPlace(id)
	return time.UnixMilli(int64(ms))
}
