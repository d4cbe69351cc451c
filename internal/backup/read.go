package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// unpack unpacks the backup at file into dir and checks everything: names, sizes and checksums, the newest checkpoint
// and the records. The error has code invalid and says what is wrong.
func unpack(ctx context.Context, s config.Settings, file, dir string, log *slog.Logger) (Manifest, error) {
	f, err := os.Open(file)
	if err != nil {
		return Manifest{}, genesis.Errorf(genesis.CodeNotFound, "the backup can't be read: %v", err)
	}
	defer f.Close()
	m, found, err := members(ctx, f, dir)
	if err == nil {
		err = m.compare(found)
	}
	if err == nil {
		err = m.examine(s, dir, log)
	}
	if err != nil && m.Program != "" {
		file += ", taken by " + m.Program + ","
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("%s is refused, and nothing is changed: %w", file, err)
	}
	return m, nil
}

// members writes each member to a file below dir, and returns the manifest and the members found.
func members(ctx context.Context, from io.Reader, dir string) (m Manifest, found map[string]Member, err error) {
	zip, err := gzip.NewReader(from)
	if err != nil {
		return m, nil, genesis.Errorf(genesis.CodeInvalid, "it is not a backup (%v)", err)
	}
	archive := tar.NewReader(zip)
	found = map[string]Member{}
	left := int64(maxBytes)
	for {
		header, err := archive.Next()
		if err != nil {
			return m, nil, genesis.Errorf(genesis.CodeInvalid, "it is damaged or cut off after %d members (%v)", len(found), err)
		}
		if header.Name == manifestName {
			m, err = manifestOf(archive)
			return m, found, err
		}
		if left -= header.Size; left < 0 || len(found) == maxMembers {
			return m, nil, genesis.Errorf(genesis.CodeTooLarge, "it holds more than %d GiB or %d members", int64(maxBytes)>>30,
				maxMembers)
		}
		if header.Typeflag != tar.TypeReg || !memberName.MatchString(header.Name) || found[header.Name].Name != "" {
			return m, nil, genesis.Errorf(genesis.CodeInvalid, "a member %q does not belong into a backup", header.Name)
		}
		found[header.Name], err = member(archive, header, dir)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return m, nil, err
		}
	}
}

func manifestOf(archive io.Reader) (Manifest, error) {
	data, err := io.ReadAll(io.LimitReader(archive, maxManifest))
	if err != nil {
		return Manifest{}, genesis.Errorf(genesis.CodeInvalid, "it is damaged or cut off in its manifest (%v)", err)
	}
	return readManifest(data)
}

// member writes one member to its file.
func member(archive io.Reader, header *tar.Header, dir string) (Member, error) {
	file := filepath.Join(dir, filepath.FromSlash(header.Name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return Member{}, err
	}
	f, err := os.Create(file)
	if err != nil {
		return Member{}, err
	}
	hash := sha256.New()
	source := &countedReader{from: archive}
	_, err = io.Copy(io.MultiWriter(f, hash), source)
	if source.err != nil {
		err = genesis.Errorf(genesis.CodeInvalid, "it is damaged or cut off in %s (%v)", header.Name, source.err)
	}
	return Member{Name: header.Name, Bytes: header.Size, SHA256: hex.EncodeToString(hash.Sum(nil))},
		errors.Join(err, f.Close())
}

// countedReader remembers a read error, to distinguish it from a write error.
type countedReader struct {
	from io.Reader
	err  error
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// compare checks the members found against the manifest.
func (m Manifest) compare(found map[string]Member) error {
	for _, want := range m.Members {
		got, ok := found[want.Name]
		if !ok {
			return genesis.Errorf(genesis.CodeInvalid, "%s is missing", want.Name)
		}
		if got != want {
			return genesis.Errorf(genesis.CodeInvalid, "%s is damaged: its SHA-256 is not that of the manifest", want.Name)
		}
		delete(found, want.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		return genesis.Errorf(genesis.CodeInvalid, "%s is not in its manifest", name)
	}
	return nil
}

// examine reads the newest checkpoint and the records.
func (m Manifest) examine(s config.Settings, dir string, log *slog.Logger) error {
	records, err := os.Open(filepath.Join(dir, recordsName))
	if err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "it has no records")
	}
	defer records.Close()
	if err := redisstore.CheckExport(records, m.World); err != nil {
		return fmt.Errorf("%s: %w", recordsName, err)
	}
	tick, hash, err := host.NewestCheckpoint(s, filepath.Join(dir, worldPart), log)
	if m.Hash == "" {
		log.Warn("the newest checkpoint could not be read when the backup was taken; the engine will start from an older one",
			"tick", m.Tick)
		return nil
	}
	if err != nil {
		return err
	}
	if tick != m.Tick || hash != m.Hash {
		return genesis.Errorf(genesis.CodeInvalid, "its newest checkpoint is of tick %d and hash %s, the manifest says "+
			"tick %d and hash %s",
			tick, hash, m.Tick, m.Hash)
	}
	return nil
}

// Inspect reads and checks a backup without changing anything.
func Inspect(ctx context.Context, s config.Settings, file string, log *slog.Logger) (Manifest, error) {
	dir, err := os.MkdirTemp("", "genesis-backup-*")
	if err != nil {
		return Manifest{}, err
	}
	defer os.RemoveAll(dir)
	return unpack(ctx, s, file, dir, log)
}
