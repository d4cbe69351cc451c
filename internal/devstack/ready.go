package devstack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

const (
	readyIn         = 2 * time.Minute
	missingInterval = 5 * time.Second // interval of the lines about missing parts
)

// waitFor polls the gateway until every part works except those in without, which have not been started yet. Meanwhile
// it prints what is missing.
func (s *stack) waitFor(ctx context.Context, parts string, without ...string) error {
	s.console.printLine("waiting for %s ...", parts)
	began, said := time.Now(), time.Now()
	for {
		missing := slices.DeleteFunc(s.missing(ctx), func(part string) bool { return slices.Contains(without, part) })
		if len(missing) == 0 {
			return nil
		}
		for _, p := range s.running {
			if c, ok := p.(*child); ok {
				if err := c.crashLoopError(s.logs()); err != nil {
					return err
				}
			}
		}
		if time.Since(began) > readyIn {
			return genesis.Errorf(genesis.CodeUnavailable, "not ready after %v, missing: %s (logs: %s)",
				readyIn, strings.Join(missing, ", "), s.logs())
		}
		if time.Since(said) > missingInterval {
			s.console.printLine("still missing: %s", strings.Join(missing, ", "))
			for _, part := range missing {
				if why := s.why[part]; why != "" {
					s.console.printLine("  %s: %s", part, why)
				}
			}
			said = time.Now()
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
}

// missing returns the parts that the gateway's /readyz reports as missing. If there are none, it checks for a worker,
// which the gateway does not need.
func (s *stack) missing(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url()+"/readyz", nil)
	if err != nil {
		return []string{err.Error()}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return []string{partGateway}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return s.missingWorker(ctx)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil {
		return []string{partGateway}
	}
	names, why := readyzMissing(body)
	s.why = why
	return names
}

// readyzMissing reads the missing parts, and the reasons, from an answer of /readyz.
func readyzMissing(body []byte) (names []string, why map[string]string) {
	var answer struct {
		Missing []string          `json:"missing"`
		Why     map[string]string `json:"why"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Missing) == 0 {
		return []string{partGateway}, nil
	}
	return answer.Missing, answer.Why
}

// url returns the address at which people open the system.
func (s *stack) url() string {
	return "http://" + strings.Replace(s.env["GENESIS_HTTP_ADDR"], "0.0.0.0:", "127.0.0.1:", 1)
}

// report prints the addresses of all parts.
func (s *stack) report(took time.Duration) {
	lines := []string{
		fmt.Sprintf("AI-Genesis runs (ready in %.1f s)", took.Seconds()),
		fmt.Sprintf("%-12s %s", "Visualiser", s.url()+visualiserNote(s.Settings.WebDir)),
		fmt.Sprintf("%-12s %s/api/stats", "API", s.url()),
	}
	lines = append(lines, s.about...)
	lines = append(lines,
		fmt.Sprintf("%-12s %s", "Model", s.llm.about),
		fmt.Sprintf("%-12s %s (logs in %s)", "Data", s.Settings.DataDir, s.logs()),
		fmt.Sprintf("%-12s Ctrl-C (the world is saved; a second Ctrl-C kills)", "Stop"),
	)
	s.console.printLine("\n%s\n", strings.Join(lines, "\n  "))
}

func visualiserNote(web string) string {
	if _, err := os.Stat(filepath.Join(web, "index.html")); err != nil {
		return " (not built: go tool task frontend)"
	}
	return ""
}
