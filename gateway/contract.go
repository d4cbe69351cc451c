package gateway

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/gofiber/fiber/v2"
	"gopkg.in/yaml.v3"
)

// contractYAML is the single description of the API.
//
//go:embed openapi.yaml
var contractYAML []byte

var contractJSON = sync.OnceValues(func() ([]byte, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(contractYAML, &doc); err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	return json.Marshal(doc)
})

// contractAsset is the contract as JSON, converted and compressed once.
var contractAsset = sync.OnceValues(func() (*asset, error) {
	doc, err := contractJSON()
	return newFixedAsset("openapi.json", doc, newCPULimiter()), err
})

// contract handles GET /api/openapi.json.
func (s *Server) contract(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return sendFixed(c, contractAsset)
}

// sendFixed sends content that never changes while the gateway runs.
func sendFixed(c *fiber.Ctx, of func() (*asset, error)) error {
	a, err := of()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache") // clients may store it but must revalidate it
	return a.send(c)
}
