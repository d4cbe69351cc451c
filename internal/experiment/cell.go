package experiment

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

// Result is what one cell came to.
type Result struct {
	Cell    genesis.ExperimentCell `json:"cell"`
	Version string                 `json:"version"` // of the program that has lived it
	Life    evobench.Life          `json:"life"`
}

// Live lives one cell, from its beginning or from what was saved of it.
func Live(ctx context.Context, e genesis.Experiment, c genesis.ExperimentCell, saved []byte,
	lived evobench.Lived) (Result, error) {
	effort, _ := effortOf(c.Model)
	life, err := evobench.LiveOne(ctx, evobench.Options{
		Cycles: e.Cycles, LifeTicks: e.LifeTicks, TrialPairs: e.TrialPairs, TrialMaxPairs: e.TrialMaxPairs,
		TrialTicks: e.TrialTicks, Samples: e.Samples, Effort: cmp.Or(effort, e.Effort),
	}, c.World, c.Seed, c.Arm, saved, lived)
	return Result{Cell: c, Version: genesis.Version(), Life: life}, err
}

// Key tells experiments of one name apart: what it is made of decides the results.
func Key(e genesis.Experiment) string {
	e.Parallel = 0
	sum := sha256.Sum256(YAML(e))
	return hex.EncodeToString(sum[:8])
}

// Pack is a result as it is kept.
func Pack(r Result) ([]byte, error) {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err == nil {
		err = errors.Join(json.NewEncoder(w).Encode(r), w.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("pack the result of %s: %w", r.Cell, err)
	}
	return b.Bytes(), nil
}

// maxUnpacked is the largest result that is read [bytes].
const maxUnpacked = 1 << 30

// Unpack reads what Pack has made.
func Unpack(data []byte) (r Result, err error) {
	d, err := zstd.NewReader(bytes.NewReader(data))
	if err == nil {
		defer d.Close()
		err = json.NewDecoder(io.LimitReader(d, maxUnpacked)).Decode(&r)
	}
	if err != nil {
		return r, genesis.Errorf(genesis.CodeInternal, "the result of a cell is damaged: %v", err)
	}
	return r, nil
}
