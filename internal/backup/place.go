package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// place is a destination for records.
type place interface {
	name() string
	full(ctx context.Context) (bool, error) // whether it has records of the world
	put(ctx context.Context, file string) error
	drop(ctx context.Context) error // deletes what was put
	close() error
}

// openRecords returns the Redis that the settings name, otherwise the data folder.
func (r *restorer) openRecords(ctx context.Context) (place, error) {
	if r.RedisURL == "" {
		return folderPlace(filepath.Join(r.DataDir, "redis")), nil
	}
	store, err := redisstore.Open(ctx, r.RedisURL, r.World)
	if err != nil {
		return nil, err
	}
	p := &redisPlace{Store: store, url: config.Redact(r.RedisURL)}
	runs, err := store.EngineRuns(ctx)
	if err == nil && runs {
		err = genesis.Errorf(genesis.CodeConflict, "an engine runs world %s on the Redis at %s: stop it first", r.World,
			p.url)
	}
	if err != nil {
		_ = store.Close() // err says more
		return nil, err
	}
	return p, nil
}

// redisPlace is a running Redis.
type redisPlace struct {
	*redisstore.Store
	url string
}

func (p *redisPlace) name() string                           { return p.url }
func (p *redisPlace) full(ctx context.Context) (bool, error) { return p.HasRecords(ctx) }
func (p *redisPlace) drop(ctx context.Context) error         { return p.Forget(ctx) }
func (p *redisPlace) close() error                           { return p.Close() }

func (p *redisPlace) put(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.Import(ctx, f)
}

// folderPlace is the folder of the Redis that genesis up starts.
type folderPlace string

func (p folderPlace) name() string { return string(p) }
func (p folderPlace) close() error { return nil }

func (p folderPlace) full(context.Context) (bool, error) { return devstack.HasHistory(string(p)), nil }

func (p folderPlace) put(_ context.Context, file string) error {
	if err := os.MkdirAll(string(p), 0o755); err != nil {
		return fmt.Errorf("make the folder of Redis: %w", err)
	}
	return moveFile(file, devstack.DumpPath(string(p)))
}

func (p folderPlace) drop(context.Context) error {
	if err := os.Remove(devstack.DumpPath(string(p))); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
