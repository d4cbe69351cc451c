package gateway

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/gofiber/fiber/v2/middleware/recover"
)

// routes is every path that the gateway answers. openapi.yaml describes the same ones; a test compares the two.
func (s *Server) routes() {
	s.app.Use(s.identify, s.secure, recover.New(), s.strict)

	s.app.Get("/healthz", s.health)
	s.app.Get("/readyz", s.ready)
	s.app.Get("/metrics", s.known, s.slowReads, s.scraped, adaptor.HTTPHandler(s.metrics.handler()))
	s.app.Get("/ws/world-stream", s.known, s.stream)

	s.app.Get("/api/openapi.json", s.known, s.slowReads, s.plain, s.contract)
	s.app.Get("/api/docs", s.known, s.slowReads, s.plain, s.docs)
	api := s.app.Group("/api", s.known, s.deadline, s.trace, s.slowReads, s.answering)

	api.Get("/world/state", s.plain, s.worldState)
	api.Get("/world/params", s.plain, s.params)
	api.Get("/world/types", s.plain, s.types)
	api.Get("/world/snapshots", s.snapshots)
	api.Get("/world/history", s.telemetry)
	api.Get("/world/molbots", s.molbots)
	api.Get("/world/molbots/:id", s.plain, s.molbot)
	api.Get("/world/molbots/:id/explain", s.explain)
	api.Get("/world/traits/:id/lines", s.heat)
	api.Get("/world/lineage", s.lineage)
	api.Get("/world/layers/:layer", s.layer)
	api.Get("/world/checkpoints", s.checkpoints)
	api.Get("/world/film", s.filmExtent)
	api.Get("/world/film/pictures", s.filmed)

	change := []fiber.Handler{s.permit, s.slow(s.changes), s.once}
	api.Post("/world/params", with(change, s.setParams)...)
	api.Post("/world/pause", with(change, s.pause)...)
	api.Post("/world/resume", with(change, s.resume)...)
	api.Post("/world/step", with(change, s.step)...)
	api.Post("/world/speed", with(change, s.speed)...)
	api.Post("/world/checkpoint", with(change, s.checkpoint)...)
	api.Post("/world/scatter", with(change, s.scatter)...)
	api.Post("/world/spawn", with(change, s.spawn)...)
	api.Post("/world/front", with(change, s.front)...)
	api.Post("/world/restore", with(change, s.restore)...)
	api.Post("/world/reset", with(change, s.reset)...)

	api.Get("/evolution/history", s.history)
	api.Get("/evolution/cycles/:id", s.plain, s.cycle)
	api.Get("/evolution/cycles/:id/film", s.trialFilm)
	api.Get("/evolution/state", s.evolutionState)
	api.Post("/evolution/pause", with(change, s.pauseEvolution)...)
	api.Post("/evolution/resume", with(change, s.resumeEvolution)...)
	api.Post("/evolution/trigger", s.permit, s.slow(s.triggers), s.once, s.trigger)
	api.Post("/evolution/cycles/:id/cancel", with(change, s.cancel)...)
	api.Post("/evolution/cycles/:id/veto", with(change, s.veto)...)
	api.Post("/evolution/cycles/:id/hint", with(change, s.hint)...)
	api.Post("/evolution/cycles/:id/approve", with(change, s.approve)...)
	api.Post("/evolution/cycles/:id/rerun", s.permit, s.slow(s.triggers), s.once, s.rerun)

	api.Get("/ancestors", s.plain, s.ancestors)
	api.Get("/mutations", s.mutations)
	api.Post("/mutations", s.permit, s.slow(s.triggers), s.once, s.submit)
	api.Get("/mutations/:id", s.plain, s.mutation)
	api.Post("/mutations/:id/rollback", with(change, s.rollback)...)
	api.Post("/mutations/:id/pin", with(change, s.pin)...)
	api.Post("/mutations/:id/unpin", with(change, s.unpin)...)
	api.Get("/mutations/:id/source", s.plain, s.source)
	api.Get("/mutations/:id/diff", s.diff)

	api.Post("/vet", s.permit, s.slow(s.vets), s.vet)

	api.Get("/feed", s.feed)
	api.Get("/stats", s.plain, s.stats)
	api.Use(s.unknown)

	s.app.Use("/ws", s.unknown)
	s.app.Get("/*", s.visualiser)
	s.app.Use(s.unknown)
}

func with(guards []fiber.Handler, h fiber.Handler) []fiber.Handler {
	return append(append([]fiber.Handler{}, guards...), h)
}
