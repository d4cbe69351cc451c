package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/worker"
)

// tally counts the results of replaying many cycles.
type tally struct {
	mu       sync.Mutex
	same     int
	events   int
	missing  int      // without an archived history
	differ   []string // cycles that differ, with the position
	unread   []string
	outcomes map[genesis.Outcome]int
}

// replayAll replays every archived cycle of the world, as many concurrently as there are processors, and prints a
// summary. The error has code conflict if today's code would decide differently in one of them.
func (p *program) replayAll(ctx context.Context) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	begun := time.Now()
	t := &tally{outcomes: map[genesis.Outcome]int{}}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for cursor := ""; ; {
		var page []genesis.Cycle
		if page, cursor, err = store.Cycles(ctx, 200, cursor); err != nil {
			break
		}
		for _, c := range page {
			if c.Outcome != "" { // a running cycle has no complete history
				group.Go(func() error { return t.replay(within, store, c) })
			}
		}
		if cursor == "" {
			break
		}
	}
	if waited := group.Wait(); err == nil {
		err = waited
	}
	if err != nil {
		return err
	}
	return t.sum(p.stdout, s.World, time.Since(begun))
}

func (t *tally) replay(ctx context.Context, store *redisstore.Store, c genesis.Cycle) error {
	kept, err := store.History(ctx, c.ID)
	if genesis.CodeOf(err) == genesis.CodeUnavailable || ctx.Err() != nil {
		return err
	}
	events := 0
	if err == nil {
		h, unread := supervisor.ReadHistory(bytes.NewReader(kept))
		if err = unread; err == nil {
			events, err = len(h.GetEvents()), worker.Replay(h, io.Discard)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch genesis.CodeOf(err) {
	case "":
		t.same++
		t.events += events
		t.outcomes[c.Outcome]++
	case genesis.CodeNotFound:
		t.missing++
	case genesis.CodeConflict:
		t.differ = append(t.differ, c.ID+": "+err.Error())
	default:
		t.unread = append(t.unread, c.ID+": "+err.Error())
	}
	return nil
}

func (t *tally) sum(w io.Writer, world string, took time.Duration) error {
	slices.Sort(t.differ)
	slices.Sort(t.unread)
	for _, line := range slices.Concat(t.differ, t.unread) {
		fmt.Fprintln(w, "✗", line)
	}
	if t.same+t.missing+len(t.differ)+len(t.unread) == 0 {
		_, err := fmt.Fprintf(w, "world %s: no cycle has ended yet, so nothing was checked\n", world)
		return err
	}
	var ends []string
	for _, o := range genesis.Outcomes {
		if n := t.outcomes[o]; n > 0 {
			ends = append(ends, fmt.Sprintf("%d %s", n, o))
		}
	}
	if _, err := fmt.Fprintf(w, "world %s: %d archived cycles (%d events) are decided by today's code as they were, "+
		"in %v: %s\n", world, t.same, t.events,
		took.Round(time.Millisecond), cmp.Or(strings.Join(ends, ", "), "none")); err != nil {
		return err
	}
	if t.missing > 0 {
		fmt.Fprintf(w, "%d ended cycles have no archived history, so they were not checked\n", t.missing)
	}
	if n := len(t.differ) + len(t.unread); n > 0 {
		return genesis.Errorf(genesis.CodeConflict, "%d cycles would be decided otherwise or can't be read; a cycle like "+
			"them that runs now would stand still after an upgrade", n)
	}
	return nil
}
