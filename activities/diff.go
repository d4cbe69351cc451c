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

// maxDiff bounds the part of a diff that a cycle keeps in its history and its memo [bytes].
const maxDiff = 6000

// diff returns the unified diff between an earlier mutation and a program. It is empty if the source of the mutation is
// no longer kept.
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

// firstLines returns the whole lines that fit into the given number of bytes, and says how many are left out.
func firstLines(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := strings.LastIndexByte(text[:most], '\n') + 1
	return text[:end] + fmt.Sprintf("… and %d lines more\n", strings.Count(text[end:], "\n"))
}
