package experiment

import (
	"context"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
)

// RunHere runs all cells in this process, up to jobs at once, and reports on progress as they finish. The results are
// in the order of the cells.
func RunHere(ctx context.Context, e genesis.Experiment, jobs int, progress io.Writer) ([]Result, error) {
	cells := e.Cells()
	results := make([]Result, len(cells))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	var mu sync.Mutex
	ended := 0
	for i, c := range cells {
		group.Go(func() (err error) {
			if results[i], err = Live(ctx, e, c, nil, nil); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			ended++
			life := results[i].Life
			fmt.Fprintf(progress, "%d of %d cells: %s: %d of %d cycles kept, %.3f in the common garden\n", ended, len(cells), c,
				life.Kept, len(life.Cycles), life.Garden)
			return nil
		})
	}
	return results, group.Wait()
}
