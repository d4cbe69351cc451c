package gateway

import (
	"regexp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// traitFilter matches the name of a trait, or its id with a version.
var traitFilter = regexp.MustCompile(`^[a-z][a-z0-9_]{1,60}$`)

// molbots handles GET /api/world/molbots?trait=graze, youngest first. A cursor is the id of a molbot.
func (s *Server) molbots(c *fiber.Ctx) error {
	q, err := readQuery(c, 100, "trait")
	if err != nil {
		return err
	}
	trait, filtered := q.fields["trait"]
	if filtered && !traitFilter.MatchString(trait) {
		return genesis.Errorf(genesis.CodeInvalid, "trait must be the name or id of a trait, such as graze or graze_v1")
	}
	if q.cursor != "" && !redisstore.ValidMolbot(q.cursor) {
		return genesis.Errorf(genesis.CodeInvalid, "cursor %q was not returned by this list", q.cursor)
	}
	if err := s.freshMolbots(c); err != nil {
		return err
	}
	all, err := s.census.get(s.answers, func() (*census, error) {
		read, err := s.Store.Census(c.UserContext())
		return newCensus(read), err
	})
	if err != nil {
		return err
	}
	places, next := all.Page(trait, q.limit, q.cursor)
	q.link(c, next)
	if q.asCSV {
		list := make([]genesis.Entity, len(places))
		for i, place := range places {
			list[i] = all.Molbots[place]
		}
		return sendCSV(c, list)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(all.page(places))
}

// freshMolbots has the engine write the list of molbots again if it is old. If that fails, the answer says how old the
// list is and which part is missing.
func (s *Server) freshMolbots(c *fiber.Ctx) error {
	age, err := s.Store.FreshEntities(c.UserContext())
	if err != nil || age <= redisstore.EntitiesFresh {
		return err
	}
	missing := partEngine
	if s.takesNoWrites(c.UserContext()) {
		missing = partRedis
	}
	c.Set(headerDegraded, missing)
	c.Set(fiber.HeaderAge, strconv.Itoa(int(age.Seconds())))
	return nil
}

// molbotDetail is a molbot with its relatives.
type molbotDetail struct {
	genesis.Entity
	Genes map[string]float64 `json:"genes"` // never omitted here
	genesis.Family
	Degraded []string `json:"degraded"`
}

// molbot handles GET /api/world/molbots/{id}. Its relatives come from the engine and are missing while that is away.
func (s *Server) molbot(c *fiber.Ctx) error {
	e, err := s.Store.Entity(c.UserContext(), c.Params("id"))
	if genesis.CodeOf(err) == genesis.CodeNotFound && s.takesNoWrites(c.UserContext()) {
		return s.withheld(c.UserContext(), "the molbots are not known")
	}
	if err != nil {
		return err
	}
	out := molbotDetail{Degraded: []string{}}
	out.Family, err = ask(s, c, command.Family{Molbot: e.ID})
	switch {
	case err == nil: // the engine has just written it to Redis
		if now, err := s.Store.Entity(c.UserContext(), e.ID); err == nil {
			e = now
		}
	case genesis.CodeOf(err) == genesis.CodeUnavailable:
		out.Degraded = append(out.Degraded, partEngine)
	case genesis.CodeOf(err) != genesis.CodeNotFound: // not found: it has died since
		return err
	}
	if out.Entity, out.Genes = e, e.Genes; out.Genes == nil {
		out.Genes = map[string]float64{}
	}
	out.Ancestors, out.Children = listed(out.Ancestors), listed(out.Children)
	return c.JSON(out)
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// maxLineage is the maximum number of phylogeny nodes in one answer.
const maxLineage = 20_000

// lineage handles GET /api/world/lineage?max_nodes=2000.
func (s *Server) lineage(c *fiber.Ctx) error {
	q, err := readFields(c, "max_nodes", "format")
	if err != nil {
		return err
	}
	most, err := q.integer("max_nodes", 2000, 1, maxLineage)
	if err != nil {
		return err
	}
	csv, err := q.csv()
	if err != nil {
		return err
	}
	t, err := s.tree(c, most)
	if err != nil {
		return err
	}
	if csv {
		return sendCSV(c, t.Nodes)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(t.json())
}

// ask sends a query to the engine and returns its answer.
func ask[R any](s *Server, c *fiber.Ctx, question command.For[R]) (R, error) {
	reply, err := redisstore.Ask(c.UserContext(), s.Store, question)
	return reply.Data, err
}
