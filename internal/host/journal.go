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

// journal is the list of commands carried out since the oldest kept checkpoint, a JSON line each, written before the
// command is carried out. With a checkpoint it is the source of truth for the world. The loop does not wait for the
// disk: a killed process loses nothing, a power cut up to a second.
type journal struct {
	path string
	log  *slog.Logger

	mu    sync.Mutex
	file  *os.File
	first uint64 // sequence number of the oldest entry, 0 for none
	last  uint64 // and of the newest
}

// entry is one line of the journal: a command, or what the world's hash was.
type entry struct {
	Seq     uint64             `json:"seq"`
	Tick    uint64             `json:"tick"` // carried out after this tick
	Command genesis.Command    `json:"command,omitzero"`
	Seen    uint64             `json:"seen,omitempty"`   // of a hash and of restore: the newest entry before that moment
	Hash    string             `json:"hash,omitempty"`   // of the world after Tick and after entry Seen
	Params  map[string]float64 `json:"params,omitempty"` // of reset: those of the new world
}

// journalFile is its name in the world's folder.
const journalFile = "journal.jsonl"

func openJournal(dir string, log *slog.Logger) (*journal, error) {
	path := filepath.Join(dir, journalFile)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := endLine(file); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	j := &journal{path: path, log: log, file: file}
	entries, err := j.read()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if len(entries) > 0 {
		j.first, j.last = entries[0].Seq, entries[len(entries)-1].Seq
	}
	return j, nil
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
	return j.add(entry{Tick: tick, Command: cmd})
}

// add appends an entry and gives it its number.
func (j *journal) add(e entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Seq = j.last + 1
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode journal entry: %w", err)
	}
	if n, err := j.file.Write(append(line, '\n')); err != nil {
		return errors.Join(fmt.Errorf("write journal: %w", err), j.takeBack(n))
	}
	j.last++
	if j.first == 0 {
		j.first = j.last
	}
	return nil
}

// takeBack removes the last n bytes: what a full disk took of an entry would spoil the next one, or count as one.
func (j *journal) takeBack(n int) error {
	info, err := j.file.Stat()
	if err == nil {
		err = j.file.Truncate(info.Size() - int64(n))
	}
	if err != nil {
		return fmt.Errorf("take back half an entry of the journal: %w", err)
	}
	return nil
}

// size of the file [bytes].
func (j *journal) size() (int64, error) {
	info, err := os.Stat(j.path)
	if err != nil {
		return 0, fmt.Errorf("look at the journal: %w", err)
	}
	return info.Size(), nil
}

// reach makes sure that new entries come after seq.
func (j *journal) reach(seq uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last = max(j.last, seq)
}

// seq is the sequence number of the newest entry.
func (j *journal) seq() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

func (j *journal) sync() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Sync()
}

// read reads all entries. A line that a crash cut off, before its command was carried out, is dropped with a warning: its
// number is the next one's. A number that is missing means a damaged file, and the error says what to do.
func (j *journal) read() ([]entry, error) {
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
		} else if !follows(entries, e) {
			return nil, genesis.Errorf(genesis.CodeInvalid, "%s is damaged before line %d: commands of the world are missing; "+
				"move the file away to go on from the last checkpoint without the commands after it", j.path, n)
		} else {
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

// follows reports whether e is the entry after the last one. A trimmed journal may begin with a fuel budget of long ago.
func follows(entries []entry, e entry) bool {
	if len(entries) == 0 {
		return true
	}
	last := entries[len(entries)-1]
	return e.Seq == last.Seq+1 || len(entries) == 1 && last.Command.Kind == genesis.CmdBudget && e.Seq > last.Seq
}

// trim forgets the entries up to seq, but for the fuel budget that held then.
func (j *journal) trim(seq uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.first > seq {
		return nil
	}
	entries, err := j.read()
	if err != nil {
		return err
	}
	j.first = 0
	var data, budget []byte
	for _, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode journal entry: %w", err)
		}
		line = append(line, '\n')
		switch {
		case e.Seq > seq:
			data = append(data, line...)
			if j.first == 0 {
				j.first = e.Seq
			}
		case e.Command.Kind == genesis.CmdBudget:
			budget = line
		}
	}
	data = append(budget, data...)
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
