package storm

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Options says which storm it is to be.
type Options struct {
	Seed   uint64
	Faults int
	Every  int    // faults between two examinations
	Disks  bool   // disks can be mounted and filled
	Clocks bool   // the program is built with a clock that can be wrong
	Dir    string // for all files
	Say    func(format string, args ...any)
}

// run is one storm.
type run struct {
	Options
	system    *system
	people    *people
	chronicle *chronicle
	store     *redisstore.Store
	told      map[string]bool // failed cycles that were reported
	outcomes  map[genesis.Outcome]int
	struck    int
}

func (r *run) say(format string, args ...any) { r.Say(format, args...) }

// Run runs a storm. The error joins all that was found wrong, in the words of examine; a storm goes on after a finding.
func Run(ctx context.Context, o Options) (err error) {
	program, err := build(o.Dir, o.Clocks)
	if err != nil {
		return err
	}
	s, err := newSystem(o.Dir, program, o.Disks)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(), s.unmount()) }()
	if err := s.start(ctx); err != nil {
		return err
	}
	store, err := redisstore.Connect("redis://"+s.redis.Options().Addr+"/0", world)
	if err != nil {
		return err
	}
	defer store.Close()
	r := &run{
		Options: o, system: s, people: newPeople(s.url), store: store, told: map[string]bool{},
		chronicle: newChronicle(filepath.Join(o.Dir, "disk-"+enginePart, "data")),
	}
	return r.rage(ctx)
}

// rage strikes the faults while people act, examines the system now and then, and at the end replays everything.
func (r *run) rage(ctx context.Context) error {
	acting, rest := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() { r.people.run(acting, r.Seed) })
	var found error
	for i, f := range plan(r.Seed, r.Faults, choices(r.Disks, r.Clocks)) {
		if ctx.Err() != nil {
			found = errors.Join(found, fmt.Errorf("the storm was ended after %d faults: %w", i, context.Cause(ctx)))
			break
		}
		r.say("fault %d of %d: %v", i+1, r.Faults, f)
		found = errors.Join(found, r.strike(ctx, f))
		if (i+1)%r.Every == 0 || i+1 == r.Faults {
			found = errors.Join(found, r.report(i+1, r.examine(ctx)))
		}
	}
	rest()
	group.Wait()
	found = errors.Join(found, r.report(r.struck, r.replay(ctx)))
	if len(r.people.commands) == 0 || len(r.people.cycles) == 0 {
		found = errors.Join(found, errors.New("nobody got a command or a cycle accepted: this storm has shown nothing"))
	}
	r.say("%s", r.summary())
	return found
}

// strike does one fault from its beginning to its end, and follows the journal meanwhile.
func (r *run) strike(ctx context.Context, f fault) (found error) {
	for _, b := range f.blows {
		if err := r.system.strike(ctx, b); err != nil {
			found = errors.Join(found, fmt.Errorf("%v: %w", b, err))
		}
	}
	sleep(ctx, f.hold)
	for _, b := range f.blows {
		if err := r.system.lift(ctx, b); err != nil {
			found = errors.Join(found, fmt.Errorf("the end of %v: %w", b, err))
		}
	}
	r.struck++
	sleep(ctx, f.rest)
	found = errors.Join(found, r.chronicle.read())
	return r.report(r.struck, found)
}

// report says at once what was found, with when.
func (r *run) report(after int, found error) error {
	if found == nil {
		return nil
	}
	found = fmt.Errorf("after fault %d, %s: %w", after, time.Now().UTC().Format(time.TimeOnly), found)
	r.say("FOUND %v", found)
	return found
}
