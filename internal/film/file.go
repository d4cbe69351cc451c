package film

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// A file of a film is a sequence of blocks. A block is a head and, compressed with zstd, its pictures, each after its
// length:
//
//	bytes of the compressed pictures  uint32
//	number of pictures                uint32
//	tick of the first, of the last    2 × uint64
const headBytes = 24

// maxBlock bounds how much of a block is read: 60 pictures of a world of 65,535 molbots.
const maxBlock = 256 << 20

// block locates some pictures in a file.
type block struct {
	at, size    int64 // offset and size of the compressed pictures
	pictures    int
	first, last uint64 // ticks
}

// file is a part of a film, guarded by Film's mutex. Only thin and cut change what it has already written.
type file struct {
	path   string
	blocks []block
	size   int64
	kept   int // one picture in so many was kept
}

var (
	packer = sync.OnceValues(func() (*zstd.Encoder, error) { return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) })
	opener = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	})
)

func newFile(dir string, tick uint64) *file {
	return &file{path: filepath.Join(dir, fmt.Sprintf("%012d-1.film", tick)), kept: 1}
}

// parseName reads from a file's name how much the file was thinned.
func parseName(name string) (kept int, ok bool) {
	var tick uint64
	n, err := fmt.Sscanf(name, "%d-%d.film", &tick, &kept)
	return kept, err == nil && n == 2 && kept > 0 && name == fmt.Sprintf("%012d-%d.film", tick, kept)
}

func filesIn(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir) // sorted by name, which is by tick
	if err != nil {
		return nil, fmt.Errorf("read the film's folder: %w", err)
	}
	for _, e := range entries {
		if _, ok := parseName(e.Name()); ok {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// openFile locates a file's blocks. Anything after the last complete block is cut off.
func openFile(dir, name string) (*file, error) {
	kept, _ := parseName(name)
	f := &file{path: filepath.Join(dir, name), kept: kept}
	data, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	info, err := data.Stat()
	if err != nil {
		return nil, err
	}
	for head := make([]byte, headBytes); ; {
		if _, err := data.ReadAt(head, f.size); err != nil {
			break // the end, or an incomplete head
		}
		b := readHead(head, f.size)
		if b.pictures < 1 || b.last < b.first || b.at+b.size > info.Size() {
			break
		}
		f.blocks = append(f.blocks, b)
		f.size = b.at + b.size
	}
	if len(f.blocks) == 0 {
		return nil, errors.Join(errors.New("it has no whole block"), os.Remove(f.path))
	}
	if f.size < info.Size() {
		return f, os.Truncate(f.path, f.size)
	}
	return f, nil
}

func readHead(head []byte, at int64) block {
	le := binary.LittleEndian
	return block{
		at: at + headBytes, size: int64(le.Uint32(head)), pictures: int(le.Uint32(head[4:])),
		first: le.Uint64(head[8:]), last: le.Uint64(head[16:]),
	}
}

func (f *file) first() uint64 { return f.blocks[0].first }
func (f *file) last() uint64  { return f.blocks[len(f.blocks)-1].last }

func (f *file) pictures() (n int) {
	for _, b := range f.blocks {
		n += b.pictures
	}
	return n
}

func pack(pictures [][]byte, first, last uint64) ([]byte, error) {
	var raw []byte
	for _, p := range pictures {
		raw = append(binary.AppendUvarint(raw, uint64(len(p))), p...)
	}
	z, err := packer()
	if err != nil {
		return nil, err
	}
	packed := z.EncodeAll(raw, make([]byte, headBytes))
	le := binary.LittleEndian
	le.PutUint32(packed, uint32(len(packed)-headBytes))
	le.PutUint32(packed[4:], uint32(len(pictures)))
	le.PutUint64(packed[8:], first)
	le.PutUint64(packed[16:], last)
	return packed, nil
}

// append writes pictures as a new block.
func (f *file) append(first, last uint64, pictures [][]byte) error {
	packed, err := pack(pictures, first, last)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return disk.Explain(fmt.Errorf("write the film: %w", err), f.path)
	}
	_, err = out.WriteAt(packed, f.size)
	if err = errors.Join(err, out.Close()); err != nil {
		return disk.Explain(fmt.Errorf("write the film: %w", err), f.path)
	}
	f.blocks = append(f.blocks, readHead(packed, f.size))
	f.size += int64(len(packed))
	return nil
}

// unpack reads the pictures of a block.
func (f *file) unpack(b block) ([][]byte, error) {
	data, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	packed := make([]byte, b.size)
	if _, err := data.ReadAt(packed, b.at); err != nil {
		return nil, fmt.Errorf("read the film: %w", err)
	}
	return inflate(packed)
}

func inflate(packed []byte) ([][]byte, error) {
	z, err := opener()
	if err != nil {
		return nil, err
	}
	raw, err := z.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPicture, err)
	}
	return split(raw)
}

func split(raw []byte) (pictures [][]byte, err error) {
	for len(raw) > 0 {
		size, n := binary.Uvarint(raw)
		if n <= 0 || size > uint64(len(raw)-n) || size < 8 {
			return nil, errPicture
		}
		pictures = append(pictures, raw[n:n+int(size)])
		raw = raw[n+int(size):]
	}
	return pictures, nil
}

// read passes a picker the blocks that it may want.
func (f *file) read(p *picker) error {
	for i, b := range f.blocks {
		after := uint64(math.MaxUint64)
		if i+1 < len(f.blocks) {
			after = f.blocks[i+1].first
		}
		if p.skips(b.last, after) {
			continue
		}
		pictures, err := f.unpack(b)
		if err != nil {
			return err
		}
		for _, picture := range pictures {
			if p.offer(picture); p.full() {
				return nil
			}
		}
	}
	return nil
}

// cut removes all pictures from a tick on. If none is left, it removes the file.
func (f *file) cut(tick uint64) error {
	at := slices.IndexFunc(f.blocks, func(b block) bool { return b.last >= tick })
	if at < 0 {
		return nil
	}
	pictures, err := f.unpack(f.blocks[at])
	if err != nil {
		pictures = nil // damaged: drop the whole block
	}
	pictures = slices.DeleteFunc(pictures, func(p []byte) bool { return tickOf(p) >= tick })
	f.size, f.blocks = f.blocks[at].at-headBytes, f.blocks[:at]
	if err := os.Truncate(f.path, f.size); err != nil {
		return fmt.Errorf("cut the film: %w", err)
	}
	if len(pictures) > 0 {
		return f.append(tickOf(pictures[0]), tickOf(pictures[len(pictures)-1]), pictures)
	}
	if len(f.blocks) == 0 {
		return f.remove()
	}
	return nil
}

// thin keeps one picture in so many, unless the file is already that thin. A crash leaves the old file, the new one, or
// both; if both, the new one wins.
func (f *file) thin(keep int) error {
	if keep <= f.kept {
		return nil
	}
	all, err := f.all()
	if err != nil {
		return err
	}
	var kept [][]byte
	for i, p := range all {
		if i%(keep/f.kept) == 0 {
			kept = append(kept, p)
		}
	}
	packed, err := pack(kept, tickOf(kept[0]), tickOf(kept[len(kept)-1]))
	if err != nil {
		return err
	}
	old := f.path
	path := filepath.Join(filepath.Dir(old), fmt.Sprintf("%012d-%d.film", f.first(), keep))
	if err := disk.Write(path, packed, 0o644); err != nil {
		return disk.Explain(fmt.Errorf("thin the film: %w", err), path)
	}
	f.path, f.kept, f.size, f.blocks = path, keep, int64(len(packed)), []block{readHead(packed, 0)}
	return os.Remove(old)
}

func (f *file) all() (pictures [][]byte, err error) {
	for _, b := range f.blocks {
		some, err := f.unpack(b)
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, some...)
	}
	return pictures, nil
}

func (f *file) remove() error {
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop a part of the film: %w", err)
	}
	return nil
}

// Pack encodes pictures for the way from the engine to a gateway.
func Pack(pictures [][]byte) ([]byte, error) {
	if len(pictures) == 0 {
		return nil, nil
	}
	return pack(pictures, tickOf(pictures[0]), tickOf(pictures[len(pictures)-1]))
}

// Unpack decodes what Pack has encoded.
func Unpack(packed []byte) ([][]byte, error) {
	if len(packed) == 0 {
		return nil, nil
	}
	if len(packed) < headBytes {
		return nil, errPicture
	}
	return inflate(packed[headBytes:])
}

// PackPair encodes the films of two forks; UnpackPair decodes them.
func PackPair(without, with [][]byte) ([]byte, error) {
	one, err := Pack(without)
	if err != nil {
		return nil, err
	}
	other, err := Pack(with)
	return append(append(binary.AppendUvarint(nil, uint64(len(one))), one...), other...), err
}

// UnpackPair decodes what PackPair has encoded.
func UnpackPair(packed []byte) (without, with [][]byte, err error) {
	size, n := binary.Uvarint(packed)
	if n <= 0 || size > uint64(len(packed)-n) {
		return nil, nil, errPicture
	}
	if without, err = Unpack(packed[n : n+int(size)]); err != nil {
		return nil, nil, err
	}
	with, err = Unpack(packed[n+int(size):])
	return without, with, err
}
