package host

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// identityFile holds the id of the Redis that this data folder belongs to. An emptied Redis gets this id back, so that
// it is still recognised as the one that the Temporal namespace belongs to; see package binding.
const identityFile = "redis.id"

func (h *Host) identityPath() string { return filepath.Join(h.settings.DataDir, identityFile) }

// knownIdentity returns the id of the engine's Redis, or "" if none is known yet.
func (h *Host) knownIdentity() string {
	data, err := os.ReadFile(h.identityPath())
	if err != nil {
		return "" // without a file, Redis's own id is adopted
	}
	return strings.TrimSpace(string(data))
}

// keepIdentity gives Redis its id back if it has none, and stores the id that it has.
func (h *Host) keepIdentity(ctx context.Context) error {
	said := ""
	sync := func() error {
		if err := h.syncIdentity(ctx); err != nil && err.Error() != said && !redisAway(err) {
			said = err.Error()
			h.log.Warn("the id of Redis can't be kept", "error", err)
		}
		return nil
	}
	_ = sync() // always nil
	return every(ctx, statsEvery, sync)
}

func (h *Host) syncIdentity(ctx context.Context) error {
	known := h.knownIdentity()
	id, err := h.store.Identity(ctx)
	if err == nil && id == "" {
		if known != "" {
			h.log.Warn("Redis had lost its id, or is a new one: the engine gives it the one that it had", "id", known)
		}
		id, err = h.store.ClaimIdentity(ctx, cmp.Or(known, uuid.NewString()))
	}
	if err != nil || id == known {
		return err
	}
	if known != "" {
		h.log.Warn("the engine works with another Redis than before", "before", known, "now", id)
	}
	if err := disk.Write(h.identityPath(), []byte(id+"\n"), 0o644); err != nil {
		return disk.Explain(fmt.Errorf("keep the id of Redis: %w", err), h.settings.DataDir)
	}
	return nil
}
