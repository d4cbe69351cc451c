package host

import (
	"bufio"
	"cmp"
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
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// journal is a write-ahead log of the commands since the oldest kept checkpoint, one JSON line each: an entry is
// written before its command is executed. Together with a checkpoint it is the source of truth for the world. The loop
// does not wait for fsync: a killed process loses nothing, a power cut at most a second.
type journal struct {
	path string
	log  *slog.Logger

	disk sync.Mutex // held during fsync, by sync, trim and close; always acquired before mu

	mu    sync.Mutex // held only for writes to the page cache, because the loop takes it
	file  *os.File
	first uint64 // sequence number of the oldest entry, 0 for none
	last  uint64 // sequence number of the newest entry
	torn  bool   // a partial entry could not be removed: the next one must begin a new line
}

// entry is one line of the journal: a command, or the world's hash at some moment.
type entry struct {
	Seq     uint64             `json:"seq"`
	Tick    uint64             `json:"tick"` // the command was executed after this tick
	Command command.Command    `json:"command,omitzero"`
	Seen    uint64             `json:"seen,omitempty"`   // for a hash and for restore: newest entry before it
	Hash    string             `json:"hash,omitempty"`   // of the world after Tick and entry Seen
	Params  map[string]float64 `json:"params,omitempty"` // for reset: parameters of the new world
}

// budget returns the fuel per tick that an entry sets, if it sets one.
func (e *entry) budget() (fuel int64, ok bool) {
	b, ok := e.Command.Payload.(command.Budget)
	return b.Fuel, ok
}

// journalFile is the name of the journal in the world's folder.
const journalFile = "journal.jsonl"

func openJournal(dir string, log *slog.Logger) (*journal, error) {
	path := filepath.Join(dir, journalFile)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := terminateLine(file); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	j := &journal{path: path, log: log, file: file}
	entries, err := j.read()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := disk.SyncDir(dir); err != nil { // the journal may be new
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	if len(entries) > 0 {
		j.first, j.last = entries[0].Seq, entries[len(entries)-1].Seq
	}
	return j, nil
}

// terminateLine makes appended entries start on a new line even if a crash has left a partial one.
func terminateLine(file *os.File) error {
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
func (j *journal) Append(tick uint64, cmd command.Command) error {
	return j.add(entry{Tick: tick, Command: cmd})
}

// add appends an entry and assigns its sequence number.
func (j *journal) add(e entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Seq = j.last + 1
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode journal entry: %w", err)
	}
	line = append(line, '\n')
	if j.torn {
		line = append([]byte{'\n'}, line...)
	}
	if n, err := j.file.Write(line); err != nil {
		back := j.truncateTail(n)
		j.torn = j.torn || back != nil // remains set if an earlier entry left a fragment
		return disk.Explain(errors.Join(fmt.Errorf("write journal: %w", err), back), j.path)
	}
	j.torn = false
	j.last++
	if j.first == 0 {
		j.first = j.last
	}
	return nil
}

// truncateTail removes the last n bytes: a fragment that a full disk has accepted would spoil the next entry or be
// taken for one.
func (j *journal) truncateTail(n int) error {
	if n <= 0 { // a read-only disk can't be truncated either
		return nil
	}
	info, err := j.file.Stat()
	if err == nil {
		err = j.file.Truncate(info.Size() - int64(n))
	}
	if err != nil {
		return fmt.Errorf("take back half an entry of the journal: %w", err)
	}
	return nil
}

// size returns the size of the file [bytes].
func (j *journal) size() (int64, error) {
	info, err := os.Stat(j.path)
	if err != nil {
		return 0, disk.Explain(fmt.Errorf("look at the journal: %w", err), filepath.Dir(j.path))
	}
	return info.Size(), nil
}

// advanceSeq ensures that new entries are numbered above seq.
func (j *journal) advanceSeq(seq uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last = max(j.last, seq)
}

// seq returns the sequence number of the newest entry.
func (j *journal) seq() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// sync flushes the journal to disk. Entries can be added meanwhile.
func (j *journal) sync() error {
	j.disk.Lock()
	defer j.disk.Unlock()
	j.mu.Lock()
	file := j.file
	j.mu.Unlock()
	return disk.Explain(file.Sync(), j.path)
}

// read reads all entries. A line that a crash cut off was not executed; it is dropped with a warning, and the next
// entry reuses its number. Any other missing number means that the file is damaged, and the error says what to do.
func (j *journal) read() ([]entry, error) {
	file, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	defer file.Close()
	return j.parse(file)
}

func (j *journal) parse(r io.Reader) (entries []entry, err error) {
	reader := bufio.NewReader(r)
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

// follows reports whether e can follow the last entry. A trimmed journal may begin with an old entry that sets the fuel
// budget.
func follows(entries []entry, e entry) bool {
	if len(entries) == 0 {
		return true
	}
	last := entries[len(entries)-1]
	_, budget := last.budget()
	return e.Seq == last.Seq+1 || len(entries) == 1 && budget && e.Seq > last.Seq
}

// trim removes the entries up to seq, except the one that set the fuel budget in force. It works on a copy, so that the
// loop only waits while entries added meanwhile are copied. Whenever the process dies, the file is either the old
// journal or the new one.
func (j *journal) trim(seq uint64) error {
	j.disk.Lock()
	defer j.disk.Unlock()
	j.mu.Lock()
	needless, next := j.first > seq, j.last+1
	size, err := j.size()
	j.mu.Unlock()
	if needless || err != nil {
		return err
	}
	if err := j.rewrite(seq, size, next); err != nil {
		return disk.Explain(fmt.Errorf("trim journal: %w", err), j.path)
	}
	return nil
}

// rewrite replaces the journal by a trimmed copy of its first size bytes plus everything after them. next is the number
// of the first entry after them.
func (j *journal) rewrite(seq uint64, size int64, next uint64) error {
	old, err := os.Open(j.path)
	if err != nil {
		return err
	}
	defer old.Close()
	entries, err := j.parse(io.LimitReader(old, size))
	if err != nil {
		return err
	}
	data, first, err := trimmed(entries, seq)
	if err != nil {
		return err
	}
	copied := j.path + ".trimmed"
	f, err := os.OpenFile(copied, os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync()); err == nil {
		err = j.replace(f, old, size, cmp.Or(first, next))
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(copied))
	}
	return errors.Join(f.Sync(), disk.SyncDir(filepath.Dir(j.path)))
}

// replace appends to the copy in f what was added to the journal since it had size bytes, renames the copy and
// continues in it. It keeps using the open file rather than opening it again, so that nothing can fail after the
// rename.
func (j *journal) replace(f, old *os.File, size int64, first uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := old.Seek(size, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.Copy(f, old); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), j.path); err != nil {
		return err
	}
	was := j.file
	j.file, j.first = f, first
	if j.last < first {
		j.first = 0
	}
	if err := was.Close(); err != nil { // its name now belongs to the new file, so it needs no sync
		j.log.Warn("the journal of before the trim was not closed", "error", err)
	}
	return nil
}

// trimmed returns the lines of the entries after seq, preceded by the entry that set the fuel budget in force. first is
// the number of the first entry after seq, 0 for none.
func trimmed(entries []entry, seq uint64) (data []byte, first uint64, err error) {
	var budget []byte
	for _, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, 0, fmt.Errorf("encode journal entry: %w", err)
		}
		line = append(line, '\n')
		if e.Seq > seq {
			data = append(data, line...)
			first = cmp.Or(first, e.Seq)
		} else if _, ok := e.budget(); ok {
			budget = line
		}
	}
	return append(budget, data...), first, nil
}

func (j *journal) close() error {
	j.disk.Lock()
	defer j.disk.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Close()
}
