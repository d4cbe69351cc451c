package evobench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/ai-genesis/ai-genesis"
)

// resultLog is a file with one line of JSON per completed seed, from which an interrupted run continues. A nil log
// keeps nothing.
type resultLog struct {
	mu   sync.Mutex
	file *os.File
	key  string
	done []resultLine
}

// resultLine is one line of the file.
type resultLine struct {
	Options string     `json:"options"`
	World   string     `json:"world"`
	Seed    SeedReport `json:"seed"`
}

// openResultLog reads the file of an earlier run, if there is one. Lines of runs with other options are ignored.
func openResultLog(o Options) (*resultLog, error) {
	if o.Keep == "" {
		return nil, nil
	}
	o.Worlds, o.Seeds, o.First, o.Jobs = nil, 0, 0, 0 // a seed's lives do not depend on these
	key, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("name the options of a run: %w", err)
	}
	k := &resultLog{key: string(key)}
	if k.file, err = os.OpenFile(o.Keep, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "the seeds that have lived can't be kept: %v", err)
	}
	if err := k.read(); err != nil {
		_ = k.close() // nothing was written
		return nil, genesis.Errorf(genesis.CodeInvalid, "%s is no file of an earlier run, or its last line is cut off: %v",
			o.Keep, err)
	}
	return k, nil
}

func (k *resultLog) read() error {
	for d := json.NewDecoder(k.file); ; {
		var l resultLine
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if l.Options == k.key {
			k.done = append(k.done, l)
		}
	}
}

// find returns the result of a seed from an earlier run.
func (k *resultLog) find(world string, seed uint64) (SeedReport, bool) {
	if k != nil {
		for _, l := range k.done {
			if l.World == world && l.Seed.Seed == seed {
				return l.Seed, true
			}
		}
	}
	return SeedReport{}, false
}

// add writes a seed's line.
func (k *resultLog) add(world string, seed SeedReport) error {
	if k == nil {
		return nil
	}
	line, err := json.Marshal(resultLine{k.key, world, seed})
	if err != nil {
		return fmt.Errorf("keep a seed that has lived: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := k.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("keep a seed that has lived: %w", err)
	}
	return nil
}

func (k *resultLog) close() error {
	if k == nil {
		return nil
	}
	if err := k.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fmt.Errorf("keep the seeds that have lived: %w", err)
	}
	return nil
}
