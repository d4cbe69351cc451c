package redisstore

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Worlds (checkpoints, and forks for a trial) are the largest values that are written repeatedly. Compression reduces
// what Redis logs on disk for them to a quarter or less. Small values stay plain because people read them.
const (
	packFrom    = 64 << 10 // size from which compression pays [bytes]
	packMagic   = "\x28\xb5\x2f\xfd"
	maxUnpacked = 8 * MaxBlob // bounds decompression bombs; a checkpoint has no limit of its own
)

// The encoder and the decoder are created once. Calls share them, one at a time.
var (
	packer = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	})
	unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnpacked))
	})
)

// pack returns the form in which Redis stores a value: compressed by zstd if that saves at least a quarter.
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

// unpack reverses pack. Data that only look compressed are returned unchanged: the caller verifies the content.
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
