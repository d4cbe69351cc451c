package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// assets holds the files of the built page in memory, each compressed once. A file that has changed on disk is read
// again.
type assets struct {
	cpu   cpuLimiter
	fresh time.Duration // how long a file is served without checking the disk for changes
	mu    sync.Mutex
	files map[string]*asset
	bytes int64
}

// assetsBytes bounds the memory; files that do not fit are read for each request.
const assetsBytes = 64 << 20

// asset is a file of the built page with its encodings.
type asset struct {
	size      int64
	changed   time.Time
	checkedAt time.Time // when the file was last compared with the disk; guarded by assets.mu
	etag      string
	data      []byte
	gzip      func() []byte // nil if compression is not worth it
	brotli    func() []byte
}

// packable are the extensions of files that are worth compressing.
var packable = []string{".html", ".js", ".mjs", ".css", ".json", ".svg", ".map", ".txt", ".webmanifest", ".wasm",
	".xml"}

// recent returns a file that was compared with the disk within a.fresh, or nil.
func (a *assets) recent(name string) *asset {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f := a.files[name]; f != nil && time.Since(f.checkedAt) < a.fresh {
		return f
	}
	return nil
}

// get returns a file as it is on disk now.
func (a *assets) get(name string, info fs.FileInfo, read func() ([]byte, error)) (*asset, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f := a.files[name]; f != nil && f.size == info.Size() && f.changed.Equal(info.ModTime()) {
		f.checkedAt = time.Now()
		return f, nil
	}
	data, err := read()
	if err != nil {
		return nil, err
	}
	f := newAsset(name, info, data, a.cpu)
	f.checkedAt = time.Now()
	if was := a.files[name]; was != nil {
		a.bytes -= was.size
		delete(a.files, name)
	}
	if a.bytes+f.size <= assetsBytes {
		if a.files == nil {
			a.files = map[string]*asset{}
		}
		a.files[name] = f
		a.bytes += f.size
	}
	return f, nil
}

func newAsset(name string, info fs.FileInfo, data []byte, p cpuLimiter) *asset {
	f := newFixedAsset(name, data, p)
	f.size, f.changed = info.Size(), info.ModTime()
	return f
}

// newFixedAsset wraps content that does not come from a file.
func newFixedAsset(name string, data []byte, p cpuLimiter) *asset {
	sum := sha256.Sum256(data)
	f := &asset{data: data, etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`}
	if len(data) >= minCompressBytes && slices.Contains(packable, path.Ext(name)) {
		f.gzip = p.once(func() []byte {
			return fasthttp.AppendGzipBytesLevel(nil, data,
				fasthttp.CompressDefaultCompression)
		})
		f.brotli = p.once(func() []byte { return fasthttp.AppendBrotliBytesLevel(nil, data, 6) })
	}
	return f
}

// send writes the file: 304 without a body if the browser already has it, compressed if the browser accepts that.
func (f *asset) send(c *fiber.Ctx) error {
	c.Set(fiber.HeaderETag, f.etag)
	if f.gzip != nil {
		c.Vary(fiber.HeaderAcceptEncoding)
	}
	if matches(c.Get(fiber.HeaderIfNoneMatch), f.etag) {
		c.Context().ResetBody()
		c.Status(fiber.StatusNotModified)
		return nil
	}
	codings := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case f.brotli != nil && accepts(codings, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(f.brotli())
	case f.gzip != nil && accepts(codings, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.gzip())
	}
	return c.Send(f.data)
}
