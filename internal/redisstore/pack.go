package redisstore

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Worlds (checkpoints, and forks for a trial) are the largest values that are written again and again: packed they take
// a quarter or less of what Redis logs on disk. Small values are read by people and stay as they are.
const (
	packFrom    = 64 << 10 // bytes of a value that is worth packing
	packMagic   = "\x28\xb5\x2f\xfd"
	maxUnpacked = 8 * MaxBlob // of a checkpoint, which knows no limit; a few bytes can unfold to gigabytes
)

// The encoder and the decoder are made once. Calls share them, one at a time.
var (
	packer = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	})
	unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnpacked))
	})
)

// pack returns a value as Redis is to hold it: packed by zstd if that makes it shorter by a quarter.
func pack(data []byte) []byte {
	if len(data) < packFrom {
		return data
	}
	w, err := packer()
	if err != nil {
		return data
	}
	packed := w.EncodeAll(data, nil)
	if len(packed) > len(data)/4*3 {
		return data
	}
	return packed
}

// unpack returns what pack was given. What only looks as if it were packed comes back as it is: the caller checks its
// content.
func unpack(held []byte) []byte {
	if !bytes.HasPrefix(held, []byte(packMagic)) {
		return held
	}
	r, err := unpacker()
	if err != nil {
		return held
	}
	data, err := r.DecodeAll(held, nil)
	if err != nil {
		return held
	}
	return data
}
