package gateway

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed docs.html
var docsPage string

// endpoint is one operation as the page shows it.
type endpoint struct {
	Method, Path, Summary, Description string
	Parameters                         []parameter
	Body, Answer                       string // schemas as JSON
}

type parameter struct{ Name, In, Description, Schema string }

// docs handles GET /api/docs: the contract as a page that loads nothing from elsewhere.
func (s *Server) docs(c *fiber.Ctx) error {
	c.Type("html", "utf-8")
	return sendFixed(c, docsAsset)
}

var docsAsset = sync.OnceValues(func() (*asset, error) {
	page, err := docsHTML()
	return newFixedAsset("docs.html", page, newCPULimiter()), err
})

var docsHTML = sync.OnceValues(func() ([]byte, error) {
	raw, err := contractJSON()
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	t, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return nil, fmt.Errorf("docs.html: %w", err)
	}
	var page bytes.Buffer
	err = t.Execute(&page, map[string]any{
		"Description": at(doc, "info", "description"), "Endpoints": endpoints(doc), "Schemas": schemas(doc),
	})
	return page.Bytes(), err
})

// endpoints lists the operations by path.
func endpoints(doc map[string]any) []endpoint {
	var list []endpoint
	paths, _ := doc["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations, _ := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			list = append(list, describe(doc, strings.ToUpper(method), path, operations[method]))
		}
	}
	return list
}

func describe(doc map[string]any, method, path string, operation any) endpoint {
	e := endpoint{Method: method, Path: path, Summary: text(at(operation, "summary")),
		Description: text(at(operation, "description"))}
	list, _ := at(operation, "parameters").([]any)
	for _, p := range list {
		p = resolved(doc, p)
		e.Parameters = append(e.Parameters, parameter{text(at(p, "name")), text(at(p, "in")), text(at(p, "description")),
			pretty(at(p, "schema"))})
	}
	e.Body = pretty(at(resolved(doc, at(operation, "requestBody")), "content", "application/json", "schema"))
	for _, status := range []string{"200", "202"} {
		if schema := at(operation, "responses", status, "content", "application/json", "schema"); schema != nil {
			e.Answer = pretty(schema)
		}
	}
	return e
}

// schemas lists the named schemas.
func schemas(doc map[string]any) []parameter {
	named, _ := at(doc, "components", "schemas").(map[string]any)
	var list []parameter
	for _, name := range slices.Sorted(maps.Keys(named)) {
		list = append(list, parameter{Name: name, Schema: pretty(named[name])})
	}
	return list
}

// at follows a path of keys; it returns nil where one is missing.
func at(v any, keys ...string) any {
	for _, key := range keys {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// resolved follows a reference within the document.
func resolved(doc map[string]any, v any) any {
	if ref := text(at(v, "$ref")); ref != "" {
		return at(doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return v
}

func text(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(s)
}

func pretty(v any) string {
	if v == nil {
		return ""
	}
	data, _ := json.MarshalIndent(v, "", "  ") // can't fail: the value was read from JSON
	return string(data)
}
