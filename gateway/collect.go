package gateway

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// scrapeTime bounds how long a scrape may wait for Redis.
const scrapeTime = time.Second

// engineCollector reads the engine's metrics at the time of a scrape. While the engine is down, only genesis_engine_up
// is exposed, with the value 0.
type engineCollector struct{ s *Server }

// gauge is one metric of the engine's loop.
type gauge struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(genesis.LoopStats) float64
}

var (
	engineUp = prometheus.NewDesc("genesis_engine_up", "1 while the engine reports.", nil, nil)
	gauges   = []gauge{
		figure("ticks_total", "Ticks of the world.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Tick) }),
		figure("overruns_total", "Ticks that took longer than their time budget.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Overruns) }),
		figure("carried_over_total", "Molbots that were skipped in a tick because its budget was used up.",
			prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.CarriedOver) }),
		figure("target_hz", "Target ticks per second.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TargetHz }),
		figure("achieved_hz", "Achieved ticks per second.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.AchievedHz }),
		figure("tick_p50_seconds", "Median duration of a tick.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TickP50Ms / 1000 }),
		figure("tick_p99_seconds", "99th percentile of the duration of a tick.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TickP99Ms / 1000 }),
		figure("molbots", "Molbots alive.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.EntityCount) }),
		figure("resources", "Pieces of food.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.Resources) }),
		figure("active_traits", "Generated traits loaded.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.ActiveTraits) }),
		figure("expired_commands_total", "Commands that arrived after their senders had given up.",
			prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.ExpiredCommands) }),
		figure("decide_seconds_total", "Time in the first phase of ticks: molbots sense and decide.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return l.DecideSec }),
		figure("commit_seconds_total", "Time in the second phase of ticks: decisions are carried out.",
			prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return l.CommitSec }),
		figure("dropped_ticks_total", "Ticks that were due but were skipped.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Dropped) }),
		figure("fuel_total", "Fuel that traits have used.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.FuelSpent) }),
		figure("faults_total", "Faults of traits.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Faults) }),
		figure("births_total", "Molbots born.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Births) }),
		figure("deaths_total", "Molbots that died.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Deaths) }),
		figure("paused", "1 while the world is paused.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return map[bool]float64{true: 1}[l.Paused] }),
		figure("registry_bytes", "Approximate memory of the programs of all loaded traits.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.RegistryBytes) }),
		figure("memory_bytes", "Memory of the engine's process.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.MemoryBytes) }),
	}
)

func figure(name, help string, kind prometheus.ValueType, read func(genesis.LoopStats) float64) gauge {
	return gauge{prometheus.NewDesc("genesis_engine_"+name, help, nil, nil), kind, read}
}

// Describe implements prometheus.Collector.
func (e *engineCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- engineUp
	for _, g := range gauges {
		ch <- g.desc
	}
}

// Collect implements prometheus.Collector.
func (e *engineCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime) // a scrape brings no context along
	defer cancel()
	stats, alive, err := e.s.Store.ReadStats(ctx)
	if err != nil || !alive {
		ch <- prometheus.MustNewConstMetric(engineUp, prometheus.GaugeValue, 0)
		return
	}
	ch <- prometheus.MustNewConstMetric(engineUp, prometheus.GaugeValue, 1)
	for _, g := range gauges {
		ch <- prometheus.MustNewConstMetric(g.desc, g.kind, g.read(stats))
	}
}

// evolutionCollector exposes the counts of cycles, model calls and traits from Redis.
type evolutionCollector struct{ s *Server }

var (
	cycleRuns = prometheus.NewDesc("genesis_cycles_running", "Running cycles, by stage.", []string{"stage"}, nil)
	counted   = map[redisstore.CounterName]*prometheus.Desc{
		redisstore.CountCycles: prometheus.NewDesc("genesis_cycles_total", "Cycles that have ended, by outcome.",
			[]string{"outcome"}, nil),
		redisstore.CountKept: prometheus.NewDesc("genesis_traits_kept_total",
			"Traits kept, by what their canary showed: helps or harmless.", []string{"kept"}, nil),
		redisstore.CountStages: prometheus.NewDesc("genesis_cycle_stages_total", "Stages that cycles have entered.",
			[]string{"stage"}, nil),
		redisstore.CountLLMCalls: prometheus.NewDesc("genesis_llm_calls_total",
			"Requests to the model, by step and result.",
			[]string{"step", "result"}, nil),
		redisstore.CountVet: prometheus.NewDesc("genesis_vet_programs_total",
			"Programs that models wrote in ended cycles: written anew, passed vet at once, passed vet once mended.",
			[]string{"what", "model"}, nil),
		redisstore.CountLLMSeconds: prometheus.NewDesc("genesis_llm_seconds_total",
			"Time spent waiting for the model, by step and model.", []string{"step", "model"}, nil),
	}
	traitLabels  = []string{"trait"}
	traitBearers = prometheus.NewDesc("genesis_trait_bearers", "Living bearers of a generated trait, in the "+
		"last snapshot.", traitLabels, nil)
	traitFuel = prometheus.NewDesc("genesis_trait_fuel", "Fuel that a generated trait used in the period of the "+
		"last snapshot.", traitLabels, nil)
	traitFaults = prometheus.NewDesc("genesis_trait_faults", "Faults of a generated trait in the period of the "+
		"last snapshot.", traitLabels, nil)
)

// Describe implements prometheus.Collector.
func (e *evolutionCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{cycleRuns, traitBearers, traitFuel, traitFaults} {
		ch <- d
	}
	for _, d := range counted {
		ch <- d
	}
}

// Collect implements prometheus.Collector. It exposes nothing while Redis is away; genesis_engine_up is 0 then.
func (e *evolutionCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime) // a scrape brings no context along
	defer cancel()
	counters, err := e.s.Store.Counters(ctx)
	if err != nil {
		return
	}
	for _, c := range counters {
		if d, known := counted[c.Name]; known {
			ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, c.Value, c.Labels[:c.Name.Labels()]...)
		}
	}
	e.running(ctx, ch)
	e.traits(ctx, ch)
}

func (e *evolutionCollector) running(ctx context.Context, ch chan<- prometheus.Metric) {
	id, err := e.s.Store.CurrentCycle(ctx)
	if err != nil || id == "" {
		return
	}
	if c, err := e.s.Store.Cycle(ctx, id); err == nil {
		ch <- prometheus.MustNewConstMetric(cycleRuns, prometheus.GaugeValue, 1, string(c.Stage))
	}
}

func (e *evolutionCollector) traits(ctx context.Context, ch chan<- prometheus.Metric) {
	newest, err := e.s.Store.Snapshots(ctx, 1)
	if err != nil || len(newest) == 0 {
		return
	}
	for _, t := range newest[0].Traits {
		if !t.Generated {
			continue
		}
		id := genesis.TraitID(t.Name, t.Version)
		ch <- prometheus.MustNewConstMetric(traitBearers, prometheus.GaugeValue, float64(t.Bearers), id)
		ch <- prometheus.MustNewConstMetric(traitFuel, prometheus.GaugeValue, float64(t.FuelSpent), id)
		ch <- prometheus.MustNewConstMetric(traitFaults, prometheus.GaugeValue, float64(t.Faults), id)
	}
}
