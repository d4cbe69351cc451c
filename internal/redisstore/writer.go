package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// Model says who writes the traits, and the state of the model that is wanted.
type Model struct {
	Name     string `json:"name"`     // llama3:8b or synth
	Provider string `json:"provider"` // ollama or synth

	Wanted    string `json:"wanted,omitempty"`    // the model that should write them
	State     string `json:"state,omitempty"`     // state of the wanted model: ready, absent, pulling or failed
	Text      string `json:"text,omitempty"`      // the state for people; empty if ready
	Completed int64  `json:"completed,omitempty"` // bytes pulled so far
	Total     int64  `json:"total,omitempty"`     // bytes to pull, as far as known
}

// States of the wanted model.
const (
	ModelReady   = "ready"
	ModelAbsent  = "absent"  // no server answers
	ModelPulling = "pulling" // the server is downloading it
	ModelFailed  = "failed"  // it can't be downloaded
)

// WriteModel records who writes the traits from now on.
func (s *Store) WriteModel(ctx context.Context, m Model) error {
	return wrap("write the model", s.client.HSet(ctx, s.keys.model(), "name", m.Name, "provider", m.Provider,
		"wanted", m.Wanted, "state", m.State, "text", m.Text, "completed", m.Completed, "total", m.Total).Err())
}

// ReadModel returns the zero Model if no worker has ever written one.
func (s *Store) ReadModel(ctx context.Context) (Model, error) {
	f, err := s.client.HGetAll(ctx, s.keys.model()).Result()
	m := Model{Name: f["name"], Provider: f["provider"], Wanted: f["wanted"], State: f["state"], Text: f["text"]}
	m.Completed, _ = strconv.ParseInt(f["completed"], 10, 64) // absent in what an older worker wrote
	m.Total, _ = strconv.ParseInt(f["total"], 10, 64)
	return m, wrap("read the model", err)
}

// KnowsModel reports whether Redis still holds what WriteModel wrote.
func (s *Store) KnowsModel(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.model()).Result()
	return n == 1, wrap("look for the model", err)
}

// writerKept is longer than a cycle may wait for its model.
const writerKept = 5 * 24 * time.Hour

// PinWriter fixes who plans and writes in a cycle. The first call wins; all calls return the winner.
func (s *Store) PinWriter(ctx context.Context, cycleID, provider string) (string, error) {
	if _, err := s.client.SetNX(ctx, s.keys.writer(cycleID), provider, writerKept).Result(); err != nil {
		return "", wrap("pin the writer of "+cycleID, err)
	}
	who, err := s.Writer(ctx, cycleID)
	if err == nil && who == "" {
		who = provider // Redis lost it in between
	}
	return who, err
}

// Writer returns who plans and writes in a cycle; "" if that is not fixed yet.
func (s *Store) Writer(ctx context.Context, cycleID string) (string, error) {
	who, err := s.client.Get(ctx, s.keys.writer(cycleID)).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return who, wrap("read the writer of "+cycleID, err)
}

// waitsKept outlasts a few missed updates; an older state is worthless.
const waitsKept = 15 * time.Second

// WriteWaits records the state of the part that a cycle waits for.
func (s *Store) WriteWaits(ctx context.Context, cycleID string, w genesis.Waits) error {
	text, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("write what %s waits for: %w", cycleID, err)
	}
	return wrap("write what "+cycleID+" waits for", s.client.Set(ctx, s.keys.waits(cycleID), text, waitsKept).Err())
}

// DropWaits records that the cycle no longer waits.
func (s *Store) DropWaits(ctx context.Context, cycleID string) error {
	return wrap("drop what "+cycleID+" waits for", s.client.Del(ctx, s.keys.waits(cycleID)).Err())
}

// Waits returns the state of the part that a cycle waits for, or nil if it does not wait.
func (s *Store) Waits(ctx context.Context, cycleID string) (*genesis.Waits, error) {
	text, err := s.client.Get(ctx, s.keys.waits(cycleID)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("read what "+cycleID+" waits for", err)
	}
	var w genesis.Waits
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("read what %s waits for: %w", cycleID, err)
	}
	return &w, nil
}
