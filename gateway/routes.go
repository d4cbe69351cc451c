package gateway

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/gofiber/fiber/v2/middleware/recover"
)

// routes is every path that the gateway answers. openapi.yaml describes the same ones; a test compares the two.
func (s *Server) routes() {
	s.app.Use(s.identify, s.secure, recover.New())

	s.app.Get("/healthz", s.health)
	s.app.Get("/readyz", s.ready)
	s.app.Get("/metrics", s.known, adaptor.HTTPHandler(s.metrics.handler()))
	s.app.Get("/ws/world-stream", s.known, s.stream)

	api := s.app.Group("/api", s.known, s.deadline)
	api.Get("/openapi.json", s.contract)
	api.Get("/docs", s.docs)

	api.Get("/world/state", s.worldState)
	api.Get("/world/params", s.params)
	api.Get("/world/types", s.types)
	api.Get("/world/snapshots", s.snapshots)
	api.Get("/world/molbots/:id", s.molbot)

	change := []fiber.Handler{s.permit, s.slow(s.changes)}
	api.Post("/world/params", with(change, s.setParams)...)
	api.Post("/world/pause", with(change, s.pause)...)
	api.Post("/world/resume", with(change, s.resume)...)
	api.Post("/world/step", with(change, s.step)...)
	api.Post("/world/speed", with(change, s.speed)...)
	api.Post("/world/checkpoint", with(change, s.checkpoint)...)
	api.Post("/world/scatter", with(change, s.scatter)...)
	api.Post("/world/spawn", with(change, s.spawn)...)

	api.Get("/evolution/history", s.history)
	api.Get("/evolution/cycles/:id", s.cycle)
	api.Post("/evolution/trigger", s.permit, s.slow(s.triggers), s.trigger)
	api.Post("/evolution/cycles/:id/cancel", with(change, s.cancel)...)
	api.Post("/evolution/cycles/:id/veto", with(change, s.veto)...)
	api.Post("/evolution/cycles/:id/hint", with(change, s.hint)...)

	api.Get("/mutations", s.mutations)
	api.Get("/mutations/:id", s.mutation)
	api.Get("/mutations/:id/source", s.source)
	api.Get("/mutations/:id/diff", s.diff)

	api.Get("/feed", s.feed)
	api.Get("/stats", s.stats)
	api.Use(s.unknown)

	s.app.Use("/ws", s.unknown)
	s.app.Get("/*", s.visualiser)
	s.app.Use(s.unknown)
}

func with(guards []fiber.Handler, h fiber.Handler) []fiber.Handler {
	return append(append([]fiber.Handler{}, guards...), h)
}
