package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// shared is a value from which many different answers are made. It is computed once for all callers that need it at the
// same time, and reused for as long as an expensive answer is.
type shared[T any] struct {
	flight singleflight.Group

	mu    sync.Mutex
	value T
	known bool
	at    time.Time
	epoch uint64
}

// get returns the value if it was computed recently and after the last change through this gateway; otherwise it
// computes it.
func (s *shared[T]) get(a *answerCache, work func() (T, error)) (T, error) {
	epoch := a.epoch.Load()
	s.mu.Lock()
	value, fresh := s.value, s.known && s.epoch == epoch && time.Since(s.at) < a.fresh
	s.mu.Unlock()
	if fresh {
		return value, nil
	}
	got, err, _ := s.flight.Do(fmt.Sprint(epoch), func() (any, error) {
		value, err := work()
		if err != nil {
			return value, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.value, s.known, s.at, s.epoch = value, true, time.Now(), epoch
		return value, nil
	})
	value, _ = got.(T)
	return value, err
}

// census is the list of all molbots, prepared so that any part of it can be sent.
type census struct {
	*redisstore.Census
	texts func() [][]byte // each molbot as JSON
}

func newCensus(of *redisstore.Census) *census {
	return &census{Census: of, texts: textsOf(of.Molbots)}
}

// textsOf encodes each item of a list when the first reader needs it.
func textsOf[T any](list []T) func() [][]byte {
	return sync.OnceValue(func() [][]byte {
		texts := make([][]byte, len(list))
		for i := range list {
			texts[i], _ = json.Marshal(list[i]) // can't fail: the values were read from JSON in Redis
		}
		return texts
	})
}

// page returns the molbots at the given places as a JSON array.
func (c *census) page(places []int) []byte {
	all := c.texts()
	texts := make([][]byte, len(places))
	for i, place := range places {
		texts[i] = all[place]
	}
	return joined(texts)
}

// joined is a JSON array of items.
func joined(texts [][]byte) []byte {
	return append(append([]byte{'['}, bytes.Join(texts, []byte{','})...), ']')
}
