package activities

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	filmPictures = 30             // for each fork
	filmTTL      = 24 * time.Hour // the film of a trial takes some 100 kB in Redis
)

// filmRecorder records the film of a pair of forks.
type filmRecorder struct {
	every    int // ticks between two pictures
	pictures map[bool][][]byte
	show     func(with bool, f *genesis.Frame) // nil if no film is wanted
}

func newFilmRecorder(in genesis.TrialInput) *filmRecorder {
	r := &filmRecorder{every: max(in.Ticks/filmPictures, 1), pictures: map[bool][][]byte{}}
	if in.Film {
		r.show = func(with bool, f *genesis.Frame) {
			r.pictures[with] = append(r.pictures[with], film.AppendPicture(nil, f))
		}
	}
	return r
}

func (r *filmRecorder) keep(ctx context.Context, store *redisstore.Store) (*genesis.Ref, error) {
	packed, err := film.PackPair(r.pictures[false], r.pictures[true])
	if err != nil {
		return nil, err
	}
	ref, err := store.PutBlob(ctx, packed, filmTTL)
	return &ref, err
}
