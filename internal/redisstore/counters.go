package redisstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// Counter is a monotonic counter that every process adds to, exported as a metric.
type Counter struct {
	Name   CounterName
	Labels [2]string // as documented at the name; empty if unused
	Value  float64
}

// CounterName names what is counted.
type CounterName string

// The counters; the comments list their labels.
const (
	CountCycles     CounterName = "cycles"      // ended cycles: outcome
	CountKept       CounterName = "kept"        // traits kept: helps or harmless
	CountStages     CounterName = "stages"      // stages entered: stage
	CountLLMCalls   CounterName = "llm_calls"   // calls to a model: step, result
	CountLLMSeconds CounterName = "llm_seconds" // duration of these calls: step, model
	CountVet        CounterName = "vet"         // programs by a model in ended cycles: one of VetFresh …, model
)

// First labels of CountVet.
const (
	VetFresh    = "fresh"      // programs written from scratch, not as a repair
	VetFirst    = "first_pass" // fresh programs that passed vet as written
	VetRepaired = "repaired"   // fresh programs that passed vet after a repair
	VetNew      = "new"        // programs that passed vet and were new
	VetProved   = "proved"     // new programs that passed their trial
)

// FormRules means that a model answers with rules, which are compiled to a Go program.
const FormRules = "rules"

// byRules marks a model that was asked for rules. Model names contain no spaces, so the suffix is unambiguous.
const byRules = " · rules"

// Writer returns the label of a model that was asked for a form.
func Writer(model, form string) string {
	model = strings.TrimSuffix(model, ":latest")
	if form == FormRules {
		model += byRules
	}
	return model
}

// Labels returns the number of a counter's labels.
func (n CounterName) Labels() int {
	if n == CountCycles || n == CountStages || n == CountKept {
		return 1
	}
	return 2
}

func counterField(name CounterName, labels ...string) string {
	return strings.Join(append([]string{string(name)}, labels...), "|")
}

// CountModel counts a call to a model by step, model, duration and result.
func (s *Store) CountModel(ctx context.Context, step, model string, took time.Duration, failed bool) error {
	result := "answered"
	if failed {
		result = "failed"
	}
	_, err := s.once(ctx, "", tokenKept, func(pipe redis.Pipeliner) {
		pipe.HIncrBy(ctx, s.keys.counters(), counterField(CountLLMCalls, step, result), 1)
		pipe.HIncrByFloat(ctx, s.keys.counters(), counterField(CountLLMSeconds, step, model), took.Seconds())
	})
	return wrap("count a call to the model", err)
}

// countCycle counts what has changed in a cycle's record: a stage it has entered, an outcome. was holds the previous
// values of both, so that saving a record twice counts once.
func (s *Store) countCycle(ctx context.Context, pipe redis.Pipeliner, c genesis.Cycle, was []any) {
	if was[0] != string(c.Stage) {
		pipe.HIncrBy(ctx, s.keys.counters(), counterField(CountStages, string(c.Stage)), 1)
	}
	if c.Outcome != "" && was[1] != string(c.Outcome) {
		pipe.HIncrBy(ctx, s.keys.counters(), counterField(CountCycles, string(c.Outcome)), 1)
	}
	if c.Outcome == genesis.OutcomeApplied && c.Kept != "" && was[1] != string(c.Outcome) {
		pipe.HIncrBy(ctx, s.keys.counters(), counterField(CountKept, c.Kept), 1)
	}
	if c.Outcome != "" && was[1] == nil {
		for field, n := range vetCounts(c) {
			pipe.HIncrBy(ctx, s.keys.counters(), field, n)
		}
	}
}

// vetCounts returns what an ended cycle adds to CountVet. Programs written by a person or taken from another cycle are
// not counted.
func vetCounts(c genesis.Cycle) map[string]int64 {
	add := map[string]int64{}
	for _, p := range c.Programs {
		if p.Asked == nil {
			continue
		}
		model := Writer(p.Asked.Model, p.Asked.Form)
		if p.Passed {
			add[counterField(CountVet, VetNew, model)]++
		}
		if p.Passed && c.Trial != nil && c.Trial.Pass && c.Trial.Attempt == p.Attempt {
			add[counterField(CountVet, VetProved, model)]++
		}
		if p.Mends == 0 {
			add[counterField(CountVet, VetFresh, model)]++
		}
		switch {
		case p.Vetted && p.Mends == 0:
			add[counterField(CountVet, VetFirst, model)]++
		case p.Vetted:
			add[counterField(CountVet, VetRepaired, model)]++
		}
	}
	return add
}

// Counters reads all counters, in no particular order.
func (s *Store) Counters(ctx context.Context) ([]Counter, error) {
	fields, err := s.client.HGetAll(ctx, s.keys.counters()).Result()
	if err != nil {
		return nil, wrap("read the counters", err)
	}
	list := make([]Counter, 0, len(fields))
	for field, text := range fields {
		parts := strings.SplitN(field, "|", 3)
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("counter %s holds %.60q", field, text)
		}
		c := Counter{Name: CounterName(parts[0]), Value: value}
		copy(c.Labels[:], parts[1:])
		list = append(list, c)
	}
	return list, nil
}
