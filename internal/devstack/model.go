package devstack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

// model is what writes the code.
type model struct {
	kind     string // ollama or synth; auto while the model is missing: synth writes until it is there
	about    string
	warnings []string
}

// chooseModel resolves GENESIS_LLM=auto to Ollama if its server answers, otherwise to synth.
func chooseModel(ctx context.Context, s config.Settings) model {
	if s.LLM == "synth" {
		return model{kind: "synth", about: "synth (built in)"}
	}
	names, err := ollamaModels(ctx, s.OllamaURL)
	if err != nil && s.LLM == "auto" {
		return model{kind: "auto", about: fmt.Sprintf("synth (built in), until an Ollama with %s answers at %s",
			s.OllamaModel, s.OllamaURL)}
	}
	m := model{kind: "ollama", about: fmt.Sprintf("%s (Ollama at %s)", s.OllamaModel, s.OllamaURL)}
	if err != nil {
		m.warnings = append(m.warnings, fmt.Sprintf(
			"Ollama at %s does not answer: cycles wait until it does (GENESIS_LLM=synth needs no model)", s.OllamaURL))
	} else if !hasModel(names, s.OllamaModels()[0]) {
		if m.kind = "ollama"; s.LLM == "auto" {
			m.kind, m.about = "auto", fmt.Sprintf("synth (built in), until Ollama at %s has pulled %s", s.OllamaURL,
				s.OllamaModel)
		}
		m.warnings = append(m.warnings, fmt.Sprintf("Ollama has no model %s: it is asked to pull it. It has: %s",
			s.OllamaModel, cmp.Or(strings.Join(names, ", "), "none")))
	}
	return m
}

// ollamaModels lists the models of an Ollama server.
func ollamaModels(ctx context.Context, base string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(base, "/")+"/api/tags", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var tags struct {
		Models []struct {
			Name string `json:"name"`
		} `json:"models"`
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&tags); err != nil {
		return nil, fmt.Errorf("not an Ollama: %w", err)
	}
	var names []string
	for _, m := range tags.Models {
		names = append(names, m.Name)
	}
	return names, nil
}

func hasModel(names []string, want string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name == want || name == want+":latest" })
}
