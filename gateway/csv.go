package gateway

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// sendCSV sends a list as CSV.
func sendCSV[T any](c *fiber.Ctx, list []T) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return writeCSV(c, list)
}

// writeCSV writes a column for each plain field of a struct, named as in its JSON, and a row for each element. Fields
// of nested structs are named outer.inner; lists of strings are joined by spaces; maps and lists of structs are left
// out.
func writeCSV[T any](w io.Writer, list []T) error {
	out := csv.NewWriter(w)
	columns := columnsOf(reflect.TypeFor[T](), nil, "")
	row := make([]string, len(columns))
	for i, column := range columns {
		row[i] = column.name
	}
	if err := out.Write(row); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for i := range list {
		for j, column := range columns {
			row[j] = cell(reflect.ValueOf(&list[i]).Elem(), column.path)
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

type column struct {
	name string
	path []int // indexes of nested fields
}

func columnsOf(t reflect.Type, path []int, prefix string) (columns []column) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		here := append(append([]int{}, path...), f.Index...)
		kind := f.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		switch {
		case kind == reflect.TypeFor[time.Time](), kind == reflect.TypeFor[[]string]():
			columns = append(columns, column{prefix + name, here})
		case kind.Kind() == reflect.Struct:
			columns = append(columns, columnsOf(kind, here, prefix+name+".")...)
		case kind.Kind() != reflect.Slice && kind.Kind() != reflect.Map:
			columns = append(columns, column{prefix + name, here})
		}
	}
	return columns
}

// cell formats one field; an absent value is empty.
func cell(v reflect.Value, path []int) string {
	for _, i := range path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return ""
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch value := v.Interface().(type) {
	case time.Time:
		return value.UTC().Format(time.RFC3339Nano)
	case []string:
		return escapeFormula(strings.Join(value, " "))
	}
	if v.Kind() == reflect.String {
		return escapeFormula(v.String())
	}
	return fmt.Sprint(v.Interface())
}

// escapeFormula keeps a spreadsheet from running text that a model or a person wrote as a formula.
func escapeFormula(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
