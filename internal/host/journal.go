package host

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/ai-genesis/ai-genesis"
)

// journal is the list of commands carried out since the oldest kept checkpoint, a JSON line each, synced before the
// command is acknowledged. With a checkpoint it is the source of truth for the world.
type journal struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	file *os.File
}

// entry is one line of the journal.
type entry struct {
	Tick    uint64          `json:"tick"` // the tick that carried it out
	Command genesis.Command `json:"command"`
}

func openJournal(dir string, log *slog.Logger) (*journal, error) {
	path := filepath.Join(dir, "journal.jsonl")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := endLine(file); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	return &journal{path: path, log: log, file: file}, nil
}

// endLine makes sure that what is appended starts on a line of its own, after a crash in the middle of one too.
func endLine(file *os.File) error {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := file.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = file.Write([]byte{'\n'})
	return err
}

// Append implements engine.Journal.
func (j *journal) Append(tick uint64, cmd genesis.Command) error {
	line, err := json.Marshal(entry{Tick: tick, Command: cmd})
	if err != nil {
		return fmt.Errorf("encode journal entry: %w", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return j.file.Sync()
}

// since reads the entries from tick on. A last line that a crash cut off is dropped with a warning.
func (j *journal) since(tick uint64) ([]entry, error) {
	file, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	defer file.Close()
	var entries []entry
	reader := bufio.NewReader(file)
	for n := 1; ; n++ {
		line, err := reader.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return entries, nil
		}
		var e entry
		if bad := json.Unmarshal(line, &e); bad != nil {
			j.log.Warn("journal line dropped", "file", j.path, "line", n, "error", bad)
		} else if e.Tick >= tick {
			entries = append(entries, e)
		}
		if err == io.EOF {
			return entries, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read journal: %w", err)
		}
	}
}

// trim forgets the entries before tick.
func (j *journal) trim(tick uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	keep, err := j.since(tick)
	if err != nil {
		return err
	}
	var data []byte
	for _, e := range keep {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode journal entry: %w", err)
		}
		data = append(append(data, line...), '\n')
	}
	if err := writeAtomic(j.path, data); err != nil {
		return fmt.Errorf("trim journal: %w", err)
	}
	file, err := os.OpenFile(j.path, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	old := j.file
	j.file = file
	return old.Close()
}

func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Close()
}
