package gateway

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ai-genesis/ai-genesis"
)

// question returns the path of the n-th question to an endpoint. Where an endpoint has parameters, no two of some
// hundred questions are alike, so that no reader gets another's answer.
type question func(n int) string

func always(path string) question { return func(int) string { return path } }

// varied is an endpoint with numbers that cycle below the given limits, each from one.
func varied(format string, limits ...int) question {
	return func(n int) string {
		numbers := make([]any, len(limits))
		for i, limit := range limits {
			numbers[i] = 1 + n%limit
		}
		return fmt.Sprintf(format, numbers...)
	}
}

// each is an endpoint that takes an id.
func each(format string, ids []string) question {
	if len(ids) == 0 {
		return nil
	}
	return func(n int) string { return fmt.Sprintf(format, ids[n%len(ids)]) }
}

// questions are those to every endpoint that is read, by its path in the contract.
func (h *house) questions() map[string]question {
	molbots := idsOf(h, "/api/world/molbots?limit=500", func(e genesis.Entity) string { return e.ID })
	cycles := idsOf(h, "/api/evolution/history?limit=500", func(c genesis.Cycle) string { return c.ID })
	mutations := idsOf(h, "/api/mutations?limit=500", func(m genesis.Mutation) string { return m.ID })
	var traits []string
	for _, m := range mutations {
		if h.call(http.MethodGet, "/api/world/traits/"+m+"/lines", "").StatusCode == http.StatusOK {
			traits = append(traits, m)
		}
	}
	all := map[string]question{
		"/api/world/snapshots":            varied("/api/world/snapshots?limit=%d", 500),
		"/api/world/history":              varied("/api/world/history?from=%d&points=%d", 1999, 2000),
		"/api/world/molbots":              varied("/api/world/molbots?limit=%d&trait=t%d", 500, 100_000),
		"/api/world/molbots?limit=500":    always("/api/world/molbots?limit=500"),
		"/api/world/molbots/{id}":         each("/api/world/molbots/%s", molbots),
		"/api/world/molbots/{id}/explain": each("/api/world/molbots/%s/explain", molbots),
		"/api/world/traits/{id}/lines":    each("/api/world/traits/%s/lines", traits),
		"/api/world/lineage":              varied("/api/world/lineage?max_nodes=%d", 20_000),
		"/api/world/layers/{layer}":       varied("/api/world/layers/temperature?cols=%d", 256),
		"/api/world/film/pictures":        varied("/api/world/film/pictures?from=%d&count=%d", 50_000, 60),
		"/api/evolution/history":          varied("/api/evolution/history?limit=%d", 500),
		"/api/evolution/cycles/{id}":      each("/api/evolution/cycles/%s", cycles),
		"/api/evolution/cycles/{id}/film": each("/api/evolution/cycles/%s/film", cycles),
		"/api/mutations":                  varied("/api/mutations?limit=%d&trait=t%d", 500, 100_000),
		"/api/mutations/{id}":             each("/api/mutations/%s", mutations),
		"/api/mutations/{id}/source":      each("/api/mutations/%s/source", mutations),
		"/api/mutations/{id}/diff":        each("/api/mutations/%s/diff", mutations),
		"/api/feed":                       varied("/api/feed?limit=%d", 500),
	}
	for _, path := range []string{"/", "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/docs", "/api/stats",
		"/api/ancestors", "/api/world/state", "/api/world/params", "/api/world/types", "/api/world/checkpoints",
		"/api/world/film", "/api/evolution/state"} {
		all[path] = always(path)
	}
	return all
}

// idsOf reads a list and returns the ids in it.
func idsOf[T any](h *house, path string, id func(T) string) (ids []string) {
	var list []T
	h.get(path, &list)
	for _, one := range list {
		ids = append(ids, id(one))
	}
	return ids
}

// TestEveryReadIsMeasured compares the questions with the contract.
func TestEveryReadIsMeasured(t *testing.T) {
	h := start(t, nil)
	asked := h.questions()
	document, err := openapi3.NewLoader().LoadFromData(contractYAML)
	must(t, err)
	for path, item := range document.Paths.Map() {
		if _, known := asked[path]; !known && item.Get != nil && path != "/ws/world-stream" {
			t.Errorf("GET %s is not measured by BenchmarkReaders", path)
		}
	}
}

func sortedPaths(all map[string]question) []string {
	paths := []string{"/healthz"} // what the others are compared with
	for path, ask := range all {
		if ask != nil && path != "/healthz" {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths[1:])
	return paths
}
