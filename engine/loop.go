package engine

import (
	"context"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// LoopOptions configure a Loop.
type LoopOptions struct {
	Sink       Sink          // nil: Quiet
	Journal    Journal       // nil: no journal
	TickBudget time.Duration // time for the first phase of a tick; 0: 14 ms
	Mailbox    int           // capacity for waiting commands; 0: 64
	BootID     string        // for Stats
	Entities   time.Duration // interval between calls of Sink.Entities; 0: 0.5 s
	// Save stores a checkpoint that a command asked for. It runs on the goroutine that calls Do. If it is nil, such a
	// command fails.
	Save func(tick uint64, checkpoint []byte) error
}

func (o LoopOptions) withDefaults() LoopOptions {
	if o.Sink == nil {
		o.Sink = Quiet{}
	}
	if o.TickBudget <= 0 {
		o.TickBudget = 14 * time.Millisecond
	}
	if o.Entities <= 0 {
		o.Entities = time.Second / 2
	}
	if o.Mailbox <= 0 {
		o.Mailbox = 64
	}
	return o
}

// Loop runs an engine at its tick rate. It owns the only clock of the world, and it is the only way to access a running
// engine: Do and Inspect act between two ticks.
type Loop struct {
	e       *Engine
	options LoopOptions
	mail    chan message
	closed  chan struct{} // closed when Run returns
	answers answers

	mu    sync.Mutex // guards meter
	meter meter

	// The following fields belong to the goroutine of Run.
	pace    pace
	budget  budget
	watch   *watch
	frame   genesis.Frame
	changes int64 // registry generation that the sink has seen
	due     struct{ tick, frame, entities time.Time }
}

// message is a piece of work for the loop. do runs on the loop's goroutine between two ticks.
type message struct{ do func() }

// NewLoop makes a loop around an engine. Nobody else may use the engine from then on.
func NewLoop(e *Engine, o LoopOptions) *Loop {
	o = o.withDefaults()
	l := &Loop{e: e, options: o, mail: make(chan message, o.Mailbox), closed: make(chan struct{})}
	l.answers.replies = map[string]command.Reply{}
	l.pace.speed = 1
	l.budget = newBudget(o.TickBudget)
	e.mark = l.budget.mark
	l.watch = newWatch(e)
	e.phase.watch = l.watch
	l.changes = -1
	return l
}

// idleBeat is the interval at which a paused loop publishes to its sink.
const idleBeat = time.Second / 30

// Run ticks until ctx ends and returns the error of ctx. It must be called only once.
func (l *Loop) Run(ctx context.Context) error {
	defer close(l.closed)
	defer l.watch.baseline.close()
	defer l.drain()
	l.start(time.Now())
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		wait, ticking := l.pace.next(l.interval(), time.Now())
		if ticking && wait <= 0 {
			if !l.tick(ctx) {
				return ctx.Err()
			}
			continue
		}
		if !ticking {
			wait = idleBeat
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-l.mail:
			m.do()
			l.publish(Output{}, time.Now())
		case now := <-timer.C:
			if !ticking {
				l.publish(Output{}, now) // viewers must still see a paused world
			}
		}
	}
}

func (l *Loop) start(now time.Time) {
	l.pace.start(now)
	l.mu.Lock()
	l.meter.start(now)
	l.mu.Unlock()
	l.setBudget(0) // the journal may end with the budget of an earlier loop
	l.publish(Output{}, now)
}

// tick handles the waiting messages and advances the world. It returns false if ctx has ended.
func (l *Loop) tick(ctx context.Context) bool {
	for range len(l.mail) {
		(<-l.mail).do()
	}
	if ctx.Err() != nil {
		return false
	}
	if l.budget.due(l.e.Now()) {
		l.recalibrate()
	}
	before := time.Now()
	out := l.advance()
	after := time.Now()
	l.budget.unit = l.watch.unit
	l.budget.measure(out.Fuel)
	interval := l.interval()
	l.mu.Lock()
	l.meter.ticked(after.Sub(before), interval, out.CarriedOver)
	l.meter.spent.add(after.Sub(before), l.budget.took, out)
	l.pace.done(interval, after)
	l.meter.dropped = l.pace.dropped
	l.mu.Unlock()
	l.publish(out, after)
	return true
}

// advance advances the world by one tick. If the watch aborts a tick, advance tries it again; once a trait has been
// found guilty, without that trait. If the trait can't be switched off because the journal can't be written, the watch
// is turned off and the tick takes the time that it takes.
func (l *Loop) advance() Output {
	for {
		l.watch.prepare(l.e)
		out, whole := l.e.try(l.budget.fuel)
		if whole {
			l.disableTrait(l.watch.ticked(l.e))
			l.watch.off = false
			return out
		}
		l.watch.off = !l.disableTrait(l.watch.judgeAborted(l.e, time.Now()))
	}
}

// disableTrait removes traits that are too slow, by journalled commands. It also resets the fuel budget, because the
// slow traits have distorted the measurement.
func (l *Loop) disableTrait(guilty []verdict) (done bool) {
	done = true
	for _, v := range guilty {
		off := disableTrait(l.e.registry.entries[v.bit], v.reason)
		reply := l.apply(Prepared{Command: command.Command{Payload: off}})
		if reply.Err != nil {
			done = false
			continue
		}
		l.budget.forget()
		l.setBudget(0)
	}
	return done
}

// interval is the duration of a tick at the current rate and speed; 0 for as fast as possible.
func (l *Loop) interval() time.Duration {
	if l.pace.speed == 0 {
		return 0
	}
	return time.Duration(l.e.Param("tick_rate_ms") / l.pace.speed * float64(time.Millisecond))
}

// recalibrate sets a new fuel budget if the current one is far off.
func (l *Loop) recalibrate() {
	if fuel, changed := l.budget.propose(); changed {
		l.setBudget(fuel)
	}
}

// setBudget sets the fuel budget after writing it to the journal, because a replay needs it. If the journal can't be
// written, the old budget stays in force until the next proposal.
func (l *Loop) setBudget(fuel int64) {
	if l.options.Journal != nil {
		cmd := command.Command{Payload: command.Budget{Fuel: fuel}}
		if l.options.Journal.Append(l.e.Now(), cmd) != nil {
			return
		}
	}
	l.budget.fuel = fuel
}

// publish passes to the sink whatever is due.
func (l *Loop) publish(out Output, now time.Time) {
	sink := l.options.Sink
	if out.Snapshot != nil {
		s := *out.Snapshot
		s.Timestamp = now.UTC().Format(time.RFC3339Nano)
		sink.Snapshot(s)
	}
	for _, trip := range out.Tripped {
		sink.Tripped(trip)
	}
	if generation := l.e.registry.generation; generation != l.changes {
		l.changes = generation
		sink.RegistryChanged(l.e.Registry())
	}
	if passed(&l.due.frame, now, time.Second/30) && sink.WantsFrame() {
		l.e.Frame(&l.frame)
		sink.Frame(&l.frame)
	}
	if passed(&l.due.tick, now, time.Second/10) {
		sink.Tick(l.sample(now))
	}
	if passed(&l.due.entities, now, l.options.Entities) {
		sink.Entities(l.e.Entities())
	}
}

// passed reports whether a time has come, and if so, sets the next one.
func passed(due *time.Time, now time.Time, every time.Duration) bool {
	if now.Before(*due) {
		return false
	}
	*due = due.Add(every)
	if due.Before(now) {
		*due = now.Add(every)
	}
	return true
}

// drain handles the remaining messages when the loop ends, so that no caller waits forever.
func (l *Loop) drain() {
	for {
		select {
		case m := <-l.mail:
			m.do()
		default:
			return
		}
	}
}
