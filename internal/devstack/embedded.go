package devstack

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

// dumpEvery is how often the embedded store is written to disk, and so how much is lost if up is killed by SIGKILL.
const dumpEvery = 10 * time.Second

// embedded is a Redis server inside up, for machines without redis-server. Its content is kept in one file.
type embedded struct {
	server   *miniredis.Miniredis
	client   *redis.Client
	path     string
	console  *console
	stopping chan struct{}
	done     chan struct{}
}

// DumpPath returns the file in Redis's folder that the embedded store writes. A redis-server that starts in that folder
// for the first time loads it.
func DumpPath(dir string) string { return filepath.Join(dir, "embedded.dump") }

func (s *stack) startEmbedded(ctx context.Context, dir string, port int, url string) error {
	if hasAppendOnly(dir) {
		return genesis.Errorf(genesis.CodeUnavailable,
			"the history of this world was written by redis-server (%s), which is not installed any more: install it, or set "+
				"GENESIS_DATA_DIR", dir)
	}
	e, err := openEmbedded(ctx, loopback(port), DumpPath(dir), s.console)
	if err != nil {
		return err
	}
	s.running = append(s.running, e)
	s.addNote("Redis", fmt.Sprintf("%s (embedded; written to %s every %v)", url, e.path, dumpEvery))
	return nil
}

func openEmbedded(ctx context.Context, address, path string, c *console) (*embedded, error) {
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true)
	if err := server.StartAddr(address); err != nil {
		return nil, fmt.Errorf("start the embedded Redis: %w", err)
	}
	e := &embedded{
		server: server, client: redis.NewClient(&redis.Options{Addr: server.Addr()}), path: path, console: c,
		stopping: make(chan struct{}), done: make(chan struct{}),
	}
	if err := redisdump.Load(ctx, e.client, path); err != nil {
		e.close()
		return nil, err
	}
	go e.keep(context.WithoutCancel(ctx))
	return e, nil
}

// keep writes the content at intervals, and once more when the store stops.
func (e *embedded) keep(ctx context.Context) {
	defer close(e.done)
	ticker := time.NewTicker(dumpEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := redisdump.Save(ctx, e.client, e.path); err != nil {
				e.console.printLine("the embedded Redis can't be written to disk: %v", err)
			}
		case <-e.stopping:
			return
		}
	}
}

// Name returns the name of the part.
func (e *embedded) Name() string { return partRedis }

// Stop writes the content to disk and ends the server. It takes well under a second, so the kill channel is ignored.
func (e *embedded) Stop(<-chan struct{}) error {
	close(e.stopping)
	<-e.done
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return errors.Join(redisdump.Save(ctx, e.client, e.path), e.close())
}

func (e *embedded) close() error {
	err := e.client.Close()
	e.server.Close()
	return err
}
