package gateway

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
)

// withheld is the error for something that cannot be reported. It blames Redis, in Redis' words, if Redis is down, and
// the engine otherwise.
func (s *Server) withheld(ctx context.Context, says string) error {
	found, why := s.parts.status(ctx)
	if found[partRedis] == down {
		return genesis.Unavailable(partRedis, "%s: %s", says, why[partRedis])
	}
	return genesis.Unavailable(partEngine, "%s", says)
}

// takesNoWrites reports whether Redis is down, in which case data that it does not hold may exist all the same.
func (s *Server) takesNoWrites(ctx context.Context) bool {
	found, _ := s.parts.status(ctx)
	return found[partRedis] == down
}
