package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/version"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Write backs up the settings' world to the file at path. The file is written completely or not at all; if it already
// exists, it stays and the error has code conflict. A running engine is first asked for a checkpoint. The error has
// code not_found if nothing of the world is kept, and unavailable without Redis.
func Write(ctx context.Context, s config.Settings, store *redisstore.Store, file string, log *slog.Logger) (Manifest,
	error) {
	if err := checkpoint(ctx, s, store); err != nil {
		return Manifest{}, err
	}
	return writeFile(ctx, s, store, file, log)
}

func writeFile(ctx context.Context, s config.Settings, store *redisstore.Store, file string,
	log *slog.Logger) (Manifest, error) {
	if _, err := os.Stat(file); err == nil {
		return Manifest{}, genesis.Errorf(genesis.CodeConflict, "%s is there already: name another file", file)
	}
	var m Manifest
	err := disk.WriteWith(file, func(f *os.File) (err error) {
		if m, err = pack(ctx, s, store, f, log); err != nil {
			return err
		}
		if _, err := Inspect(ctx, s, f.Name(), log); err != nil {
			return fmt.Errorf("backup: what was written does not pass its check: %w", err)
		}
		return nil
	})
	if err != nil {
		return Manifest{}, err
	}
	return m, nil
}

// checkpoint makes the engine save its world, if one runs.
func checkpoint(ctx context.Context, s config.Settings, store *redisstore.Store) error {
	runs, err := store.EngineRuns(ctx)
	if err != nil {
		return fmt.Errorf("%w; a backup needs the Redis with the records: start the system, or set GENESIS_REDIS_URL", err)
	}
	if !runs {
		return stopped(s)
	}
	if _, err := redisstore.Ask(ctx, store, command.Checkpoint{}); err != nil {
		return fmt.Errorf("the engine's checkpoint: %w", err)
	}
	return nil
}

// stopped checks that no engine writes to the world's folder unknown to Redis.
func stopped(s config.Settings) error {
	lock, err := host.Lock(s)
	if genesis.CodeOf(err) == genesis.CodeConflict {
		return genesis.Errorf(genesis.CodeConflict, "an engine writes to %s, and Redis at %s does not know of it: set "+
			"GENESIS_REDIS_URL to the engine's",
			host.WorldDir(s), config.Redact(s.RedisAddress()))
	}
	if err != nil {
		return err
	}
	return lock.Close()
}

// packer writes members and collects them for the manifest.
type packer struct {
	tar      *tar.Writer
	manifest Manifest
}

// pack writes the records last, so that every file they refer to is already included. The manifest describes the
// copies, not the world's folder.
func pack(ctx context.Context, s config.Settings, store *redisstore.Store, w io.Writer, log *slog.Logger) (m Manifest,
	err error) {
	world, err := stage(ctx, s)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(world.dir)) }()
	zip := gzip.NewWriter(w)
	p := packer{tar: tar.NewWriter(zip), manifest: Manifest{Format: Format, World: s.World, TakenAt: time.Now().UTC(),
		Program: version.Program()}}
	if p.manifest.Tick, p.manifest.Hash, err = host.NewestCheckpoint(s, world.world(), log); err != nil {
		log.Warn("the newest checkpoint can't be read; it is backed up as it is", "error", err)
	}
	for _, add := range []func() error{
		func() error { return p.addFolder(worldPart, world.world(), isCheckpoint) },
		func() error { return p.addFile(worldPart, filepath.Join(world.world(), journalName), world.journal) },
		func() error { return p.addFolder(codePart, codeDir(s), isCode) },
		func() error { return p.addRecords(ctx, store) },
		p.addManifest, p.tar.Close, zip.Close,
	} {
		if err := errors.Join(add(), ctx.Err()); err != nil {
			return Manifest{}, fmt.Errorf("backup: %w", err)
		}
	}
	return p.manifest, nil
}

func isCheckpoint(name string) bool {
	return memberName.MatchString(worldPart+"/"+name) && name != journalName
}
func isCode(name string) bool { return memberName.MatchString(codePart + "/" + name) }

func (p *packer) addFolder(part, dir string, want func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Type().IsRegular() && want(e.Name()) {
			err = errors.Join(err, p.addFile(part, filepath.Join(dir, e.Name()), math.MaxInt64))
		}
	}
	return err
}

// addFile adds at most most bytes of a file's current content; the file may grow meanwhile, or be gone.
func (p *packer) addFile(part, file string, most int64) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return p.add(path.Join(part, filepath.Base(file)), min(most, info.Size()), f)
}

func (p *packer) addRecords(ctx context.Context, store *redisstore.Store) error {
	f, err := os.CreateTemp("", "genesis-records-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := store.Export(ctx, f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return p.add(recordsName, size, f)
}

func (p *packer) add(name string, size int64, from io.Reader) error {
	sum, err := p.copy(name, size, from)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.manifest.Members = append(p.manifest.Members, Member{Name: name, Bytes: size, SHA256: sum})
	return nil
}

func (p *packer) copy(name string, size int64, from io.Reader) (sum string, err error) {
	header := &tar.Header{Name: name, Size: size, Mode: 0o644, ModTime: p.manifest.TakenAt, Typeflag: tar.TypeReg}
	if err := p.tar.WriteHeader(header); err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.CopyN(io.MultiWriter(p.tar, hash), from, size)
	return hex.EncodeToString(hash.Sum(nil)), err
}

func (p *packer) addManifest() error {
	data, err := json.MarshalIndent(p.manifest, "", "  ")
	if err != nil {
		return err
	}
	_, err = p.copy(manifestName, int64(len(data)), strings.NewReader(string(data)))
	return err
}

// Bytes returns the size of all members [bytes].
func (m Manifest) Bytes() (sum int64) {
	for _, member := range m.Members {
		sum += member.Bytes
	}
	return sum
}

// Count returns the number of members in a part: world or mutations.
func (m Manifest) Count(part string) int {
	return len(slices.DeleteFunc(slices.Clone(m.Members), func(member Member) bool {
		return !strings.HasPrefix(member.Name,
			part+"/")
	}))
}
