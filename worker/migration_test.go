package worker_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestMigration moves a molbot between two worlds, the second time to a world that fills up after the departure.
func TestMigration(t *testing.T) {
	for name, refused := range map[string]string{"migrated": "", "migration_refused": "the world is full"} {
		t.Run(name, func(t *testing.T) {
			from, to := newStack(t), newStack(t)
			if refused != "" {
				from.sync = to.fill
			}
			from.work()
			molbot, before := from.molbots()[0], len(from.molbots())+len(to.molbots())
			m, err := from.supervisor.Migrate(t.Context(),
				genesis.MigrationInput{From: from.settings.World, To: to.settings.World, Molbot: molbot})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
			defer stop()
			r, err := m.Wait(ctx)
			if err != nil || r.Refused != refused {
				t.Fatalf("%+v, %v; want refused %q", r, err, refused)
			}
			home := map[string]*stack{from.settings.World: from, to.settings.World: to}[r.World]
			if (home == from) != (refused != "") || home.molbots()[len(home.molbots())-1] != r.Molbot {
				t.Errorf("%s is %s in the world %s, whose newest is %s", molbot, r.Molbot, r.World,
					home.molbots()[len(home.molbots())-1])
			}
			if left, after := from.molbots()[0], len(from.molbots())+len(to.molbots()); left == molbot || after != before {
				t.Errorf("%d molbots before, %d after; the oldest was %s and is %s", before, after, molbot, left)
			}
			from.keep(m.GetID(), name)
		})
	}
}

// molbots lists the ids of the living molbots by age.
func (s *stack) molbots() (ids []string) {
	s.t.Helper()
	if err := s.loop.Inspect(s.t.Context(), func(e *engine.Engine) {
		for _, m := range e.Entities() {
			ids = append(ids, m.ID)
		}
	}); err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

// fill fills the world up to its cap.
func (s *stack) fill() error {
	ctx, full := context.Background(), 0.0
	if err := s.loop.Inspect(ctx, func(e *engine.Engine) { full = float64(e.Count()) }); err != nil {
		return err
	}
	_, err := engine.Do(ctx, s.loop, "", command.SetParam{Name: "max_entities", Value: full})
	return err
}
