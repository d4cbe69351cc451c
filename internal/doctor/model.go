package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// model checks whether the model that is to write traits is available.
func (d *doctor) model(ctx context.Context) {
	address := d.OllamaURL
	if d.LLM == "synth" {
		if d.SynthURL == "" {
			d.add("model", OK, "synth, inside the worker", "")
			return
		}
		address = d.SynthURL
	}
	ctx, stop := context.WithTimeout(ctx, partTimeout)
	defer stop()
	names, err := models(ctx, address)
	switch {
	case err != nil && d.LLM == "auto":
		why := innermostError(err)
		d.add("model", OK, fmt.Sprintf("no Ollama answers at %s (%s): synth writes the traits", address, why), "")
	case err != nil && d.LLM == "synth":
		d.add("model", Problem, fmt.Sprintf("synth does not answer at %s: %s", address, innermostError(err)),
			"start `genesis synth`, or leave GENESIS_SYNTH_URL empty: the worker then has its own")
	case err != nil:
		d.add("model", Problem, fmt.Sprintf("no Ollama answers at %s: %s", address, innermostError(err)),
			"start `ollama serve`, set GENESIS_OLLAMA_URL to where it is, or set GENESIS_LLM=synth")
	case d.LLM != "synth" && !slices.ContainsFunc(names, func(n string) bool {
		return n == d.OllamaModels()[0] ||
			n == d.OllamaModels()[0]+":latest"
	}):
		level, what, remedy := Problem, "Ollama has no "+d.OllamaModels()[0],
			"start `genesis worker`, which has it pulled; or `ollama pull "+d.OllamaModels()[0]+"`"
		if w := d.writer(ctx); w.Wanted == d.OllamaModels()[0] && w.Text != "" {
			what, remedy = what+": "+w.Text, ""
			if level = Warning; w.State == redisstore.ModelFailed {
				level = Problem
			}
		}
		if len(names) > 0 {
			remedy = strings.TrimPrefix(remedy+", or set GENESIS_OLLAMA_MODEL to one of: "+strings.Join(names, ", "), ", or ")
		}
		d.add("model", level, what, remedy)
	case d.LLM == "auto" && d.writer(ctx).Provider == "synth":
		d.add("model", OK, "Ollama answers at "+address+"; synth has written until now, and the model does from the "+
			"next cycle on", "")
	default:
		d.add("model", OK, fmt.Sprintf("it answers at %s", address), "")
	}
}

// writer returns who writes the traits according to the last worker that reported it; zero if unknown.
func (d *doctor) writer(ctx context.Context) redisstore.Model {
	m, err := d.store.ReadModel(ctx)
	if err != nil {
		return redisstore.Model{}
	}
	return m
}

func models(ctx context.Context, address string) (names []string, err error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	list, err := api.NewClient(base, http.DefaultClient).List(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range list.Models {
		names = append(names, m.Name)
	}
	return names, nil
}
