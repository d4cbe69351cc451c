package gateway

import (
	"math"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// snapshots handles GET /api/world/snapshots?format=csv, newest first; snapshots are kept for 5 minutes. A cursor is a
// tick.
func (s *Server) snapshots(c *fiber.Ctx) error {
	q, err := readQuery(c, 60)
	if err != nil {
		return err
	}
	if q.cursor == "" && !q.asCSV {
		return s.newestSnapshots(c, q)
	}
	list, next, err := s.Store.SnapshotPage(c.UserContext(), q.limit, q.cursor)
	if err != nil {
		return err
	}
	return sendPage(c, q, list, next)
}

// maxPoints is the maximum number of rows of telemetry in one answer.
const maxPoints = 2000

// telemetry handles GET /api/world/history?from=0&to=90000&points=500: the rows of a day, thinned out, oldest first.
func (s *Server) telemetry(c *fiber.Ctx) error {
	q, err := readFields(c, "from", "to", "points", "format")
	if err != nil {
		return err
	}
	csv, err := q.csv()
	if err != nil {
		return err
	}
	from, err := q.integer("from", 0, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	to, err := q.integer("to", math.MaxInt64, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	points, err := q.integer("points", 500, 1, maxPoints)
	if err != nil {
		return err
	}
	if from > to {
		return genesis.Errorf(genesis.CodeInvalid, "from must not be after to")
	}
	rows, err := s.Store.Telemetry(c.UserContext(), uint64(from), uint64(to))
	if err != nil {
		return err
	}
	rows = redisstore.Thinned(rows, points)
	if csv {
		return sendCSV(c, rows)
	}
	return c.JSON(rows)
}
