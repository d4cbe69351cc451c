package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
)

// Has reports whether the server has a model on disk. Errors are of type *Error.
func (c *Client) Has(ctx context.Context, name string) (bool, error) {
	list, err := c.over(c.transport).List(ctx)
	if err != nil {
		return false, c.sort(err, name, false)
	}
	for _, m := range list.Models {
		for _, n := range []string{m.Name, m.Model} {
			if strings.EqualFold(n, name) || strings.EqualFold(n, name+":latest") {
				return true, nil
			}
		}
	}
	return false, nil
}

// Pull makes the server download a model. It calls progress with the bytes downloaded and the total, as far as the
// server knows them. An error of kind FailModelMissing means that the model does not exist; other errors may be
// temporary.
func (c *Client) Pull(ctx context.Context, name string, progress func(completed, total int64)) error {
	layers, sizes := map[string]int64{}, map[string]int64{}
	err := c.over(c.transport).Pull(ctx, &api.PullRequest{Model: name}, func(r api.ProgressResponse) error {
		if r.Digest != "" {
			layers[r.Digest], sizes[r.Digest] = max(layers[r.Digest], r.Completed), max(sizes[r.Digest], r.Total)
		}
		var completed, total int64
		for digest, n := range layers {
			completed, total = completed+n, total+sizes[digest]
		}
		progress(completed, total)
		return nil
	})
	if err == nil || ctx.Err() != nil {
		return err
	}
	said := strings.ToLower(err.Error())
	status, _ := errors.AsType[api.StatusError](err)
	switch {
	case strings.Contains(said, "file does not exist"),
		strings.Contains(said, "invalid model name"),
		strings.Contains(said, "pull model manifest: 404"),
		strings.Contains(said, "manifest unknown"),
		strings.Contains(said, "unauthorized"),
		status.StatusCode == http.StatusBadRequest:
		return &Error{
			Kind: genesis.FailModelMissing, Message: fmt.Sprintf("there is no model %s to pull (%s)", name, plain(err.Error())),
		}
	}
	return &Error{
		Kind: genesis.FailLLMAbsent, Message: fmt.Sprintf("%s can't pull %s: %s", c.address, name, plain(err.Error())),
	}
}
