package activities

import (
	"errors"
	"sync"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Stores opens the store of each world that work arrives for. All worlds of a Temporal namespace share the queues
// genesis, llm and trial, whichever world a worker watches.
type Stores struct {
	url  string
	mu   sync.Mutex
	open map[string]*redisstore.Store
}

// NewStores returns the stores of the Redis at url. The caller must close it.
func NewStores(url string) *Stores { return &Stores{url: url, open: map[string]*redisstore.Store{}} }

// Of returns the store of a world. The error has the code invalid for a name that no world can have.
func (s *Stores) Of(world string) (*redisstore.Store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if store, ok := s.open[world]; ok {
		return store, nil
	}
	store, err := redisstore.Connect(s.url, world)
	if err != nil {
		return nil, err
	}
	s.open[world] = store
	return store, nil
}

// Close closes all stores.
func (s *Stores) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var failed []error
	for _, store := range s.open {
		failed = append(failed, store.Close())
	}
	clear(s.open)
	return errors.Join(failed...)
}
