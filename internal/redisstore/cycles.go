package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

const (
	planKept   = 10 * time.Minute // lifetime of evo:plan and evo:trigger
	cyclesKept = 10_000           // records of cycles
)

// SaveCycle writes a cycle's record and its entry in the history. It deletes the oldest records beyond cyclesKept.
func (s *Store) SaveCycle(ctx context.Context, c genesis.Cycle) error {
	number, err := cycleNumber(c.ID)
	if err != nil {
		return err
	}
	if c.MutationIDs == nil {
		c.MutationIDs = []string{}
	}
	fields, err := flatten(c)
	if err != nil {
		return fmt.Errorf("save cycle %s: %w", c.ID, err)
	}
	was, err := s.client.HMGet(ctx, s.keys.cycle(c.ID), "stage", "outcome").Result()
	if err != nil {
		return wrap("save a cycle", err)
	}
	_, err = s.once(ctx, "", tokenKept, func(pipe redis.Pipeliner) {
		s.countCycle(ctx, pipe, c, was)
		pipe.Del(ctx, s.keys.cycle(c.ID))
		pipe.HSet(ctx, s.keys.cycle(c.ID), fields)
		pipe.ZAdd(ctx, s.keys.cycles(), redis.Z{Score: float64(number), Member: c.ID})
	})
	if err != nil {
		return wrap("save a cycle", err)
	}
	old, err := s.client.ZRange(ctx, s.keys.cycles(), 0, -cyclesKept-1).Result()
	if err != nil {
		return wrap("save a cycle", err)
	}
	return s.forgetCycles(ctx, old)
}

// QueueCycle writes the first record of a cycle that was just accepted, so that it can be read at once. If the cycle
// has already written its own record, that one stays.
func (s *Store) QueueCycle(ctx context.Context, c genesis.Cycle) error {
	number, err := cycleNumber(c.ID)
	if err != nil {
		return err
	}
	fields, err := flatten(c)
	if err != nil {
		return fmt.Errorf("queue cycle %s: %w", c.ID, err)
	}
	key := s.keys.cycle(c.ID)
	err = s.client.Watch(ctx, func(tx *redis.Tx) error {
		if there, err := tx.Exists(ctx, key).Result(); err != nil || there > 0 {
			return err
		}
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.HSet(ctx, key, fields)
			pipe.ZAdd(ctx, s.keys.cycles(), redis.Z{Score: float64(number), Member: c.ID})
			return nil
		})
		return err
	}, key)
	if errors.Is(err, redis.TxFailedErr) {
		return nil // the cycle wrote its own record meanwhile
	}
	return wrap("queue a cycle", err)
}

func (s *Store) forgetCycles(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	pipe := s.client.TxPipeline()
	for _, id := range ids {
		pipe.Del(ctx, s.keys.cycle(id), s.keys.history(id))
		pipe.ZRem(ctx, s.keys.cycles(), id)
	}
	_, err := pipe.Exec(ctx)
	return wrap("forget old cycles", err)
}

// cycleNumber returns n of genesis.CycleID(world, n), which is unique in a world and increasing.
func cycleNumber(id string) (int64, error) {
	if !genesis.ValidCycle(id) {
		return 0, genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a cycle", id)
	}
	return strconv.ParseInt(id[strings.LastIndexByte(id, '-')+1:], 10, 64)
}

// Cycle reads a cycle's record. The error has code invalid for a malformed id and not_found for an unknown one.
func (s *Store) Cycle(ctx context.Context, id string) (genesis.Cycle, error) {
	if _, err := cycleNumber(id); err != nil {
		return genesis.Cycle{}, err
	}
	var c genesis.Cycle
	err := s.readHash(ctx, s.keys.cycle(id), "cycle "+id, &c)
	c.TemporalURL = genesis.MendedURL(c.TemporalURL)
	return c, err
}

// Cycles returns up to limit cycles, newest first, and the cursor of the next page. The cursor is "" for the first page
// and after the last.
func (s *Store) Cycles(ctx context.Context, limit int, cursor string) ([]genesis.Cycle, string, error) {
	ids, next, err := s.page(ctx, s.keys.cycles(), limit, cursor)
	if err != nil {
		return nil, "", err
	}
	found := make([]genesis.Cycle, 0, len(ids))
	err = s.readHashes(ctx, ids, s.keys.cycle, func(fields map[string]string) error {
		var c genesis.Cycle
		if err := unflatten(fields, &c); err != nil {
			return err
		}
		c.TemporalURL = genesis.MendedURL(c.TemporalURL)
		found = append(found, c)
		return nil
	})
	return found, next, err
}

// CycleFilter selects cycles; an empty field matches any.
type CycleFilter struct {
	Outcome genesis.Outcome
	Problem genesis.Problem
}

func (f CycleFilter) holds(c genesis.Cycle) bool {
	return (f.Outcome == "" || f.Outcome == c.Outcome) && (f.Problem == "" || f.Problem == c.Trigger.ProblemType)
}

// CyclesWhere is Cycles with a filter. One call examines at most limitScan records, so that a filter that hardly
// matches anything costs no more than others. The page may therefore be short or empty; the search continues at the
// cursor.
func (s *Store) CyclesWhere(
	ctx context.Context, f CycleFilter, limit int, cursor string,
) (found []genesis.Cycle, next string, err error) {
	if f == (CycleFilter{}) {
		return s.Cycles(ctx, limit, cursor)
	}
	found, next = []genesis.Cycle{}, cursor
	for range limitScan / pageScan {
		var page []genesis.Cycle
		if page, next, err = s.Cycles(ctx, pageScan, next); err != nil {
			return nil, "", err
		}
		for i, c := range page {
			if !f.holds(c) {
				continue
			}
			if found = append(found, c); len(found) == limit {
				if i == len(page)-1 {
					return found, next, nil
				}
				n, err := cycleNumber(c.ID)
				return found, strconv.FormatInt(n, 10), err
			}
		}
		if next == "" {
			break
		}
	}
	return found, next, nil
}

const (
	pageScan  = 200  // records read at once by a filtered search
	limitScan = 2000 // records examined by one search
)

// SetCurrentCycle records the running cycle, "" for none.
func (s *Store) SetCurrentCycle(ctx context.Context, id string) error {
	if id == "" {
		return wrap("clear the current cycle", s.client.Del(ctx, s.keys.currentCycle()).Err())
	}
	return wrap("set the current cycle", s.client.Set(ctx, s.keys.currentCycle(), id, 0).Err())
}

// ReplaceCurrentCycle records c as the running cycle, or none if c has ended. A late record of an older cycle changes
// nothing.
func (s *Store) ReplaceCurrentCycle(ctx context.Context, c genesis.Cycle) error {
	number, err := cycleNumber(c.ID)
	if err != nil {
		return err
	}
	key := s.keys.currentCycle()
	err = s.client.Watch(ctx, func(tx *redis.Tx) error {
		now, err := tx.Get(ctx, key).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		if n, err := cycleNumber(now); err == nil && n > number || c.Outcome != "" && now != c.ID {
			return nil
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			if c.Outcome != "" {
				pipe.Del(ctx, key)
			} else {
				pipe.Set(ctx, key, c.ID, 0)
			}
			return nil
		})
		return err
	}, key)
	if errors.Is(err, redis.TxFailedErr) {
		return s.ReplaceCurrentCycle(ctx, c)
	}
	return wrap("pass the current cycle on", err)
}

// CurrentCycle returns the id of the running cycle, "" for none.
func (s *Store) CurrentCycle(ctx context.Context) (string, error) {
	id, err := s.client.Get(ctx, s.keys.currentCycle()).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return id, wrap("read the current cycle", err)
}

// SaveTrigger stores a trigger for 10 minutes.
func (s *Store) SaveTrigger(ctx context.Context, t genesis.EvolutionTrigger) error {
	if t.AffectedEntities == nil {
		t.AffectedEntities = []string{}
	}
	return s.writeHash(ctx, s.keys.trigger(t.TriggerID), t, planKept)
}

// Trigger reads a trigger; the error has code not_found after its expiry.
func (s *Store) Trigger(ctx context.Context, id string) (genesis.EvolutionTrigger, error) {
	var t genesis.EvolutionTrigger
	err := s.readHash(ctx, s.keys.trigger(id), "trigger "+id, &t)
	return t, err
}

// SavePlan stores a plan for 10 minutes.
func (s *Store) SavePlan(ctx context.Context, p genesis.EvolutionPlan) error {
	return s.writeHash(ctx, s.keys.plan(p.PlanID), p, planKept)
}

// Plan reads a plan; the error has code not_found after its expiry.
func (s *Store) Plan(ctx context.Context, id string) (genesis.EvolutionPlan, error) {
	var p genesis.EvolutionPlan
	err := s.readHash(ctx, s.keys.plan(id), "plan "+id, &p)
	return p, err
}
