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

// Options configures a storm.
type Options struct {
	Seed   uint64
	Faults int
	Every  int    // faults between two examinations
	Disks  bool   // disks can be mounted and filled
	Clocks bool   // the program is built with a clock that can be skewed
	Dir    string // folder for all files
	Logf   func(format string, args ...any)
}

// run is one storm.
type run struct {
	Options
	system   *system
	clients  *clients
	journal  *journalReader
	store    *redisstore.Store
	reported map[string]bool // failed cycles already reported
	outcomes map[genesis.Outcome]int
	injected int
}

func (r *run) logf(format string, args ...any) { r.Logf(format, args...) }

// Run runs a storm. The error joins all findings of examine; a finding does not end the storm.
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
		Options: o, system: s, clients: newClients(s.url), store: store, reported: map[string]bool{},
		journal: newJournalReader(filepath.Join(o.Dir, "disk-"+enginePart, "data")),
	}
	return r.injectAll(ctx)
}

// injectAll injects the faults while clients act, examines the system from time to time, and replays everything at the
// end.
func (r *run) injectAll(ctx context.Context) error {
	acting, rest := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() { r.clients.run(acting, r.Seed) })
	var found error
	for i, f := range plan(r.Seed, r.Faults, faultKinds(r.Disks, r.Clocks)) {
		if ctx.Err() != nil {
			found = errors.Join(found, fmt.Errorf("the storm was ended after %d faults: %w", i, context.Cause(ctx)))
			break
		}
		r.logf("fault %d of %d: %v", i+1, r.Faults, f)
		found = errors.Join(found, r.injectFault(ctx, f))
		if (i+1)%r.Every == 0 || i+1 == r.Faults {
			found = errors.Join(found, r.report(i+1, r.examine(ctx)))
		}
	}
	rest()
	group.Wait()
	found = errors.Join(found, r.report(r.injected, r.replay(ctx)))
	if len(r.clients.commands) == 0 || len(r.clients.cycles) == 0 {
		found = errors.Join(found, errors.New("nobody got a command or a cycle accepted: this storm has shown nothing"))
	}
	r.logf("%s", r.summary())
	return found
}

// injectFault runs one fault from beginning to end while it follows the journal.
func (r *run) injectFault(ctx context.Context, f fault) (found error) {
	for _, b := range f.injections {
		if err := r.system.inject(ctx, b); err != nil {
			found = errors.Join(found, fmt.Errorf("%v: %w", b, err))
		}
	}
	sleep(ctx, f.hold)
	for _, b := range f.injections {
		if err := r.system.heal(ctx, b); err != nil {
			found = errors.Join(found, fmt.Errorf("the end of %v: %w", b, err))
		}
	}
	r.injected++
	sleep(ctx, f.rest)
	found = errors.Join(found, r.journal.read())
	return r.report(r.injected, found)
}

// report logs a finding immediately, with the number of faults so far.
func (r *run) report(after int, found error) error {
	if found == nil {
		return nil
	}
	found = fmt.Errorf("after fault %d, %s: %w", after, time.Now().UTC().Format(time.TimeOnly), found)
	r.logf("FOUND %v", found)
	return found
}
