package gateway

import "github.com/gofiber/fiber/v2"

// Ancestor is one of the first traits, which people wrote and which are compiled into the engine.
type Ancestor struct {
	Name    string `json:"name"`
	Version int    `json:"version"`
	About   string `json:"about"`
	Source  string `json:"source_code"`
}

// ancestors handles GET /api/ancestors.
func (s *Server) ancestors(c *fiber.Ctx) error {
	return c.JSON(listed(s.Ancestors))
}
