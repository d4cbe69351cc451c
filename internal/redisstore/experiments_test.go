package redisstore_test

import (
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestExperiments(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, other := t.Context(), open(t, s, "main"), open(t, s, "beside")
		record := func(name, key string, at int64) genesis.ExperimentRecord {
			return genesis.ExperimentRecord{Experiment: genesis.Experiment{Name: name, Cycles: 3}, Key: key,
				StartedAt: time.Unix(at, 0).UTC()}
		}
		old, err := store.OpenExperiment(ctx, record("old", "k", 1))
		must(t, err)
		_, err = store.OpenExperiment(ctx, record("new", "k", 2))
		must(t, err)
		must(t, store.SaveLife(ctx, "old", "k", 10, []byte("nine and a half")))
		life, err := other.Life(ctx, "old", "k", 10)
		must(t, err)
		same(t, string(life), "nine and a half")
		must(t, store.SaveResult(ctx, "old", "k", 10, []byte("ten")))
		life, err = store.Life(ctx, "old", "k", 10)
		must(t, err)
		if life != nil {
			t.Errorf("a cell with a result is still kept: %q", life)
		}
		must(t, store.SaveResult(ctx, "old", "k", 2, []byte("two")))

		all, err := other.Experiments(ctx) // of any world
		must(t, err)
		same(t, []string{all[0].Experiment.Name, all[1].Experiment.Name}, []string{"new", "old"})
		done, err := other.CellsDone(ctx, "old", "k")
		must(t, err)
		same(t, done, []int{2, 10})
		data, err := store.Result(ctx, "old", "k", 10)
		must(t, err)
		same(t, string(data), "ten")
		if _, err := store.Result(ctx, "old", "k", 3); genesis.CodeOf(err) != genesis.CodeNotFound {
			t.Errorf("a result that is missing: %v", err)
		}

		old.EndedAt, old.Failed = time.Unix(9, 0).UTC(), []genesis.ExperimentFailure{{Cell: 1}}
		must(t, store.SaveExperiment(ctx, old))
		again, err := store.OpenExperiment(ctx, record("old", "k", 5))
		must(t, err)
		same(t, again, record("old", "k", 1)) // the existing record stays, with its start time
		if _, err := store.OpenExperiment(ctx, record("old", "other", 5)); genesis.CodeOf(err) != genesis.CodeConflict {
			t.Errorf("another experiment of this name: %v", err)
		}

		must(t, store.RemoveExperiment(ctx, old))
		if _, err := store.Experiment(ctx, "old"); genesis.CodeOf(err) != genesis.CodeNotFound {
			t.Errorf("an experiment that was removed: %v", err)
		}
		done, err = store.CellsDone(ctx, "old", "k")
		must(t, err)
		if len(done) != 0 {
			t.Errorf("results of a removed experiment: %v", done)
		}
	})
}
