package gateway

import (
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// feed handles GET /api/feed, newest first; lines are kept for an hour. A cursor is the id of a line.
func (s *Server) feed(c *fiber.Ctx) error {
	q, err := readQuery(c, 50)
	if err != nil {
		return err
	}
	if q.cursor != "" && !redisstore.ValidFeedID(q.cursor) {
		return genesis.Errorf(genesis.CodeInvalid, "cursor %q was not returned by this list", q.cursor)
	}
	list, err := s.Store.FeedPage(c.UserContext(), q.cursor, q.limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > q.limit {
		list = list[:q.limit]
		next = list[len(list)-1].ID
	}
	return sendPage(c, q, list, next)
}
