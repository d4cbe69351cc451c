package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	shellWord  = regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`)
	request    = regexp.MustCompile("`(GET|POST) (/[^` ?]*)")
	setting    = regexp.MustCompile(`\bGENESIS_[A-Z_]+\b`)
)

// TestDocsNameWhatThereIs checks that the commands, requests and settings in the documents exist. It executes none of
// them: it parses flags and arguments, and compares requests with the API contract.
func TestDocsNameWhatThereIs(t *testing.T) {
	contract, err := openapi3.NewLoader().LoadFromFile("../../gateway/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	routes, err := gorillamux.NewRouter(contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"steering.md", "api.md", "scaling.md", "security.md", "operating.md", "models.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range setting.FindAllString(string(text), -1) {
			if !slices.Contains(config.Names(), strings.TrimPrefix(s, config.Prefix)) && !slices.Contains(config.Names(), s) {
				t.Errorf("%s: there is no setting %s", name, s)
			}
		}
		for _, m := range request.FindAllStringSubmatch(string(text), -1) {
			checkRequest(t, routes, name, m[1], m[2], "")
		}
		for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
			for line := range strings.Lines(block[1]) {
				checkLine(t, routes, name, line)
			}
		}
	}
}

func checkLine(t *testing.T, routes routers.Router, doc, line string) {
	t.Helper()
	words := shellWord.FindAllString(strings.TrimSpace(line), -1)
	if len(words) == 0 {
		return
	}
	for i, w := range words {
		words[i] = strings.Trim(w, `'"`)
	}
	switch words[0] {
	case "genesis":
		checkCommand(t, doc, words[1:])
	case "curl":
		method, url, body := http.MethodGet, "", ""
		for i, w := range words {
			switch {
			case w == "-X":
				method = words[i+1]
			case w == "-d" && words[i+1] != "@-":
				body = words[i+1]
			case strings.HasPrefix(w, "http://"):
				url = w
			}
		}
		if !strings.HasSuffix(strings.TrimSpace(line), "@-") {
			checkRequest(t, routes, doc, method, url, body)
		}
	}
}

func checkCommand(t *testing.T, doc string, args []string) {
	t.Helper()
	cmd, rest, err := (&program{}).root().Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil {
		err = cmd.ValidateArgs(cmd.Flags().Args())
	}
	if err != nil || !cmd.Runnable() {
		t.Errorf("%s: genesis %s: %v", doc, strings.Join(args, " "), err)
	}
}

func checkRequest(t *testing.T, routes routers.Router, doc, method, url, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	r.URL.Scheme, r.URL.Host, r.Host = "", "", ""
	route, params, err := routes.FindRoute(r)
	if err != nil {
		t.Errorf("%s: %s %s: %v", doc, method, url, err)
		return
	}
	for field := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, field) == nil {
			t.Errorf("%s: %s %s: there is no query field %s", doc, method, url, field)
		}
	}
	if body == "" && (route.Operation.RequestBody != nil || !strings.HasPrefix(url, "http")) {
		return // an example without its body
	}
	r.Header.Set("Content-Type", "application/json")
	err = openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:        openapi3filter.NoopAuthenticationFunc,
			ExcludeRequestQueryParams: true, // the library takes an enumeration without a type for empty
		},
	})
	if err != nil {
		t.Errorf("%s: %s %s: %v", doc, method, url, err)
	}
}
