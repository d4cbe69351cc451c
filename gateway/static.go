package gateway

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>AI-Genesis</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The visualiser is not built</h1>
<p>The world runs without it. Build it with <code>go tool task frontend</code> and load this page again, or ask the API:
<a href="/api/stats">/api/stats</a>, <a href="/api/openapi.json">/api/openapi.json</a>.</p></body></html>
`

// visualiser serves the built page. A path without an extension that matches no file is a route within the page, so it
// gets the page itself.
func (s *Server) visualiser(c *fiber.Ctx) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Path()), "/")
	if name == "" {
		name = "index.html"
	}
	data, err := s.file(name)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		name = "index.html"
		data, err = s.file(name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && name == "index.html":
		c.Status(fiber.StatusServiceUnavailable).Type("html", "utf-8")
		return c.SendString(notBuilt)
	case errors.Is(err, fs.ErrNotExist):
		return genesis.Errorf(genesis.CodeNotFound, "there is no file %s", c.Path())
	case err != nil:
		return fmt.Errorf("read the visualiser: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names contain a hash of their content
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	c.Type(strings.TrimPrefix(path.Ext(name), "."), "utf-8")
	return data.send(c)
}

// file reads one file of the built page; os.Root keeps the path inside the folder, even through links.
func (s *Server) file(name string) (*asset, error) {
	if s.WebDir == "" {
		return nil, fs.ErrNotExist
	}
	if f := s.assets.recent(name); f != nil {
		return f, nil
	}
	root, err := os.OpenRoot(s.WebDir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fs.ErrNotExist
	}
	return s.assets.get(name, info, func() ([]byte, error) { return root.ReadFile(name) })
}
