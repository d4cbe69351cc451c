package config

import (
	"slices"
	"strings"
)

// OllamaModels returns the models of OLLAMA_MODEL, the default one first.
func (s Settings) OllamaModels() (names []string) {
	for name := range strings.SplitSeq(s.OllamaModel, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
