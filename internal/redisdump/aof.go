package redisdump

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Mended is what MendAOF did to a file.
type Mended struct {
	File  string // the mended one
	Aside string // the file as it was
	Bytes int64  // of zeros that it had between commands
}

// AOFDir is where a Redis with the working folder dir keeps its append-only files.
func AOFDir(dir string) string { return filepath.Join(dir, "appendonlydir") }

// MendAOF takes the holes out of the append-only files of a Redis that does not run. Redis 7 makes them: when the disk
// is full and a write comes out short, it cuts the file back, but the next write starts where the short one ended. What
// lies between are zeros, and the next start of Redis ends with "Bad file format", while all commands are there. Redis'
// own redis-check-aof --fix would drop everything after the first hole. dir is the folder of the append-only files; one
// that is not there needs no mending.
func MendAOF(dir string) (mended []Mended, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.incr.aof"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		bytes, err := mendFile(file)
		if err != nil {
			return mended, fmt.Errorf("mend %s: %w", file, err)
		}
		if bytes > 0 {
			mended = append(mended, Mended{file, file + asideSuffix, bytes})
		}
	}
	return mended, nil
}

const asideSuffix = ".broken"

// mendFile writes a file with holes anew and puts the old one aside. Without holes it leaves the file alone.
func mendFile(path string) (holes int64, err error) {
	from, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if holes, err = copyCommands(io.Discard, from); err != nil || holes == 0 {
		return 0, err
	}
	to, err := os.CreateTemp(filepath.Dir(path), ".mend-*")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(to.Name()) }() // gone already when all went well
	info, err := from.Stat()
	if err == nil {
		err = disk.OwnAs(to, info) // Redis may be another user than the one who mends
	}
	if err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = copyCommands(to, from)
	}
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return 0, err
	}
	return holes, errors.Join(disk.Rename(path, path+asideSuffix), disk.Rename(to.Name(), path))
}

// copyCommands copies the commands of an append-only file without the zeros between them, and returns how many those
// were. From what is no command it copies the rest as it is: Redis cuts off a last command that is not whole, and what
// else it says of it is for a person.
func copyCommands(to io.Writer, from io.Reader) (holes int64, err error) {
	r, w := bufio.NewReaderSize(from, 1<<20), bufio.NewWriterSize(to, 1<<20)
	for err == nil {
		var next []byte
		if next, err = r.Peek(1); err != nil {
			break
		}
		switch next[0] {
		case 0:
			holes++
			_, err = r.Discard(1)
		case '#': // a time, by Redis' setting aof-timestamp-enabled
			_, err = copyLine(w, r)
		case '*':
			err = copyCommand(w, r)
		default:
			err = errNoCommand
		}
	}
	if errors.Is(err, errNoCommand) || errors.Is(err, bufio.ErrBufferFull) {
		_, err = io.Copy(w, r)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return holes, errors.Join(err, w.Flush())
}

var errNoCommand = errors.New("no command")

// copyCommand copies an array of bulk strings.
func copyCommand(w io.Writer, r *bufio.Reader) error {
	line, err := copyLine(w, r)
	for n := count(line); n > 0 && err == nil; n-- {
		if line, err = copyLine(w, r); err != nil {
			break
		}
		if line[0] != '$' {
			return errNoCommand
		}
		_, err = io.CopyN(w, r, count(line)+2)
	}
	return err
}

// longestLine is the most that a count or a time takes.
const longestLine = 64

func copyLine(w io.Writer, r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if _, failed := w.Write(line); failed != nil {
		return nil, failed
	}
	if err == nil && (len(line) < 3 || len(line) > longestLine) {
		err = errNoCommand
	}
	return line, err
}

// count is the number in a line such as *3; a line without one counts nothing.
func count(line []byte) int64 {
	if len(line) < 4 {
		return 0
	}
	n, err := strconv.ParseInt(string(line[1:len(line)-2]), 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
