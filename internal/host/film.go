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

// recorder films the world: it asks the loop for a picture when one is due, and brings it to the disk off the loop. Its
// methods but run and pictures run on the loop's goroutine. A nil recorder films nothing.
type recorder struct {
	film    *film.Film
	frames  chan []byte // frames on their way to the disk; one that finds no room is left out
	due     bool
	last    uint64 // tick of the last shot
	hasLast bool   // there is one
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
	default: // the disk is slow: the next frame may find room
	}
}

// run brings pictures to the disk until ctx ends, and then what is left. What goes wrong is told once: the world goes
// on without.
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

// pictures answers a question for the film.
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
