package gateway

import (
	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// mutations is GET /api/mutations?status=applied, newest first.
func (s *Server) mutations(c *fiber.Ctx) error {
	q, err := readQuery(c, 50, "status", "cursor")
	if err != nil {
		return err
	}
	status := genesis.MutationStatus(q.values["status"])
	list, next, err := s.Store.Mutations(c.UserContext(), status, q.limit, q.cursor)
	if err != nil {
		return err
	}
	q.link(c, next)
	return c.JSON(list)
}

// mutation is GET /api/mutations/{id}.
func (s *Server) mutation(c *fiber.Ctx) error {
	m, err := s.Store.Mutation(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(m)
}

type sourceAnswer struct {
	MutationID string `json:"mutation_id"`
	FilePath   string `json:"file_path"`
	Hash       string `json:"hash"`
	Model      string `json:"model"`
	SourceCode string `json:"source_code"`
}

// source is GET /api/mutations/{id}/source. The source is the blob of the record's hash.
func (s *Server) source(c *fiber.Ctx) error {
	m, err := s.Store.Mutation(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	code, err := s.Store.Blob(c.UserContext(), genesis.Ref{SHA256: m.Hash})
	if err != nil {
		return err
	}
	return c.JSON(sourceAnswer{m.ID, m.FilePath, m.Hash, m.Model, string(code)})
}

// feed is GET /api/feed, newest first; lines are kept for an hour. A cursor is the id of a line.
func (s *Server) feed(c *fiber.Ctx) error {
	q, err := readQuery(c, 50, "cursor")
	if err != nil {
		return err
	}
	if q.cursor != "" && !redisstore.ValidFeedID(q.cursor) {
		return genesis.Errorf(genesis.CodeInvalid, "cursor %q is none that a list has returned", q.cursor)
	}
	list, err := s.Store.FeedPage(c.UserContext(), q.cursor, q.limit+1)
	if err != nil {
		return err
	}
	if len(list) > q.limit {
		list = list[:q.limit]
		q.link(c, list[len(list)-1].ID)
	}
	return c.JSON(list)
}
