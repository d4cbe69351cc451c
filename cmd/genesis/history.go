package main

import (
	"bytes"
	"context"
	"time"

	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// historyTime bounds the wait for Temporal before the archive is tried.
const historyTime = 8 * time.Second

// readHistory returns the history of a workflow from Temporal. If Temporal does not answer or has deleted it, and the
// workflow is a cycle, it comes from the archive. The error has code not_found if neither has it.
func readHistory(ctx context.Context, temporal *supervisor.Client, store *redisstore.Store,
	id string) (*history.History, error) {
	asked, stop := context.WithTimeout(ctx, historyTime)
	defer stop()
	h, err := temporal.History(asked, id)
	code := genesis.CodeOf(err)
	if code != genesis.CodeNotFound && code != genesis.CodeUnavailable || !genesis.ValidCycle(id) {
		return h, err
	}
	kept, lost := store.History(ctx, id)
	switch {
	case genesis.CodeOf(lost) == genesis.CodeNotFound && code == genesis.CodeNotFound:
		return nil, genesis.Errorf(code, "there is no history of %s, neither in Temporal nor in the archive of world %s", id,
			store.World())
	case genesis.CodeOf(lost) == genesis.CodeNotFound:
		return nil, genesis.Errorf(code, "Temporal does not answer, and the history of %s is not archived (%v)", id, err)
	case lost != nil:
		return nil, lost
	}
	return supervisor.ReadHistory(bytes.NewReader(kept))
}

// openHistory is readHistory for a command without open connections.
func openHistory(ctx context.Context, s config.Settings, id string) (*history.History, error) {
	temporal, err := supervisor.Lazy(s)
	if err != nil {
		return nil, err
	}
	defer temporal.Close()
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return nil, err
	}
	defer store.Close() // nothing is pending
	return readHistory(ctx, temporal, store, id)
}
