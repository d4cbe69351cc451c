// Package film records pictures of a world on disk, so that people can look back: one per second of the world's time,
// fewer for the distant past, bounded in bytes. The record is only for people; the world does not depend on it.
package film

import (
	"fmt"
	"log/slog"
	"math"
	"os"
	"sync"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Every is the time between two pictures [ticks].
const Every = 60

const (
	day            = 24 * 3600 * Every // [ticks]
	week           = 7 * day
	dayThinning    = 10 // of pictures older than a day, one in so many is kept
	weekThinning   = 60 // of pictures older than a week, one in so many is kept
	perBlock       = 60 // pictures compressed and written together
	perFile        = 600
	maxPictures    = 120     // pictures in an answer
	maxAnswerBytes = 6 << 20 // bytes of pictures in an answer, before compression
)

// Film is the film of one world, in its own folder. It is safe for concurrent use.
type Film struct {
	dir   string
	limit int64
	log   *slog.Logger

	mu      sync.Mutex
	files   []*file  // oldest first
	pending [][]byte // pictures since the last block, oldest first
	first   uint64   // tick of the first pending picture
	last    uint64   // tick of the newest picture
	hasLast bool     // whether last is valid
}

// Open opens the film in a folder and bounds it to limit bytes. A damaged end, which a crash may leave, is cut off.
func Open(dir string, limit int64, log *slog.Logger) (*Film, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the film's folder: %w", err)
	}
	f := &Film{dir: dir, limit: limit, log: log}
	names, err := filesIn(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		one, err := openFile(dir, name)
		if err != nil {
			log.Warn("a part of the film can't be read and is left out", "file", name, "error", err)
			continue
		}
		if n := len(f.files); n > 0 && f.files[n-1].first() == one.first() { // a crash during thinning left both files
			if err := f.files[n-1].remove(); err != nil {
				return nil, err
			}
			f.files = f.files[:n-1]
		}
		f.files = append(f.files, one)
	}
	if n := len(f.files); n > 0 {
		f.last, f.hasLast = f.files[n-1].last(), true
	}
	return f, nil
}

// Add adds a picture. If the world went back to an earlier tick, the pictures of the abandoned future are removed
// first.
func (f *Film) Add(frame *genesis.Frame) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hasLast && frame.Tick <= f.last {
		if err := f.cut(frame.Tick); err != nil {
			return err
		}
	}
	if len(f.pending) == 0 {
		f.first = frame.Tick
	}
	f.pending = append(f.pending, AppendPicture(nil, frame))
	f.last, f.hasLast = frame.Tick, true
	if len(f.pending) < perBlock {
		return nil
	}
	return f.flush()
}

// Flush writes pending pictures.
func (f *Film) Flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.flush()
}

func (f *Film) flush() error {
	if len(f.pending) == 0 {
		return nil
	}
	n := len(f.files)
	if n == 0 || f.files[n-1].pictures() >= perFile || f.first > f.files[n-1].last()+perFile*Every {
		f.files = append(f.files, newFile(f.dir, f.first))
		n++
	}
	if err := f.files[n-1].append(f.first, f.last, f.pending); err != nil {
		return err
	}
	f.pending = nil
	return f.bound()
}

// cut removes the pictures from a tick on.
func (f *Film) cut(tick uint64) error {
	f.pending, f.hasLast = nil, false
	for n := len(f.files); n > 0; n-- {
		one := f.files[n-1]
		if err := one.cut(tick); err != nil {
			return err
		}
		if len(one.blocks) > 0 {
			f.last, f.hasLast = one.last(), true
			return nil
		}
		f.files = f.files[:n-1]
	}
	return nil
}

// bound thins old pictures and deletes the oldest until the film fits.
func (f *Film) bound() error {
	var size int64
	for _, one := range f.files {
		keep := 1
		switch age := f.last - min(one.last(), f.last); {
		case age > week:
			keep = weekThinning
		case age > day:
			keep = dayThinning
		}
		if err := one.thin(keep); err != nil {
			return err
		}
		size += one.size
	}
	for len(f.files) > 1 && size > f.limit {
		size -= f.files[0].size
		if err := f.files[0].remove(); err != nil {
			return err
		}
		f.files = f.files[1:]
	}
	return nil
}

// Extent returns the range of ticks that the film covers.
func (f *Film) Extent() command.FilmExtent {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := command.FilmExtent{Every: Every, Pictures: len(f.pending), To: f.last, From: f.first}
	for _, one := range f.files {
		e.Pictures += one.pictures()
		e.Bytes += one.size
	}
	if len(f.files) > 0 {
		e.From = f.files[0].first()
	}
	if e.Pictures == 0 {
		return command.FilmExtent{Every: Every}
	}
	return e
}

// Pictures returns up to count pictures, oldest first: the last one at or before from, then each that is at least step
// ticks after the previous one.
func (f *Film) Pictures(from uint64, count int, step uint64) ([][]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	pick := picker{next: from, count: min(count, maxPictures), step: max(step, 1)}
	for i, one := range f.files {
		if pick.skips(one.last(), f.startAfter(i)) {
			continue
		}
		if err := one.read(&pick); err != nil {
			return nil, err
		}
		if pick.full() {
			return pick.taken, nil
		}
	}
	for _, p := range f.pending {
		pick.offer(p)
	}
	return pick.result(), nil
}

// startAfter returns the tick at which the film continues after a file.
func (f *Film) startAfter(i int) uint64 {
	switch {
	case i+1 < len(f.files):
		return f.files[i+1].first()
	case len(f.pending) > 0:
		return f.first
	}
	return math.MaxUint64
}

// picker picks pictures from a film that is shown to it in order.
type picker struct {
	next      uint64 // the first picture is the last one up to this tick; each further one, the first from it on
	step      uint64
	count     int
	candidate []byte // the best first picture so far
	taken     [][]byte
	bytes     int
}

// skips reports that no picture up to last is wanted, given that the film continues at after.
func (p *picker) skips(last, after uint64) bool {
	if len(p.taken) == 0 {
		return after <= p.next
	}
	return last < p.next
}

func (p *picker) full() bool { return len(p.taken) >= p.count || p.bytes >= maxAnswerBytes }

func (p *picker) offer(picture []byte) {
	tick := tickOf(picture)
	if len(p.taken) == 0 && tick <= p.next {
		p.candidate = picture
		return
	}
	if len(p.taken) == 0 && p.candidate != nil {
		p.take(p.candidate)
	}
	if len(p.taken) == 0 || tick >= p.next {
		p.take(picture)
	}
}

func (p *picker) take(picture []byte) {
	if p.full() {
		return
	}
	p.taken = append(p.taken, picture)
	p.bytes += len(picture)
	p.next = tickOf(picture) + p.step
}

// result returns everything picked; the film ends here.
func (p *picker) result() [][]byte {
	if len(p.taken) == 0 && p.candidate != nil {
		p.take(p.candidate)
	}
	return p.taken
}
