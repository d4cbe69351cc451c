// Package crowd is a load generator: a feeder that publishes frames like an engine, and any number of viewers that read
// them from a gateway as fast as a browser would. The viewers are cheap enough that the gateway on the same machine
// remains the bottleneck that is measured.
package crowd

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Plan says what to measure.
type Plan struct {
	Addr     string            // address of the gateway, host:port
	Store    *redisstore.Store // where the feeder publishes
	Viewers  int
	Stalled  int // additional viewers that never read
	Molbots  int
	Food     int
	FPS      int
	Protocol string // genesis.v1, genesis.v2 or genesis.v3
	For      time.Duration
	Usage    func() Usage // resource usage of the gateway's process
	Say      func(format string, args ...any)
}

// Usage is the resource usage of a process.
type Usage struct {
	CPU      time.Duration
	Resident int64 // resident memory [bytes]
}

// Report is the result of a measurement.
type Report struct {
	Rates     []float64 // pictures per second of each viewer, in order
	Bytes     int64     // received by all viewers together
	Latencies []int64   // number of pictures by milliseconds from publishing to reading
	Published int
	Lost      int           // viewers whose connection ended
	Cores     float64       // processor cores used by the gateway
	Idle      int64         // gateway's memory before anybody connected [bytes]
	Waiting   int64         // with all viewers connected, before the first frame
	Peak      int64         // at the end
	Took      time.Duration // duration of the measurement
}

// settle is the initial time that is not measured.
const settle = 2 * time.Second

// Run connects the viewers, feeds them for a while and reports what they received.
func Run(ctx context.Context, p Plan) (Report, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	clock := &clock{}
	report := Report{Idle: p.Usage().Resident}
	viewers, err := connect(ctx, p, clock)
	if err != nil {
		return report, err
	}
	defer hangUp(viewers)
	pause(ctx, time.Second)
	report.Waiting = p.Usage().Resident
	p.Say("%d viewers are connected to the gateway at %s", len(viewers), p.Addr)

	var parts sync.WaitGroup
	defer parts.Wait()
	defer stop()
	f := newFeeder(p, clock)
	parts.Go(func() { f.run(ctx) })
	pause(ctx, settle)
	before, published, at := p.Usage(), f.published.Load(), time.Now()
	for _, v := range viewers {
		v.reset()
	}
	pause(ctx, p.For)
	report.Took = time.Since(at)
	after := p.Usage()
	report.Published = int(f.published.Load() - published)
	report.Cores = (after.CPU - before.CPU).Seconds() / report.Took.Seconds()
	report.Peak = after.Resident
	report.count(viewers)
	return report, ctx.Err()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// clock records when each tick was published.
type clock struct{ at [4096]atomic.Int64 }

func (c *clock) publish(tick uint64) { c.at[tick%4096].Store(time.Now().UnixNano()) }

// age returns the time since a tick was published [ms].
func (c *clock) age(tick uint64) int64 {
	return (time.Now().UnixNano() - c.at[tick%4096].Load()) / int64(time.Millisecond)
}

// feeder publishes a world in which all molbots wander.
type feeder struct {
	plan      Plan
	clock     *clock
	frame     genesis.Frame
	published atomic.Int64
}

func newFeeder(p Plan, c *clock) *feeder {
	f := &feeder{plan: p, clock: c}
	f.frame.Types = [][]string{{"graze_v1"}, {"graze_v1", "wander_v1"}}
	for i := range p.Molbots {
		f.frame.Entities = append(f.frame.Entities, genesis.FrameEntity{
			Serial: uint64(i + 1), X: float32(i * 37 % 2000), Y: float32(i * 61 % 2000), Energy: float32(i % 100), Radius: 6,
			Type: uint16(i % 2), R: byte(i), G: byte(i >> 3), B: byte(i >> 5),
		})
	}
	for i := range p.Food {
		f.frame.Resources = append(f.frame.Resources, genesis.FrameResource{
			X: float32(i * 41 % 2000), Y: float32(i * 53 % 2000), Amount: 40,
		})
	}
	return f
}

func (f *feeder) run(ctx context.Context) {
	beat := time.NewTicker(time.Second / time.Duration(f.plan.FPS))
	defer beat.Stop()
	var raw []byte
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		f.frame.Tick++
		for i := range f.frame.Entities {
			e := &f.frame.Entities[i]
			e.X = wrapped(e.X + float32(int(f.frame.Tick+e.Serial)%3-1)*2)
			e.Y = wrapped(e.Y + float32(int(f.frame.Tick/7+e.Serial)%3-1)*2)
		}
		raw, _ = f.frame.AppendBinary(raw[:0]) // never fails
		f.clock.publish(f.frame.Tick)
		if err := f.plan.Store.PublishFrame(ctx, raw); err != nil {
			if ctx.Err() == nil {
				f.plan.Say("a frame was not published: %v", err)
			}
			continue
		}
		f.published.Add(1)
	}
}

func wrapped(v float32) float32 {
	switch {
	case v < 0:
		return v + 2000
	case v >= 2000:
		return v - 2000
	}
	return v
}

// String formats the report.
func (r Report) String() string {
	n := len(r.Rates)
	if n == 0 {
		return "no viewer got anything"
	}
	total := 0.0
	for _, rate := range r.Rates {
		total += rate
	}
	return fmt.Sprintf("published %.1f frames/s; a viewer got %.1f (median), %.1f (1 in 100), %.1f (worst) "+
		"pictures/s; %d lost\n"+
		"all viewers: %.0f pictures/s, %.0f MB/s; from publishing to read: %d ms (median), %d ms (99 in 100)\n"+
		"gateway: %.2f cores; memory %.1f MB idle, %.1f KB more for each waiting viewer, %.1f MB at the end\n",
		float64(r.Published)/r.Took.Seconds(), r.Rates[n/2], r.Rates[n/100], r.Rates[0], r.Lost,
		total, float64(r.Bytes)/1e6/r.Took.Seconds(), r.latency(0.5), r.latency(0.99),
		r.Cores, float64(r.Idle)/1e6, float64(r.Waiting-r.Idle)/1e3/float64(n), float64(r.Peak)/1e6)
}
