package gateway

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	recoverer "github.com/gofiber/fiber/v2/middleware/recover"
)

// routes registers every path that the gateway serves. openapi.yaml describes the same paths; a test compares the two.
func (s *Server) routes() {
	s.app.Use(s.identify, s.secure, recoverer.New(), s.strict)

	s.app.Get("/healthz", s.health)
	s.app.Get("/readyz", s.ready)
	s.app.Get("/metrics", s.checkHost, s.limitReads, s.scraped, adaptor.HTTPHandler(s.metrics.handler()))
	s.app.Get("/ws/world-stream", s.checkHost, s.stream)

	s.app.Get("/api/openapi.json", s.checkHost, s.limitReads, s.rejectQuery, s.contract)
	s.app.Get("/api/docs", s.checkHost, s.limitReads, s.rejectQuery, s.docs)
	api := s.app.Group("/api", s.checkHost, s.deadline, s.trace, s.limitReads, s.cacheAnswers, s.markOld)

	change := []fiber.Handler{s.authorize, s.limited(s.changes), s.idempotent}
	s.worldRoutes(api, change)
	s.evolutionRoutes(api, change)
	s.mutationRoutes(api, change)
	api.Post("/vet", s.authorize, s.limited(s.vets), s.vet)
	api.Get("/feed", s.feed)
	api.Get("/stats", s.rejectQuery, s.stats)
	api.Use(s.notFound)

	s.app.Use("/ws", s.notFound)
	s.app.Get("/*", s.visualiser)
	s.app.Use(s.notFound)
}

// worldRoutes registers the paths of the running world. Requests that change it pass the guards in change first.
func (s *Server) worldRoutes(api fiber.Router, change []fiber.Handler) {
	api.Get("/world/state", s.rejectQuery, s.worldState)
	api.Get("/world/params", s.rejectQuery, s.params)
	api.Get("/world/types", s.rejectQuery, s.types)
	api.Get("/world/snapshots", s.snapshots)
	api.Get("/world/history", s.telemetry)
	api.Get("/world/molbots", s.molbots)
	api.Get("/world/molbots/:id", s.rejectQuery, s.molbot)
	api.Get("/world/molbots/:id/explain", s.explain)
	api.Get("/world/traits/:id/lines", s.heat)
	api.Get("/world/lineage", s.lineage)
	api.Get("/world/layers/:layer", s.layer)
	api.Get("/world/checkpoints", s.checkpoints)
	api.Get("/world/film", s.filmExtent)
	api.Get("/world/film/pictures", s.filmPictures)

	api.Post("/world/params", with(change, s.setParams)...)
	for _, c := range worldCommands {
		api.Post("/world/"+c.path, with(change, s.command(c.read))...)
	}
}

// evolutionRoutes registers the paths of cycles. Requests that start a cycle have their own rate limit.
func (s *Server) evolutionRoutes(api fiber.Router, change []fiber.Handler) {
	api.Get("/evolution/history", s.history)
	api.Get("/evolution/cycles/:id", s.rejectQuery, s.cycle)
	api.Get("/evolution/cycles/:id/film", s.trialFilm)
	api.Get("/evolution/state", s.evolutionState)
	api.Post("/evolution/pause", with(change, s.pauseEvolution)...)
	api.Post("/evolution/resume", with(change, s.resumeEvolution)...)
	api.Post("/evolution/trigger", s.authorize, s.limited(s.triggers), s.idempotent, s.trigger)
	api.Post("/evolution/cycles/:id/cancel", with(change, s.cancel)...)
	api.Post("/evolution/cycles/:id/veto", with(change, s.veto)...)
	api.Post("/evolution/cycles/:id/hint", with(change, s.hint)...)
	api.Post("/evolution/cycles/:id/approve", with(change, s.approve)...)
	api.Post("/evolution/cycles/:id/rerun", s.authorize, s.limited(s.triggers), s.idempotent, s.rerun)
}

// mutationRoutes registers the paths of mutations.
func (s *Server) mutationRoutes(api fiber.Router, change []fiber.Handler) {
	api.Get("/ancestors", s.rejectQuery, s.ancestors)
	api.Get("/mutations", s.mutations)
	api.Post("/mutations", s.authorize, s.limited(s.triggers), s.idempotent, s.submit)
	api.Get("/mutations/:id", s.rejectQuery, s.mutation)
	api.Post("/mutations/:id/rollback", with(change, s.rollback)...)
	api.Post("/mutations/:id/pin", with(change, s.pin)...)
	api.Post("/mutations/:id/unpin", with(change, s.unpin)...)
	api.Get("/mutations/:id/source", s.rejectQuery, s.source)
	api.Get("/mutations/:id/diff", s.diff)
}

func with(guards []fiber.Handler, h fiber.Handler) []fiber.Handler {
	return append(append([]fiber.Handler{}, guards...), h)
}
