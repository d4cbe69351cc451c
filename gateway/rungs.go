package gateway

import (
	"encoding/json"
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// treeSizes are the sizes in which the engine is asked for the phylogeny. A reader gets the largest that is not above
// what it asked for, so that readers with many different limits cause few questions.
var treeSizes = [...]int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, maxLineage}

// tree is a phylogeny, and its JSON once somebody needs it.
type tree struct {
	genesis.Phylogeny
	json func() []byte
}

func (s *Server) tree(c *fiber.Ctx, most int) (*tree, error) {
	rung := 0
	for rung+1 < len(treeSizes) && treeSizes[rung+1] <= most {
		rung++
	}
	return s.trees[rung].get(s.answers, func() (*tree, error) {
		p, err := ask(s, c, command.Lineage{Most: treeSizes[rung]})
		p.Nodes = listed(p.Nodes)
		return &tree{p, encodedOnce(p)}, err
	})
}

// encodedOnce is the JSON of a value that has one.
func encodedOnce(v any) func() []byte {
	return sync.OnceValue(func() []byte {
		b, _ := json.Marshal(v)
		return b
	})
}

// newest are the latest snapshots, each also as JSON.
type newest struct {
	list  []genesis.Snapshot
	texts func() [][]byte
	next  string
}

// newestSnapshots answers every limit from one reading of Redis.
func (s *Server) newestSnapshots(c *fiber.Ctx, q query) error {
	all, err := s.newest.get(s.answers, func() (*newest, error) {
		list, next, err := s.Store.SnapshotPage(c.UserContext(), maxLimit, "")
		return &newest{list: list, next: next, texts: textsOf(list)}, err
	})
	if err != nil {
		return err
	}
	texts, next := all.texts(), all.next
	if len(texts) > q.limit {
		texts, next = texts[:q.limit], strconv.FormatUint(all.list[q.limit-1].Tick, 10)
	}
	q.link(c, next)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(joined(texts))
}
