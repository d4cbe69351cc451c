package redisstore

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// rowTraits is the number of traits in a row: the most common ones.
const rowTraits = 12

// maxTelemetry is the number of rows kept: a day of snapshots every 5 s.
const maxTelemetry = 18_000

// TelemetryRow holds the figures of one snapshot, or of several consecutive ones: means, and sums of births, deaths and
// fuel.
type TelemetryRow struct {
	Tick            uint64  `json:"tick"`      // of the last snapshot
	Timestamp       string  `json:"timestamp"` // of the last snapshot
	Snapshots       int     `json:"snapshots"`
	EntityCount     float64 `json:"entity_count"`
	AvgEnergy       float64 `json:"avg_energy"`
	Births          int     `json:"births"`
	Deaths          int     `json:"deaths"`
	DeathStarvation int     `json:"death_starvation"`
	DeathAge        int     `json:"death_age"`
	DeathCollision  int     `json:"death_collision"`
	DeathOther      int     `json:"death_other"`
	ResourceDensity float64 `json:"resource_density"`
	TraitDiversity  float64 `json:"trait_diversity"`
	Temperature     float64 `json:"temperature"`
	Production      float64 `json:"production"`
	GeneSpread      float64 `json:"gene_spread"`
	TraitHill       float64 `json:"trait_hill"`
	AvgGeneration   float64 `json:"avg_generation"`
	FuelSpent       int64   `json:"fuel_spent"`

	// Traits holds the number of bearers by name_vN. It is nil in rows of earlier versions, which did not record it.
	Traits map[string]float64 `json:"traits,omitzero"`
}

func rowOf(s genesis.Snapshot) TelemetryRow {
	return TelemetryRow{
		Tick: s.Tick, Timestamp: s.Timestamp, Snapshots: 1, EntityCount: float64(s.EntityCount),
		AvgEnergy: roundForPlot(s.AvgEnergy), Births: s.BirthsLastPeriod, Deaths: s.DeathsLastPeriod,
		DeathStarvation: s.DeathStarvation, DeathAge: s.DeathAge, DeathCollision: s.DeathCollision,
		DeathOther: s.DeathOther, ResourceDensity: roundForPlot(s.ResourceDensity), TraitDiversity: float64(s.TraitDiversity),
		Temperature: roundForPlot(s.Temperature), Production: roundForPlot(s.Production),
		GeneSpread: roundForPlot(s.GeneSpread),
		TraitHill:  roundForPlot(s.TraitSetHill), AvgGeneration: roundForPlot(s.AvgGeneration), FuelSpent: s.FuelSpent,
		Traits: bearersOf(s.Traits),
	}
}

// bearersOf returns the bearers of the most common traits.
func bearersOf(census []genesis.TraitCensus) map[string]float64 {
	most := slices.SortedFunc(slices.Values(census), func(a, b genesis.TraitCensus) int {
		return cmp.Or(cmp.Compare(b.Bearers, a.Bearers), cmp.Compare(a.Name, b.Name), cmp.Compare(b.Version, a.Version))
	})
	bearers := map[string]float64{}
	for _, t := range most[:min(len(most), rowTraits)] {
		if t.Bearers > 0 {
			bearers[genesis.TraitID(t.Name, t.Version)] = float64(t.Bearers)
		}
	}
	return bearers
}

// roundForPlot drops digits that no plot shows.
func roundForPlot(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1e4) / 1e4
}

// keepRow adds a snapshot's row. It deletes rows of ticks that the world undid when it went back to a checkpoint.
func (s *Store) keepRow(ctx context.Context, pipe redis.Pipeliner, snap genesis.Snapshot) error {
	row, err := json.Marshal(rowOf(snap))
	if err != nil {
		return err
	}
	key := s.keys.telemetry()
	pipe.ZRemRangeByScore(ctx, key, strconv.FormatUint(snap.Tick, 10), "+inf")
	pipe.ZAdd(ctx, key, redis.Z{Score: float64(snap.Tick), Member: row})
	pipe.ZRemRangeByRank(ctx, key, 0, -maxTelemetry-1)
	return nil
}

// Telemetry reads the rows between two ticks, oldest first.
func (s *Store) Telemetry(ctx context.Context, from, to uint64) ([]TelemetryRow, error) {
	texts, err := s.client.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.telemetry(), ByScore: true, Start: strconv.FormatUint(from, 10), Stop: strconv.FormatUint(to, 10),
	}).Result()
	if err != nil {
		return nil, wrap("read the telemetry", err)
	}
	rows := make([]TelemetryRow, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal([]byte(text), &rows[i]); err != nil {
			return nil, fmt.Errorf("read a row of telemetry: %w", err)
		}
	}
	return rows, nil
}

// Thinned merges rows into at most so many buckets of equal length in ticks. Empty buckets are left out.
func Thinned(rows []TelemetryRow, buckets int) []TelemetryRow {
	if len(rows) <= buckets {
		return rows
	}
	first, last := rows[0].Tick, rows[len(rows)-1].Tick
	length := (last-first)/uint64(buckets) + 1
	thin := make([]TelemetryRow, 0, buckets)
	for begin := 0; begin < len(rows); {
		end, bucket := begin, (rows[begin].Tick-first)/length
		for end < len(rows) && (rows[end].Tick-first)/length == bucket {
			end++
		}
		thin = append(thin, mergeRows(rows[begin:end]))
		begin = end
	}
	return thin
}

func mergeRows(rows []TelemetryRow) TelemetryRow {
	sum := rows[len(rows)-1]
	for _, r := range rows[:len(rows)-1] {
		sum.Snapshots += r.Snapshots
		sum.Births += r.Births
		sum.Deaths += r.Deaths
		sum.DeathStarvation += r.DeathStarvation
		sum.DeathAge += r.DeathAge
		sum.DeathCollision += r.DeathCollision
		sum.DeathOther += r.DeathOther
		sum.FuelSpent += r.FuelSpent
		for i, mean := range r.means() {
			*sum.means()[i] += *mean
		}
	}
	for _, mean := range sum.means() {
		*mean = roundForPlot(*mean / float64(len(rows)))
	}
	sum.Traits = meanBearers(rows)
	return sum
}

// meanBearers averages the bearers over those rows that recorded them.
func meanBearers(rows []TelemetryRow) map[string]float64 {
	mean, told := map[string]float64{}, 0
	for _, r := range rows {
		if r.Traits != nil {
			told++
		}
		for id, bearers := range r.Traits {
			mean[id] += bearers
		}
	}
	for id := range mean {
		mean[id] = math.Round(10*mean[id]/float64(told)) / 10
	}
	return mean
}

// means returns the figures that are averaged.
func (r *TelemetryRow) means() []*float64 {
	return []*float64{&r.EntityCount, &r.AvgEnergy, &r.ResourceDensity, &r.TraitDiversity, &r.Temperature, &r.Production,
		&r.GeneSpread, &r.TraitHill, &r.AvgGeneration}
}

// SnapshotPage returns up to limit snapshots that have not expired, newest first, and the cursor of the next page. The
// cursor is "" for the first page and after the last.
func (s *Store) SnapshotPage(ctx context.Context, limit int, cursor string) ([]genesis.Snapshot, string, error) {
	ticks, next, err := s.page(ctx, s.keys.snapshots(), limit, cursor)
	if err != nil {
		return nil, "", err
	}
	found, err := s.snapshotsAt(ctx, ticks)
	if len(found) < len(ticks) {
		next = "" // older ones have expired
	}
	return found, next, err
}
