package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// answersFile is the name of the file with the replies to commands that may be repeated.
const answersFile = "answers.json"

// answerLog keeps the replies to commands that senders may repeat, so that an engine that was stopped or killed between
// a command and its reply doesn't carry the command out again. It is written before each checkpoint; replaying the
// journal yields the replies to later commands.
type answerLog struct {
	written []byte // the file's content as far as it is known
}

// read returns the replies of the file in the world's folder, none if there is no file. Their data is JSON.
func (a *answerLog) read(dir string) ([]command.Reply, error) {
	path := filepath.Join(dir, answersFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the answers to commands: %w", err)
	}
	var stored []struct {
		command.Reply
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &stored); err != nil {
		return nil, fmt.Errorf("read the answers to commands in %s: %w", path, err)
	}
	replies := make([]command.Reply, len(stored))
	for i, s := range stored {
		replies[i] = s.Reply
		if len(s.Data) > 0 {
			replies[i].Data = s.Data
		}
	}
	a.written = raw
	return replies, nil
}

// write replaces the file if the replies have changed.
func (a *answerLog) write(dir string, replies []command.Reply) error {
	if len(replies) == 0 && a.written == nil {
		return nil
	}
	raw, err := json.Marshal(replies)
	if err != nil {
		return fmt.Errorf("encode the answers to commands: %w", err)
	}
	if bytes.Equal(raw, a.written) {
		return nil
	}
	if err := disk.Write(filepath.Join(dir, answersFile), raw, 0o644); err != nil {
		return disk.Explain(fmt.Errorf("write the answers to commands: %w", err), dir)
	}
	a.written = raw
	return nil
}
