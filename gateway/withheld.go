package gateway

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
)

// withheld is the error for what can't be told: since Redis is down, if it is, in its own words; else since another
// part is.
func (s *Server) withheld(ctx context.Context, part, says string) error {
	found, why := s.parts.status(ctx)
	if found[partRedis] == down {
		return genesis.Unavailable(partRedis, "%s: %s", says, why[partRedis])
	}
	return genesis.Unavailable(part, "%s", says)
}

// takesNoWrites reports whether Redis is down, so that what it does not hold may be there all the same.
func (s *Server) takesNoWrites(ctx context.Context) bool {
	return s.parts.partStatus(ctx, partRedis) == down
}
