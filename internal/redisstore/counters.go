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

// Counter is one of the sums that every process adds to and that never go down, for metrics.
type Counter struct {
	Name   CounterName
	Labels [2]string // as the name says; empty where it has none
	Value  float64
}

// CounterName says what is counted.
type CounterName string

// The counters with their labels.
const (
	CountCycles     CounterName = "cycles"      // ended: outcome
	CountKept       CounterName = "kept"        // traits kept: helps or harmless
	CountStages     CounterName = "stages"      // entered: stage
	CountLLMCalls   CounterName = "llm_calls"   // step, result
	CountLLMSeconds CounterName = "llm_seconds" // step, model
	CountVet        CounterName = "vet"         // of programs by a model, in ended cycles: what (see VetFresh), model
)

// What CountVet counts.
const (
	VetFresh    = "fresh"      // programs that were written anew, not to mend another one
	VetFirst    = "first_pass" // of them, those that vet let pass
	VetRepaired = "repaired"   // of them, those that vet let pass once they were mended
	VetNew      = "new"        // programs that were new, too
	VetProved   = "proved"     // and passed their trial
)

// FormRules is the form of an answer that is rules, of which the house makes the program.
const FormRules = "rules"

// byRules marks a model that was asked for rules. No name of a model holds a blank.
const byRules = " · rules"

// Writer is the label of a model that was asked in a form.
func Writer(model, form string) string {
	model = strings.TrimSuffix(model, ":latest")
	if form == FormRules {
		model += byRules
	}
	return model
}

// Labels is how many labels a counter has.
func (n CounterName) Labels() int {
	if n == CountCycles || n == CountStages || n == CountKept {
		return 1
	}
	return 2
}

func counterField(name CounterName, labels ...string) string {
	return strings.Join(append([]string{string(name)}, labels...), "|")
}

// CountModel adds a call to the model to the counters: for which step, which model, how long it took and whether it
// failed.
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

// countCycle counts what is new in a cycle's record: a stage that it has entered, an outcome. was is
// what the record said of both before: saving it again counts nothing.
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

// vetCounts is what an ended cycle adds to CountVet. What a person wrote, or another cycle, is no model's merit.
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

// Counters reads all counters, in no order.
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
