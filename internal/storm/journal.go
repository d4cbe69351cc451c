package storm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// journalReader collects every journal entry ever seen; the engine itself trims the journal.
type journalReader struct {
	path    string
	entries map[uint64]string // sequence number → line
	times   map[string]int    // command id → number of entries
}

func newJournalReader(data string) *journalReader {
	return &journalReader{path: filepath.Join(data, "worlds", world, "journal.jsonl"), entries: map[uint64]string{},
		times: map[string]int{}}
}

// read reads the current journal. An entry that differs from an earlier one with the same number is a finding: an
// executed command was lost.
func (c *journalReader) read() error {
	text, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	for line := range bytes.Lines(text) {
		var e struct {
			Seq     uint64                    `json:"seq"`
			Command struct{ ID, Kind string } `json:"command"`
		}
		if !bytes.HasSuffix(line, []byte("\n")) || json.Unmarshal(line, &e) != nil || e.Seq == 0 {
			continue // a partial entry, which was not executed
		}
		before, known := c.entries[e.Seq]
		switch {
		case !known:
			c.entries[e.Seq] = string(line)
			c.times[e.Command.ID]++
		case before != string(line):
			return fmt.Errorf("entry %d of the journal was %sand is %s", e.Seq, before, line)
		}
	}
	return nil
}
