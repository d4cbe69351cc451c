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

// Result is the result of one cell.
type Result struct {
	Cell    genesis.ExperimentCell `json:"cell"`
	Version string                 `json:"version"` // version of the program that ran the cell
	Life    evobench.Life          `json:"life"`
}

// Live runs one cell, either from its beginning or from saved, its last saved state.
func Live(ctx context.Context, e genesis.Experiment, c genesis.ExperimentCell, saved []byte,
	lived evobench.Lived) (Result, error) {
	effort, _ := effortOf(c.Model)
	life, err := evobench.LiveOne(ctx, evobench.Options{
		Cycles: e.Cycles, LifeTicks: e.LifeTicks, TrialPairs: e.TrialPairs, TrialMaxPairs: e.TrialMaxPairs,
		TrialTicks: e.TrialTicks, Samples: e.Samples, Effort: cmp.Or(effort, e.Effort),
	}, c.World, c.Seed, c.Arm, saved, lived)
	return Result{Cell: c, Version: genesis.Version(), Life: life}, err
}

// Key distinguishes experiments of the same name: it is derived from everything that affects the results.
func Key(e genesis.Experiment) string {
	e.Parallel = 0
	sum := sha256.Sum256(YAML(e))
	return hex.EncodeToString(sum[:8])
}

// Pack encodes a result for storage.
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

// maxUnpacked is the size of the largest result that is read [bytes].
const maxUnpacked = 1 << 30

// Unpack decodes what Pack has encoded.
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
