// Package backup writes everything that is kept of one world to a file, and restores it: checkpoints and journal, the
// code of generated traits, and the records in Redis (cycles with their prompts and histories, mutations, feed,
// telemetry).
//
// The file is a gzipped tar archive. Its last member, manifest.json, lists all others with size and SHA-256, so that a
// truncated or damaged file is rejected before anything is changed.
package backup

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Format is the version of the file format.
const Format = 1

// Manifest describes the content of a backup.
type Manifest struct {
	Format  int       `json:"format"`
	World   string    `json:"world"`
	Tick    uint64    `json:"tick"` // of the newest checkpoint
	Hash    string    `json:"hash"` // of the world at Tick; empty if the checkpoint could not be read
	TakenAt time.Time `json:"taken_at"`
	Program string    `json:"program"` // version of the program that wrote it; empty in old files
	Members []Member  `json:"members"`
}

// Member is a file in a backup.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Names of members. All others are rejected.
const (
	manifestName = "manifest.json"
	recordsName  = "records.dump"
	journalName  = "journal.jsonl"
	worldPart    = "world"
	codePart     = "mutations"
)

var memberName = regexp.MustCompile(`^(records\.dump|world/(journal\.jsonl|\d{12,20}-\d{6,20}\.genesis)|mutations/[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\.go)$`)

// Limits for a file that is read.
const (
	maxManifest = 16 << 20
	maxBytes    = 16 << 30 // all members together, uncompressed
	maxMembers  = 100_000
)

// worldFile matches the files of a world's folder that a backup includes.
var worldFile = regexp.MustCompile(`^(journal\.jsonl|\d+-\d+\.genesis)$`)

// codeDir returns the folder of the world's generated code.
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
