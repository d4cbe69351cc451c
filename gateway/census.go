package gateway

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// shared is what many questions are answered from, each in another way: it is worked out once for all who ask at the
// same time, and serves again as long as an answer that costs much does.
type shared[T any] struct {
	flight singleflight.Group

	mu    sync.Mutex
	value T
	known bool
	at    time.Time
	epoch uint64
}

// get returns what has been worked out lately and since the last change through this gateway, or works it out.
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

// census is all molbots, ready to be sent in parts.
type census struct {
	*redisstore.Census
	texts func() [][]byte // each molbot as JSON
}

func newCensus(of *redisstore.Census) *census {
	return &census{Census: of, texts: sync.OnceValue(func() [][]byte {
		texts := make([][]byte, len(of.Molbots))
		for i := range of.Molbots {
			texts[i], _ = json.Marshal(of.Molbots[i]) // what has come out of Redis has no number that JSON lacks
		}
		return texts
	})}
}

// page is some of the molbots as a JSON array.
func (c *census) page(places []int) []byte {
	texts, size := c.texts(), 2
	for _, place := range places {
		size += len(texts[place]) + 1
	}
	b := append(make([]byte, 0, size), '[')
	for i, place := range places {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, texts[place]...)
	}
	return append(b, ']')
}
