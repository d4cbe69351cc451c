package gateway

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// writeCSV writes a column for each plain field of a snapshot, under its JSON name, and a line for each snapshot.
func writeCSV(w io.Writer, list []genesis.Snapshot) error {
	out := csv.NewWriter(w)
	var names []string
	var columns []int
	for i := range reflect.TypeFor[genesis.Snapshot]().NumField() {
		f := reflect.TypeFor[genesis.Snapshot]().Field(i)
		if f.Type.Kind() == reflect.Slice {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names, columns = append(names, name), append(columns, i)
	}
	if err := out.Write(names); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for i := range list {
		row := make([]string, len(columns))
		for j, column := range columns {
			row[j] = fmt.Sprint(reflect.ValueOf(&list[i]).Elem().Field(column).Interface())
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
