package temporalclient

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"

	common "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/ai-genesis/ai-genesis"
)

const (
	encrypted  = "binary/encrypted" // the encoding name used in Temporal's samples
	keyID      = "encryption-key-id"
	keyBytes   = 32
	newKeyHint = "make one with `openssl rand -base64 32`"
)

// Codec encrypts payloads with AES-256-GCM. It encrypts with the first key of its file and decrypts with any of them,
// so that keys can be rotated. Without a key it passes plain payloads through, and reports what is missing for
// encrypted ones.
type Codec struct {
	first string // empty: no key
	keys  map[string]cipher.AEAD
}

// NewCodec reads keys from a file: 32 bytes in base64, one per line, newest first. Without a file there are no keys.
// The error has code invalid and never contains a key.
func NewCodec(file string) (*Codec, error) {
	if file == "" {
		return &Codec{}, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "the key of the payload codec (GENESIS_TEMPORAL_CODEC_KEY_FILE): %v",
			err)
	}
	c := &Codec{keys: map[string]cipher.AEAD{}}
	for n, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(key) != keyBytes {
			return nil, genesis.Errorf(genesis.CodeInvalid, "%s: line %d is not a key of %d bytes in base64; %s", file, n+1,
				keyBytes, newKeyHint)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", file, n+1, err)
		}
		sum := sha256.Sum256(key)
		id := hex.EncodeToString(sum[:4])
		if c.keys[id], err = cipher.NewGCM(block); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", file, n+1, err)
		}
		if c.first == "" {
			c.first = id
		}
	}
	if c.first == "" {
		return nil, genesis.Errorf(genesis.CodeInvalid, "%s holds no key; %s", file, newKeyHint)
	}
	return c, nil
}

// Encode implements converter.PayloadCodec.
func (c *Codec) Encode(payloads []*common.Payload) ([]*common.Payload, error) {
	if c.first == "" {
		return payloads, nil
	}
	out := make([]*common.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("encrypt a payload: %w", err)
		}
		aead := c.keys[c.first]
		nonce := make([]byte, aead.NonceSize())
		if _, err := rand.Read(nonce); err != nil {
			return nil, fmt.Errorf("encrypt a payload: %w", err)
		}
		out[i] = &common.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(encrypted), keyID: []byte(c.first)},
			Data:     aead.Seal(nonce, nonce, plain, nil),
		}
	}
	return out, nil
}

// Decode implements converter.PayloadCodec. Plain payloads pass through: they were written before there was a key.
func (c *Codec) Decode(payloads []*common.Payload) ([]*common.Payload, error) {
	out := make([]*common.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != encrypted {
			out[i] = p
			continue
		}
		id := string(p.GetMetadata()[keyID])
		aead, ok := c.keys[id]
		if c.first == "" {
			return nil, genesis.Errorf(genesis.CodeForbidden, "what Temporal keeps of this is encrypted: set "+
				"GENESIS_TEMPORAL_CODEC_KEY_FILE "+
				"to the file of keys that the rest of the system has")
		}
		switch {
		case id == "":
			return nil, genesis.Errorf(genesis.CodeInvalid, "an encrypted payload does not say by which key")
		case !ok:
			return nil, genesis.Errorf(genesis.CodeForbidden, "a payload is encrypted with the key %s, which is not in the "+
				"file of keys", id)
		}
		size := aead.NonceSize()
		if len(p.GetData()) < size {
			return nil, genesis.Errorf(genesis.CodeInvalid, "an encrypted payload is cut off")
		}
		plain, err := aead.Open(nil, p.GetData()[:size], p.GetData()[size:], nil)
		if err != nil {
			return nil, genesis.Errorf(genesis.CodeInvalid, "an encrypted payload was changed: %v", err)
		}
		out[i] = &common.Payload{}
		if err := proto.Unmarshal(plain, out[i]); err != nil {
			return nil, fmt.Errorf("read a decrypted payload: %w", err)
		}
	}
	return out, nil
}

// Decrypt decrypts every payload in a Temporal message, such as a history, in place, and restores the messages of
// errors.
func (c *Codec) Decrypt(ctx context.Context, m proto.Message) error {
	err := proxy.VisitPayloads(ctx, m, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, p []*common.Payload) ([]*common.Payload, error) {
			return c.Decode(p)
		},
	})
	if err != nil {
		return err
	}
	return restoreErrorMessages(ctx, m)
}

// restoreErrorMessages restores the messages of errors, which an encrypting client moves into a payload. If that
// payload is still encrypted, the error stays as it is.
func restoreErrorMessages(ctx context.Context, m proto.Message) error {
	return proxy.VisitFailures(ctx, m, proxy.VisitFailuresOptions{
		Visitor: func(_ *proxy.VisitFailuresContext, f *failurepb.Failure) error {
			var words struct {
				Message    string `json:"message"`
				StackTrace string `json:"stack_trace"`
			}
			p := f.GetEncodedAttributes()
			if p == nil || converter.GetDefaultDataConverter().FromPayload(p, &words) != nil {
				return nil
			}
			f.Message, f.StackTrace, f.EncodedAttributes = words.Message, words.StackTrace, nil
			return nil
		},
	})
}

// DecryptKnown is Decrypt except that it leaves payloads alone that it can't decrypt, for example because their key is
// gone or somebody sent them by hand.
func (c *Codec) DecryptKnown(ctx context.Context, m proto.Message) error {
	err := proxy.VisitPayloads(ctx, m, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
			out := slices.Clone(payloads)
			for i, p := range payloads {
				if plain, err := c.Decode([]*common.Payload{p}); err == nil {
					out[i] = plain[0]
				}
			}
			return out, nil
		},
	})
	if err != nil {
		return err
	}
	return restoreErrorMessages(ctx, m)
}
