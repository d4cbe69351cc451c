package gateway

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var pathField = regexp.MustCompile(`:([a-z]+)`)

func TestContractNamesEveryRoute(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	h.get("/api/openapi.json", &doc)
	var described, served []string
	for path, methods := range doc.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, r := range h.server.app.GetRoutes(true) {
		if path := r.Path; (r.Method == "GET" || r.Method == "POST") && path != "/*" && path != "/" {
			served = append(served, r.Method+" "+pathField.ReplaceAllString(path, "{$1}"))
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	same(t, slices.Compact(served), described)
}

func TestDocs(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	r := h.call("GET", "/api/docs", "")
	page := string(r.body)
	for _, want := range []string{"/api/evolution/trigger", "Idempotency-Key", "WorldState", "TraitCensus"} {
		if r.StatusCode != 200 || !strings.Contains(page, want) {
			t.Fatalf("%d: the page lacks %s", r.StatusCode, want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "://") {
		t.Fatal("the page fetches something")
	}
}

func TestVisualiser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := start(t, func(c *Config) { c.WebDir = filepath.Join(dir, "dist") })
	r := h.call("GET", "/", "")
	if r.StatusCode != 503 || !strings.Contains(string(r.body), "not built") {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	must(t, os.MkdirAll(filepath.Join(dir, "dist", "assets"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "dist", "index.html"), []byte("<p>page</p>"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "dist", "assets", "a-1.js"), []byte("1"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o644))
	must(t, os.Symlink(filepath.Join(dir, "secret"), filepath.Join(dir, "dist", "link.txt")))
	for _, c := range []struct {
		path, kind, cache string
		status            int
	}{
		{"/", "text/html; charset=utf-8", "no-cache", 200},
		{"/cycles/cycle-main-000001", "text/html; charset=utf-8", "no-cache", 200},
		{"/assets/a-1.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", 200},
		{"/assets/none.js", "application/json", "", 404},
		{"/..%2fsecret.txt", "application/json", "", 404},
		{"/%2e%2e/secret.txt", "application/json", "", 404},
	} {
		r := h.call("GET", c.path, "")
		same(t, []any{c.path, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Cache-Control")},
			[]any{c.path, c.status, c.kind, c.cache})
		same(t, r.Header.Get("Content-Security-Policy"), policy+"'none'")
		same(t, r.Header.Get("X-Content-Type-Options"), "nosniff")
	}
	r = h.call("GET", "/link.txt", "")
	if r.StatusCode == http.StatusOK || strings.Contains(string(r.body), "secret") {
		t.Fatalf("a link out of the folder was served: %d %s", r.StatusCode, r.body)
	}
}
