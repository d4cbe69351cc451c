package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// CellSize is the width and height of a cell of ent:spatial [px].
const CellSize = 100

// maxPipeline is the number of commands per pipeline: enough to save round trips, few enough not to block Redis for
// other clients.
const maxPipeline = 2000

var molbotID = regexp.MustCompile(`^mol_[0-9a-f]{6,16}$`)

// ValidMolbot reports whether id has the form of a molbot's id.
func ValidMolbot(id string) bool { return molbotID.MatchString(id) }

// entityCache remembers what Redis holds of each molbot, so that a write sends only differences.
type entityCache struct {
	mu     sync.Mutex
	known  bool // false: what Redis holds is unknown
	bodies map[string]cachedEntity
}

type cachedEntity struct {
	cell  [2]int
	live  [len(liveFields)]string // fields that change often
	fixed string                  // fields that change rarely, as one string for comparison
}

// liveFields are the fields of a molbot that change often, in the order of liveValues.
var liveFields = [...]string{"x", "y", "energy", "age", "state"}

func liveValues(e *genesis.Entity) [len(liveFields)]string {
	return [...]string{hundredths(e.X), hundredths(e.Y), hundredths(e.Energy), fmt.Sprint(e.Age), e.State}
}

// WriteEntities mirrors all living molbots: ent:{id}, ent:index and the cells of ent:spatial. It writes what has
// changed since the last call and deletes what died or moved away. Only one process at a time may write a world's
// molbots.
func (s *Store) WriteEntities(ctx context.Context, all []genesis.Entity) error {
	s.mirror.mu.Lock()
	defer s.mirror.mu.Unlock()
	if err := s.checkMirror(ctx); err != nil {
		return err
	}
	w := s.newEntityWriter(len(all))
	for i := range all {
		w.write(ctx, &all[i])
	}
	for id, was := range s.mirror.bodies {
		if _, lives := w.next[id]; !lives {
			w.remove(ctx, id, was.cell)
		}
	}
	w.flush(ctx, 1)
	if w.err == nil {
		w.err = s.markMirrored(ctx)
	}
	s.mirror.bodies, s.mirror.known = w.next, w.err == nil
	return wrap("write the molbots", w.err)
}

// WriteSome writes some molbots between two calls of WriteEntities: those that are being looked at, newborns included.
func (s *Store) WriteSome(ctx context.Context, some []genesis.Entity) error {
	s.mirror.mu.Lock()
	defer s.mirror.mu.Unlock()
	if !s.mirror.known {
		return nil
	}
	w := s.newEntityWriter(len(some))
	for i := range some {
		w.write(ctx, &some[i])
	}
	w.flush(ctx, 1)
	maps.Copy(s.mirror.bodies, w.next)
	s.mirror.known = w.err == nil
	return wrap("refresh molbots", w.err)
}

// maxRequested bounds how many molbots are refreshed at once on request.
const maxRequested = 64

// RequestedEntities returns and clears the ids of molbots that were read since the last call, for the engine to
// refresh.
func (s *Store) RequestedEntities(ctx context.Context) ([]string, error) {
	ids, err := s.client.SPopN(ctx, s.keys.wanted(), maxRequested).Result()
	return ids, wrap("read the molbots that are looked at", err)
}

// requestEntity asks the engine to refresh a molbot. It is best effort: while Redis refuses writes, readers get what
// Redis has.
func (s *Store) requestEntity(ctx context.Context, id string) {
	pipe := s.client.Pipeline()
	pipe.SAdd(ctx, s.keys.wanted(), id)
	pipe.Expire(ctx, s.keys.wanted(), requestTTL)
	_, _ = pipe.Exec(ctx)
}

// AllEntities appears in the result of RequestedEntities if the list of all molbots was read.
const AllEntities = "*"

// requestTTL is when a request that no engine has taken expires.
const requestTTL = 10 * time.Second

func (s *Store) newEntityWriter(n int) *entityWriter {
	return &entityWriter{store: s, pipe: s.client.Pipeline(), next: make(map[string]cachedEntity, n)}
}

// checkMirror discards the cache if Redis does not hold the number of molbots that was last written, as at the start
// and after Redis lost its data.
func (s *Store) checkMirror(ctx context.Context) error {
	held, err := s.client.SCard(ctx, s.keys.entities()).Result()
	if err != nil {
		return wrap("read the molbots", err)
	}
	if s.mirror.known && int(held) == len(s.mirror.bodies) {
		return nil
	}
	s.mirror.bodies = nil
	return s.clearEntities(ctx)
}

func (s *Store) clearEntities(ctx context.Context) error {
	ids, err := s.client.SMembers(ctx, s.keys.entities()).Result()
	if err != nil {
		return wrap("clear the molbots", err)
	}
	stale := make([]string, 0, len(ids)+1)
	for _, id := range ids {
		stale = append(stale, s.keys.entity(id))
	}
	cells := s.client.Scan(ctx, 0, s.keys.cellPattern(), 1000).Iterator()
	for cells.Next(ctx) {
		stale = append(stale, cells.Val())
	}
	if err := cells.Err(); err != nil {
		return wrap("clear the molbots", err)
	}
	stale = append(stale, s.keys.entities())
	for len(stale) > 0 {
		n := min(len(stale), maxPipeline)
		if err := s.client.Unlink(ctx, stale[:n]...).Err(); err != nil {
			return wrap("clear the molbots", err)
		}
		stale = stale[n:]
	}
	return nil
}

// entityWriter collects the commands of one WriteEntities.
type entityWriter struct {
	store *Store
	pipe  redis.Pipeliner
	next  map[string]cachedEntity
	err   error
}

func (w *entityWriter) write(ctx context.Context, e *genesis.Entity) {
	k := w.store.keys
	was, known := w.store.mirror.bodies[e.ID]
	now := cachedEntity{cell: cellOf(e.X, e.Y), live: liveValues(e), fixed: fixedPart(e)}
	w.next[e.ID] = now
	var fields []any
	for n, name := range liveFields {
		if !known || was.live[n] != now.live[n] {
			fields = append(fields, name, now.live[n])
		}
	}
	if !known || was.fixed != now.fixed {
		fields = append(fields, fixedFields(e)...)
	}
	if len(fields) > 0 {
		w.pipe.HSet(ctx, k.entity(e.ID), fields...)
	}
	if known && was.cell != now.cell {
		w.pipe.SRem(ctx, k.cell(was.cell[0], was.cell[1]), e.ID)
	}
	if !known || was.cell != now.cell {
		w.pipe.SAdd(ctx, k.cell(now.cell[0], now.cell[1]), e.ID)
	}
	if !known {
		w.pipe.SAdd(ctx, k.entities(), e.ID)
	}
	w.flush(ctx, maxPipeline)
}

func (w *entityWriter) remove(ctx context.Context, id string, cell [2]int) {
	k := w.store.keys
	w.pipe.Del(ctx, k.entity(id))
	w.pipe.SRem(ctx, k.entities(), id)
	w.pipe.SRem(ctx, k.cell(cell[0], cell[1]), id)
	w.flush(ctx, maxPipeline)
}

// flush sends the pipeline if it holds at least so many commands.
func (w *entityWriter) flush(ctx context.Context, enough int) {
	if w.pipe.Len() < enough {
		return
	}
	_, err := w.pipe.Exec(ctx)
	w.err = errors.Join(w.err, err)
}

func cellOf(x, y float64) [2]int {
	return [2]int{int(math.Floor(x / CellSize)), int(math.Floor(y / CellSize))}
}

// hundredths formats v with at most two decimals, as the specification prescribes for positions.
func hundredths(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

func fixedPart(e *genesis.Entity) string {
	return strings.Join(e.Traits, ",") + "|" + strings.Join(e.Deactivated, ",") + "|" + e.Color + "|" + e.DNAHash + "|" +
		hundredths(e.Radius) + "|" + hundredths(e.MaxEnergy)
}

func fixedFields(e *genesis.Entity) []any {
	short := make(map[string]float64, len(e.Genes)) // the digits of no interest would be a third of what a birth writes
	for name, value := range e.Genes {
		short[name], _ = strconv.ParseFloat(strconv.FormatFloat(value, 'g', 6, 64), 64)
	}
	genes, _ := json.Marshal(short) // can't fail: genes are finite numbers
	return []any{
		"max_energy", hundredths(e.MaxEnergy), "generation", e.Generation, "dna_hash", e.DNAHash,
		"traits", strings.Join(e.Traits, ","), "deactivated_traits", strings.Join(e.Deactivated, ","),
		"parent_id", e.ParentID, "born_at_tick", e.BornAtTick, "color", e.Color, "radius", hundredths(e.Radius),
		"genes", genes,
	}
}

// Entity reads a living molbot as last mirrored, and asks the engine to refresh it for the next read. The error has
// code invalid for a malformed id and not_found for a dead molbot.
func (s *Store) Entity(ctx context.Context, id string) (genesis.Entity, error) {
	if !ValidMolbot(id) {
		return genesis.Entity{}, genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a molbot", id)
	}
	s.requestEntity(ctx, id)
	for deadline := time.Now().Add(newbornWait); ; {
		fields, err := s.client.HGetAll(ctx, s.keys.entity(id)).Result()
		if err != nil {
			return genesis.Entity{}, wrap("read a molbot", err)
		}
		if len(fields) > 0 {
			return entity(id, fields)
		}
		if time.Now().After(deadline) {
			return genesis.Entity{}, genesis.Errorf(genesis.CodeNotFound, "there is no living molbot %s", id)
		}
		select {
		case <-ctx.Done():
			return genesis.Entity{}, wrap("read a molbot", ctx.Err())
		case <-time.After(newbornPoll):
		}
	}
}

// The full mirror may predate a molbot's birth. The engine writes such a molbot within half a second of a request.
const (
	newbornWait = 1200 * time.Millisecond
	newbornPoll = 100 * time.Millisecond
)

func entity(id string, fields map[string]string) (genesis.Entity, error) {
	e := genesis.Entity{ID: id, Traits: names(fields["traits"]), Deactivated: names(fields["deactivated_traits"])}
	delete(fields, "traits")
	delete(fields, "deactivated_traits")
	if err := unflatten(fields, &e); err != nil {
		return genesis.Entity{}, fmt.Errorf("read molbot %s: %w", id, err)
	}
	return e, nil
}

func names(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ",")
}

// EntityIDs lists the living molbots, in no particular order.
func (s *Store) EntityIDs(ctx context.Context) ([]string, error) {
	ids, err := s.client.SMembers(ctx, s.keys.entities()).Result()
	return ids, wrap("read the molbots", err)
}
