package gateway

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
)

// withheld returns the error for data that is not available. If Redis is down, it blames Redis and quotes the reason;
// otherwise it blames the engine.
func (s *Server) withheld(ctx context.Context, says string) error {
	found, why := s.parts.status(ctx)
	if found[partRedis] == down {
		return genesis.Unavailable(partRedis, "%s: %s", says, why[partRedis])
	}
	return genesis.Unavailable(partEngine, "%s", says)
}

// takesNoWrites reports whether Redis is down. In that case data that is missing in Redis may exist all the same.
func (s *Server) takesNoWrites(ctx context.Context) bool {
	found, _ := s.parts.status(ctx)
	return found[partRedis] == down
}
