package engine

import (
	"runtime/metrics"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// meter measures how well the loop keeps its rate.
type meter struct {
	started  time.Time
	overruns uint64
	carried  uint64
	dropped  uint64
	spent    spent
	paused   bool
	speed    float64
	recent   [1024]time.Duration // durations of the last ticks, as a ring
	ticks    uint64              // number of ticks since start
	samples  [51]sample          // ten per second, as a ring
	sampled  int
	last     genesis.LoopStats
	sorted   [1024]time.Duration
	memory   [1]metrics.Sample
}

// spent holds the totals of all ticks since start.
type spent struct {
	decide, commit       time.Duration
	fuel, births, deaths uint64
}

func (s *spent) add(took, decide time.Duration, out Output) {
	s.decide += decide
	s.commit += took - decide
	s.fuel += uint64(max(out.Fuel, 0))
	s.births += uint64(out.Births)
	s.deaths += uint64(out.Deaths)
}

type sample struct {
	at    time.Time
	ticks uint64
}

func (m *meter) start(now time.Time) { m.started, m.speed = now, 1 }

func (m *meter) ticked(took, interval time.Duration, carried int) {
	m.recent[m.ticks%uint64(len(m.recent))] = took
	m.ticks++
	m.carried += uint64(carried)
	if interval > 0 && took > interval {
		m.overruns++
	}
}

// rate is the number of ticks per second over the last five seconds, the time that the ring of samples covers.
func (m *meter) rate(now time.Time) float64 {
	oldest := m.samples[0]
	if m.sampled >= len(m.samples) {
		oldest = m.samples[m.sampled%len(m.samples)]
	}
	m.samples[m.sampled%len(m.samples)] = sample{now, m.ticks}
	m.sampled++
	if seconds := now.Sub(oldest.at).Seconds(); m.sampled > 1 && seconds > 0 {
		return float64(m.ticks-oldest.ticks) / seconds
	}
	return 0
}

// percentile returns a percentile of sorted durations [ms].
func percentile(sorted []time.Duration, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[int(share*float64(len(sorted)-1))]) / float64(time.Millisecond)
}

// sample updates the figures that Stats returns. It is called ten times a second.
func (l *Loop) sample(now time.Time) genesis.LoopStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := &l.meter
	m.last = genesis.LoopStats{
		Tick: l.e.Now(), AchievedHz: m.rate(now), EntityCount: l.e.Count(), Resources: l.e.Resources(),
		Generation: l.e.registry.generation, ActiveTraits: l.e.registry.generated(),
		RegistryBytes: l.e.registry.size(),
	}
	if interval := l.interval(); interval > 0 {
		m.last.TargetHz = float64(time.Second) / float64(interval)
	}
	recent := m.sorted[:min(m.ticks, uint64(len(m.recent)))]
	copy(recent, m.recent[:])
	slices.Sort(recent)
	m.last.TickP50Ms, m.last.TickP99Ms = percentile(recent, 0.5), percentile(recent, 0.99)
	m.memory[0].Name = "/memory/classes/total:bytes"
	metrics.Read(m.memory[:])
	m.last.MemoryBytes = m.memory[0].Value.Uint64()
	return l.fill(now)
}

// fill adds the figures that change between samples. The caller must hold l.mu.
func (l *Loop) fill(now time.Time) genesis.LoopStats {
	m := &l.meter
	s := m.last
	s.Overruns, s.CarriedOver, s.Dropped, s.Paused, s.Speed = m.overruns, m.carried, m.dropped, m.paused, m.speed
	s.DecideSec, s.CommitSec = m.spent.decide.Seconds(), m.spent.commit.Seconds()
	s.FuelSpent, s.Births, s.Deaths = m.spent.fuel, m.spent.births, m.spent.deaths
	s.BootID, s.UptimeSec = l.options.BootID, now.Sub(m.started).Seconds()
	return s
}

// Stats returns the statistics of the loop. It may be called from any goroutine, also before and after Run.
func (l *Loop) Stats() genesis.LoopStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fill(time.Now())
}
