package experiment

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// The tables of an experiment. Each row names its cell, so that each table can be used without the others.

type cellRow struct {
	World      string  `parquet:"world"`
	Seed       uint64  `parquet:"seed"`
	Model      string  `parquet:"model"`
	Arm        string  `parquet:"arm"`
	Before     float64 `parquet:"before"`
	After      float64 `parquet:"after"`
	Garden     float64 `parquet:"garden"`
	Molbots    float64 `parquet:"molbots"`
	Starved    float64 `parquet:"starved"`
	Production float64 `parquet:"production"`
	Kept       int64   `parquet:"kept"`
	Cycles     int64   `parquet:"cycles"`
}

type courseRow struct {
	World      string  `parquet:"world"`
	Seed       uint64  `parquet:"seed"`
	Model      string  `parquet:"model"`
	Arm        string  `parquet:"arm"`
	Tick       uint64  `parquet:"tick"`
	Value      float64 `parquet:"value"`
	Molbots    int64   `parquet:"molbots"`
	AvgEnergy  float64 `parquet:"avg_energy"`
	Births     int64   `parquet:"births"`
	Deaths     int64   `parquet:"deaths"`
	Starved    int64   `parquet:"starved"`
	Production float64 `parquet:"production"`
	GeneSpread float64 `parquet:"gene_spread"`
	TraitHill  float64 `parquet:"trait_hill"`
	Traits     int64   `parquet:"traits"`
}

type cycleRow struct {
	World       string   `parquet:"world"`
	Seed        uint64   `parquet:"seed"`
	Model       string   `parquet:"model"`
	Arm         string   `parquet:"arm"`
	Cycle       int64    `parquet:"cycle"`
	Action      string   `parquet:"action"`
	Trait       string   `parquet:"trait"`
	Programs    int64    `parquet:"programs"`
	Outcome     string   `parquet:"outcome"`
	Reason      string   `parquet:"reason"`
	Effect      float64  `parquet:"effect"`
	Low         float64  `parquet:"low"`
	HeldOut     *float64 `parquet:"held_out,optional"` // gain of a kept trait on seeds that no gate has seen
	HeldOutLow  *float64 `parquet:"held_out_low,optional"`
	HeldOutHigh *float64 `parquet:"held_out_high,optional"`
}

type activityRow struct {
	World    string  `parquet:"world"`
	Seed     uint64  `parquet:"seed"`
	Model    string  `parquet:"model"`
	Arm      string  `parquet:"arm"`
	Trait    string  `parquet:"trait"`
	Activity float64 `parquet:"activity"`
	Neutral  float64 `parquet:"neutral"`
	Adaptive bool    `parquet:"adaptive"`
}

// tables are the tables of some results.
type tables struct {
	cells    []cellRow
	course   []courseRow
	cycles   []cycleRow
	activity []activityRow
}

func (t *tables) add(r Result) {
	c, l := r.Cell, r.Life
	t.cells = append(t.cells, cellRow{c.World, c.Seed, c.Model, c.Arm, l.Before, l.After, l.Garden, l.Molbots, l.Starved,
		l.Production, int64(l.Kept), int64(len(l.Cycles))})
	for _, s := range l.Course {
		t.course = append(t.course, courseRow{c.World, c.Seed, c.Model, c.Arm, s.Tick, s.Value, int64(s.Molbots),
			s.AvgEnergy, int64(s.Births), int64(s.Deaths), int64(s.Starved), s.Production, s.GeneSpread, s.TraitHill,
			int64(s.Traits)})
	}
	for _, y := range l.Cycles {
		row := cycleRow{c.World, c.Seed, c.Model, c.Arm, int64(y.Number), string(y.Action), y.Trait, int64(y.Programs),
			string(y.Outcome), y.Reason, y.Effect, y.Low, nil, nil, nil}
		if h := y.HeldOut; h != nil {
			row.HeldOut, row.HeldOutLow, row.HeldOutHigh = &h.Mean, &h.Low, &h.High
		}
		t.cycles = append(t.cycles, row)
	}
	for _, a := range l.Activity {
		t.activity = append(t.activity, activityRow{c.World, c.Seed, c.Model, c.Arm, a.Trait, a.Activity, a.Neutral,
			a.Adaptive})
	}
}

// files returns the tables as CSV and Parquet, by file name.
func (t *tables) files() (map[string][]byte, error) {
	out := map[string][]byte{}
	err := addTable(out, "cells", t.cells)
	if err == nil {
		err = addTable(out, "course", t.course)
	}
	if err == nil {
		err = addTable(out, "cycles", t.cycles)
	}
	if err == nil {
		err = addTable(out, "activity", t.activity)
	}
	return out, err
}

func addTable[Row any](files map[string][]byte, name string, rows []Row) error {
	var table, columns bytes.Buffer
	if err := writeCSV(&table, rows); err != nil {
		return fmt.Errorf("write %s.csv: %w", name, err)
	}
	if err := parquet.Write(&columns, rows, parquet.Compression(&parquet.Zstd)); err != nil {
		return fmt.Errorf("write %s.parquet: %w", name, err)
	}
	files[name+".csv"], files[name+".parquet"] = table.Bytes(), columns.Bytes()
	return nil
}

// writeCSV names the columns as Parquet does. Missing values are empty.
func writeCSV[Row any](w *bytes.Buffer, rows []Row) error {
	out := csv.NewWriter(w)
	var head []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Row]()) {
		column, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		head = append(head, column)
	}
	if err := out.Write(head); err != nil {
		return err
	}
	line := make([]string, len(head))
	for _, row := range rows {
		v := reflect.ValueOf(row)
		for i := range head {
			field := v.Field(i)
			switch {
			case field.Kind() != reflect.Pointer:
				line[i] = fmt.Sprint(field.Interface())
			case field.IsNil():
				line[i] = ""
			default:
				line[i] = fmt.Sprint(field.Elem().Interface())
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
