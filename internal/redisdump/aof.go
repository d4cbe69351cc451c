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

// Mended describes what MendAOF did to a file.
type Mended struct {
	File  string // the repaired file
	Aside string // the original file
	Bytes int64  // zeros found between commands
}

// AOFDir returns the folder of the append-only files of a Redis with working folder dir.
func AOFDir(dir string) string { return filepath.Join(dir, "appendonlydir") }

// MendAOF removes holes from the append-only files of a Redis that is not running. Redis 7 creates them: after a short
// write on a full disk, it truncates the file, but the next write starts where the short one ended, leaving zeros in
// between. Redis then refuses to start ("Bad file format") although all commands are there. Redis's own redis-check-aof
// --fix would drop everything after the first hole. dir is the folder of the append-only files; if it does not exist,
// there is nothing to repair.
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

// mendFile rewrites a file that has holes and sets the original aside. A file without holes is not touched.
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
	defer func() { _ = os.Remove(to.Name()) }() // fails after the rename, as intended
	info, err := from.Stat()
	if err == nil {
		err = disk.OwnAs(to, info) // Redis may run as another user than this program
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

// copyCommands copies the commands of an append-only file without the zeros between them, and returns the number of
// zeros. From the first byte that does not belong to a command, it copies the rest unchanged: Redis itself truncates an
// incomplete last command, and anything else needs a human.
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
		case '#': // a timestamp, if Redis has aof-timestamp-enabled
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

// longestLine is the maximum length of a count or a timestamp.
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

// count returns the number in a line such as *3, or 0 if there is none.
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
