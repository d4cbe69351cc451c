package activities

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// maxDiff bounds what a cycle keeps of a diff in its history and its memo [bytes].
const maxDiff = 6000

// diff is how a program differs from a mutation before it, in the unified form; empty if that one's source is kept no
// more.
func diff(ctx context.Context, store *redisstore.Store, before string, source []byte) (string, error) {
	m, err := store.Mutation(ctx, before)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	old, err := store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	text, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: slices.Collect(strings.Lines(string(old))), B: slices.Collect(strings.Lines(string(source))),
		FromFile: m.ID, ToFile: "this program", Context: 3,
	})
	if err != nil {
		return "", fmt.Errorf("compare with %s: %w", before, err)
	}
	return firstLines(text, maxDiff), nil
}

// firstLines is as many whole lines as fit into so many bytes, and how many there are besides.
func firstLines(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := strings.LastIndexByte(text[:most], '\n') + 1
	return text[:end] + fmt.Sprintf("… and %d lines more\n", strings.Count(text[end:], "\n"))
}
