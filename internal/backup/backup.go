// Package backup writes all that is kept of one world into a file, and puts it back: checkpoints and journal, the code
// of generated traits, and the records in Redis (cycles with their prompts and histories, mutations, feed, telemetry).
//
// The file is a gzipped tar. Its last member, manifest.json, names every other one with its size and SHA-256, so that a
// file that was cut off or damaged is refused before anything is changed.
package backup

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Format is the version of the file's form.
const Format = 1

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	World   string    `json:"world"`
	Tick    uint64    `json:"tick"` // of the newest checkpoint
	Hash    string    `json:"hash"` // of the world then; empty if that checkpoint could not be read
	TakenAt time.Time `json:"taken_at"`
	Program string    `json:"program"` // that took it; empty in files of before they said so
	Members []Member  `json:"members"`
}

// Member is a file of a backup.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Names of members. Everything else is refused.
const (
	manifestName = "manifest.json"
	recordsName  = "records.dump"
	journalName  = "journal.jsonl"
	worldPart    = "world"
	codePart     = "mutations"
)

var memberName = regexp.MustCompile(`^(records\.dump|world/(journal\.jsonl|\d{12,20}-\d{6,20}\.genesis)|mutations/[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\.go)$`)

// Limits of a file that is read.
const (
	maxManifest = 16 << 20
	maxBytes    = 16 << 30 // of all members, unpacked
	maxMembers  = 100_000
)

// worldFile matches the files of a world's folder that a backup holds.
var worldFile = regexp.MustCompile(`^(journal\.jsonl|\d+-\d+\.genesis)$`)

// codeDir is where the world's generated code is.
func codeDir(s config.Settings) string { return genesis.MutationsFolder(s.MutationsDir, s.World) }

func readManifest(data []byte) (m Manifest, err error) {
	if err := json.Unmarshal(data, &m); err != nil {
		return m, genesis.Errorf(genesis.CodeInvalid, "its manifest can't be read: %v", err)
	}
	if m.Format != Format {
		return m, genesis.Errorf(genesis.CodeInvalid, "it is a backup of format %d, and this program reads format %d: use "+
			"the version of genesis that wrote it", m.Format, Format)
	}
	if !genesis.ValidWorld(m.World) {
		return m, genesis.Errorf(genesis.CodeInvalid, "its manifest names no world")
	}
	return m, nil
}
