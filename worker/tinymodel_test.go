package worker_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/ollama/ollama/fs/ggml"
)

// tiny is a language model of a few hundred kilobytes for a real Ollama: a llama whose only block adds nothing, so that
// the next token depends only on the last one. It reads every prompt as bytes and answers with the words that it knows.
type tiny struct {
	words   []string // each is a token and leads to a state of the model
	begins  []int    // words that an answer may begin with, best first; the server skips those that the schema forbids
	next    []int    // the word after each word; -1 ends the answer
	random  bool     // the weights are random, so the answer is rubbish
	ballast int      // tokens that are never written; more of them make the model slower
	memory  uint32   // claimed width of the attention keys, which determines the memory that the model needs
}

const (
	tinyWidth = 32 // width of the state; there is a state for the end of the prompt and one for each word
	firstWord = 4 + 256
	endToken  = 2
)

// write writes the model file in the GGUF format.
func (m tiny) write(t *testing.T) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "tiny.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := ggml.WriteGGUF(f, m.header(), m.tensors()); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

func (m tiny) header() ggml.KV {
	tokens, kinds := []string{"<unk>", "<s>", "</s>", "\u2581"}, []int32{2, 3, 3, 1}
	for b := range 256 {
		tokens, kinds = append(tokens, fmt.Sprintf("<0x%02X>", b)), append(kinds, 6)
	}
	for _, w := range m.words {
		tokens, kinds = append(tokens, w), append(kinds, 1)
	}
	for n := range m.ballast {
		tokens, kinds = append(tokens, fmt.Sprintf("~~~~%d", n)), append(kinds, 1)
	}
	kv := ggml.KV{
		"general.architecture": "llama", "general.name": "tiny", "general.file_type": uint32(0),
		"block_count": uint32(1), "context_length": uint32(8192), "embedding_length": uint32(tinyWidth),
		"feed_forward_length": uint32(tinyWidth), "attention.head_count": uint32(1), "attention.head_count_kv": uint32(1),
		"attention.layer_norm_rms_epsilon": float32(
			1e-5,
		), "rope.dimension_count": uint32(tinyWidth), "vocab_size": uint32(len(tokens)),
		"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": tokens, "tokenizer.ggml.scores": make([]float32,
			len(tokens)),
		"tokenizer.ggml.token_type": kinds, "tokenizer.ggml.bos_token_id": uint32(1),
		"tokenizer.ggml.eos_token_id":     uint32(endToken),
		"tokenizer.ggml.unknown_token_id": uint32(0),
	}
	if m.memory > 0 {
		kv["attention.key_length"] = m.memory
	}
	return kv
}

func (m tiny) tensors() (all []*ggml.Tensor) {
	vocabulary := uint64(firstWord + len(m.words) + m.ballast)
	chance := rand.New(rand.NewPCG(1, 1))
	add := func(name string, weight func(to, from int) float32, shape ...uint64) {
		rows := uint64(1)
		if len(shape) == 2 {
			rows = shape[1]
		}
		values := make([]float32, 0, rows*shape[0])
		for to := range int(rows) {
			for from := range int(shape[0]) {
				if m.random && len(shape) == 2 {
					values = append(values, float32(chance.NormFloat64()/5))
				} else {
					values = append(values, weight(to, from))
				}
			}
		}
		all = append(all, &ggml.Tensor{Name: name, Shape: shape, WriterTo: float32s(values)})
	}
	one := func(int, int) float32 { return 1 }
	none := func(int, int) float32 { return 0 }
	add("token_embd.weight", m.state, tinyWidth, vocabulary)
	for _, norm := range []string{"attn", "ffn"} {
		add("blk.0."+norm+"_norm.weight", one, tinyWidth)
	}
	for _, part := range []string{"attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"} {
		add("blk.0."+part+".weight", none, tinyWidth, tinyWidth)
	}
	add("output_norm.weight", one, tinyWidth)
	add("output.weight", m.likes, tinyWidth, vocabulary)
	return all
}

// state is 1 for the state that a token leads to: state 0 for a byte of the prompt, its own for a word.
func (m tiny) state(token, state int) float32 {
	if max(token-firstWord+1, 0) == state {
		return 1
	}
	return 0
}

// likes is the weight of a token in a state. The norm before it turns a state's 1 into √tinyWidth.
func (m tiny) likes(token, state int) float32 {
	word := token - firstWord
	if state == 0 {
		for rank, w := range m.begins {
			if w == word {
				return 12 / float32(1+rank)
			}
		}
		return 0
	}
	if state <= len(m.words) && (word >= 0 && m.next[state-1] == word || m.next[state-1] < 0 && token == endToken) {
		return 12
	}
	return 0
}

// float32s holds the data of a tensor.
type float32s []float32

// WriteTo implements io.WriterTo.
func (v float32s) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, []float32(v)); err != nil {
		return 0, err
	}
	return b.WriteTo(w)
}
