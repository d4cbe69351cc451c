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

// journal is the list of commands carried out since the oldest kept checkpoint, a JSON line each, written before the
// command is carried out. With a checkpoint it is the source of truth for the world. The loop does not wait for the
// disk: a killed process loses nothing, a power cut up to a second.
type journal struct {
	path string
	log  *slog.Logger

	disk sync.Mutex // held while waiting for the disk, by sync, trim and close; always taken before mu

	mu    sync.Mutex // held while writing to memory of the system only: the loop takes it
	file  *os.File
	first uint64 // sequence number of the oldest entry, 0 for none
	last  uint64 // and of the newest
	torn  bool   // half an entry could not be taken back: the next one begins a new line
}

// entry is one line of the journal: a command, or what the world's hash was.
type entry struct {
	Seq     uint64             `json:"seq"`
	Tick    uint64             `json:"tick"` // carried out after this tick
	Command command.Command    `json:"command,omitzero"`
	Seen    uint64             `json:"seen,omitempty"`   // of a hash and of restore: the newest entry before that moment
	Hash    string             `json:"hash,omitempty"`   // of the world after Tick and after entry Seen
	Params  map[string]float64 `json:"params,omitempty"` // of reset: those of the new world
}

// budget is the fuel of a tick that an entry sets, if it does.
func (e *entry) budget() (fuel int64, ok bool) {
	b, ok := e.Command.Payload.(command.Budget)
	return b.Fuel, ok
}

// journalFile is its name in the world's folder.
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

// terminateLine makes sure that what is appended starts on a line of its own, after a crash in the middle of one too.
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

// add appends an entry and gives it its number.
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
		j.torn = j.torn || back != nil // what an earlier one left stays, whatever becomes of this one
		return disk.Explain(errors.Join(fmt.Errorf("write journal: %w", err), back), j.path)
	}
	j.torn = false
	j.last++
	if j.first == 0 {
		j.first = j.last
	}
	return nil
}

// truncateTail removes the last n bytes: what a full disk took of an entry would spoil the next one, or count as one.
func (j *journal) truncateTail(n int) error {
	if n <= 0 { // a disk that has become read-only lets nothing be cut either
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

// size of the file [bytes].
func (j *journal) size() (int64, error) {
	info, err := os.Stat(j.path)
	if err != nil {
		return 0, disk.Explain(fmt.Errorf("look at the journal: %w", err), filepath.Dir(j.path))
	}
	return info.Size(), nil
}

// advanceSeq makes sure that new entries come after seq.
func (j *journal) advanceSeq(seq uint64) {
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

// sync brings the journal to the disk. Entries can be added meanwhile.
func (j *journal) sync() error {
	j.disk.Lock()
	defer j.disk.Unlock()
	j.mu.Lock()
	file := j.file
	j.mu.Unlock()
	return disk.Explain(file.Sync(), j.path)
}

// read reads all entries. A line that a crash cut off, before its command was carried out, is dropped with a warning:
// its number is the next one's. A number that is missing means a damaged file, and the error says what to do.
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

// follows reports whether e is the entry after the last one. A trimmed journal may begin with a fuel budget of long
// ago.
func follows(entries []entry, e entry) bool {
	if len(entries) == 0 {
		return true
	}
	last := entries[len(entries)-1]
	_, budget := last.budget()
	return e.Seq == last.Seq+1 || len(entries) == 1 && budget && e.Seq > last.Seq
}

// trim forgets the entries up to seq, but for the fuel budget that held then. It works on a copy, so that the loop
// never waits for more than what has been added meanwhile; whenever the process dies, the file is the old one or the
// new one.
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

// rewrite puts a trimmed copy of the first size bytes, and what comes behind them, in the place of the journal. next is
// the number of the first entry behind them.
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

// replace adds to the copy in f what has come to the journal since it had size bytes, and lets the journal go on in f.
// The file that it wrote to until now is not opened again: there is nothing that could fail behind the rename.
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
	if err := was.Close(); err != nil { // it is synced no more, and its name is another file's
		j.log.Warn("the journal of before the trim was not closed", "error", err)
	}
	return nil
}

// trimmed are the lines of the entries after seq, behind the fuel budget of before; first is the number of the first of
// them, 0 for none.
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
