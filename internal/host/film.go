package host

import (
	"context"
	"log/slog"
	"path/filepath"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// recorder films the world: it asks the loop for a frame when one is due and writes it to disk outside of the loop. All
// its methods except run and pictures must be called on the loop's goroutine. A nil recorder films nothing.
type recorder struct {
	film    *film.Film
	frames  chan []byte // frames waiting for the disk; dropped when full
	due     bool
	last    uint64 // tick of the last frame taken
	hasLast bool   // whether last is valid
}

const maxQueuedFrames = 8

func openFilm(s config.Settings, log *slog.Logger) (*recorder, error) {
	if s.FilmMB == 0 {
		return nil, nil
	}
	f, err := film.Open(filepath.Join(WorldDir(s), "film"), int64(s.FilmMB)<<20, log)
	if err != nil {
		return nil, err
	}
	return &recorder{film: f, frames: make(chan []byte, maxQueuedFrames)}, nil
}

func (r *recorder) tick(now uint64) {
	if r != nil {
		r.due = !r.hasLast || now < r.last || now >= r.last+film.Every
	}
}

func (r *recorder) wantsFrame() bool { return r != nil && r.due }

func (r *recorder) frame(tick uint64, raw []byte) {
	if r == nil || !r.due {
		return
	}
	select {
	case r.frames <- raw:
		r.due, r.last, r.hasLast = false, tick, true
	default: // the disk is slow: drop this frame; the next tick tries again
	}
}

// run writes frames to disk until ctx ends, then writes those still queued. A failure is logged once, and the world
// runs on without a film.
func (r *recorder) run(ctx context.Context, log *slog.Logger) error {
	if r == nil {
		return nil
	}
	failed := false
	told := func(err error) {
		if err != nil && !failed {
			log.Error("the film of the world's past has a gap", "error", err)
		}
		failed = err != nil
	}
	for {
		select {
		case raw := <-r.frames:
			told(r.add(raw))
		case <-ctx.Done():
			told(r.film.Flush())
			return ctx.Err()
		}
	}
}

func (r *recorder) add(raw []byte) error {
	var f genesis.Frame
	if err := f.UnmarshalBinary(raw); err != nil {
		return err
	}
	return r.film.Add(&f)
}

// pictures answers a question about the film.
func (h *Host) pictures(q command.Film) command.Reply {
	data, err := h.pub.film.answer(q)
	return withError(command.Reply{Tick: h.loop.Stats().Tick, Data: data}, err)
}

func (r *recorder) answer(q command.Film) (a command.Pictures, err error) {
	if r == nil {
		return a, genesis.Errorf(genesis.CodeNotFound, "this world is not filmed: set GENESIS_FILM_MB to how many "+
			"megabytes its film may take")
	}
	a.FilmExtent = r.film.Extent()
	if q.Count == 0 {
		return a, nil
	}
	if q.Step < 1 || q.From < 0 {
		return a, genesis.Errorf(genesis.CodeInvalid, "a picture's tick and the time between two pictures are whole "+
			"numbers of ticks")
	}
	pictures, err := r.film.Pictures(uint64(q.From), q.Count, uint64(q.Step))
	if err != nil {
		return a, err
	}
	a.Packed, err = film.Pack(pictures)
	return a, err
}
