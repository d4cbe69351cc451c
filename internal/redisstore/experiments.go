package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// Experiments belong to no world: every store sees all of them.

func experimentKey(name string) string   { return "meta:experiment:" + name }
func resultsKey(name, key string) string { return "meta:experiment:" + name + ":results:" + key }

func livesKey(name, key string) string { return "meta:experiment:" + name + ":lives:" + key }

const experimentNames = "meta:experiments"

// OpenExperiment creates the record of an experiment, or reads the existing one. The error has code conflict if the
// existing record is that of a different experiment with the same name.
func (s *Store) OpenExperiment(ctx context.Context, r genesis.ExperimentRecord) (genesis.ExperimentRecord, error) {
	name := r.Experiment.Name
	kept, err := s.Experiment(ctx, name)
	switch {
	case err == nil && kept.Key != r.Key:
		return kept, genesis.Errorf(genesis.CodeConflict, "there is another experiment %s already: choose another name, or "+
			"remove that one (genesis experiment rm %s)", name, name)
	case err == nil:
		r = kept
		r.EndedAt, r.Failed = time.Time{}, nil
	case genesis.CodeOf(err) != genesis.CodeNotFound:
		return r, err
	}
	return r, s.SaveExperiment(ctx, r)
}

// SaveExperiment writes the record of an experiment.
func (s *Store) SaveExperiment(ctx context.Context, r genesis.ExperimentRecord) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the experiment %s: %w", r.Experiment.Name, err)
	}
	if err := s.client.SAdd(ctx, experimentNames, r.Experiment.Name).Err(); err != nil {
		return wrap("write an experiment", err)
	}
	return wrap("write an experiment", s.client.Set(ctx, experimentKey(r.Experiment.Name), text, 0).Err())
}

// Experiment reads the record of an experiment.
func (s *Store) Experiment(ctx context.Context, name string) (r genesis.ExperimentRecord, err error) {
	text, err := s.client.Get(ctx, experimentKey(name)).Bytes()
	if errors.Is(err, redis.Nil) {
		return r, genesis.Errorf(genesis.CodeNotFound, "there is no experiment %q; genesis experiment ls lists them", name)
	}
	if err != nil {
		return r, wrap("read an experiment", err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, genesis.Errorf(genesis.CodeInternal, "the record of the experiment %s is damaged: %v", name, err)
	}
	return r, nil
}

// Experiments returns the records of all experiments, newest first.
func (s *Store) Experiments(ctx context.Context) (all []genesis.ExperimentRecord, err error) {
	names, err := s.client.SMembers(ctx, experimentNames).Result()
	if err != nil {
		return nil, wrap("list the experiments", err)
	}
	slices.Sort(names)
	for _, name := range names {
		r, err := s.Experiment(ctx, name)
		if genesis.CodeOf(err) == genesis.CodeNotFound { // removed since it was listed
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b genesis.ExperimentRecord) int { return b.StartedAt.Compare(a.StartedAt) })
	return all, nil
}

// SaveResult stores the result of a cell of an experiment.
func (s *Store) SaveResult(ctx context.Context, name, key string, cell int, data []byte) error {
	if len(data) > MaxBlob {
		return genesis.Errorf(genesis.CodeTooLarge, "the result of a cell has %d bytes; %d are allowed: choose fewer cycles "+
			"or ticks", len(data), MaxBlob)
	}
	if err := s.client.HSet(ctx, resultsKey(name, key), cell, data).Err(); err != nil {
		return wrap("keep the result of a cell", err)
	}
	return wrap("keep the result of a cell", s.client.HDel(ctx, livesKey(name, key), strconv.Itoa(cell)).Err())
}

// SaveLife stores the intermediate state of a running cell until the cell has a result. A state that is too large is
// not stored.
func (s *Store) SaveLife(ctx context.Context, name, key string, cell int, data []byte) error {
	if len(data) > MaxBlob {
		return nil
	}
	return wrap("keep a cell", s.client.HSet(ctx, livesKey(name, key), cell, data).Err())
}

// Life reads what SaveLife has stored for a cell; nil if nothing.
func (s *Store) Life(ctx context.Context, name, key string, cell int) ([]byte, error) {
	data, err := s.client.HGet(ctx, livesKey(name, key), strconv.Itoa(cell)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	return data, wrap("read a cell", err)
}

// Result reads the result of a cell.
func (s *Store) Result(ctx context.Context, name, key string, cell int) ([]byte, error) {
	data, err := s.client.HGet(ctx, resultsKey(name, key), strconv.Itoa(cell)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, genesis.Errorf(genesis.CodeNotFound, "cell %d of the experiment %s has no result", cell, name)
	}
	return data, wrap("read the result of a cell", err)
}

// CellsDone returns the cells of an experiment that have a result, in ascending order.
func (s *Store) CellsDone(ctx context.Context, name, key string) (cells []int, err error) {
	fields, err := s.client.HKeys(ctx, resultsKey(name, key)).Result()
	if err != nil {
		return nil, wrap("list the cells of an experiment", err)
	}
	for _, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil {
			return nil, genesis.Errorf(genesis.CodeInternal, "the results of the experiment %s are damaged: field %q", name, f)
		}
		cells = append(cells, n)
	}
	slices.Sort(cells)
	return cells, nil
}

// RemoveExperiment deletes the record of an experiment and all its results.
func (s *Store) RemoveExperiment(ctx context.Context, r genesis.ExperimentRecord) error {
	name := r.Experiment.Name
	if err := s.client.Del(ctx, resultsKey(name, r.Key), livesKey(name, r.Key), experimentKey(name)).Err(); err != nil {
		return wrap("remove an experiment", err)
	}
	return wrap("remove an experiment", s.client.SRem(ctx, experimentNames, name).Err())
}
