package doctor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
)

const (
	minSpace      = 1 << 30   // free bytes below which a disk gets a warning
	criticalSpace = 100 << 20 // free bytes below which it is a problem
	minFiles      = 100       // files that the disk must still have room for
)

// machine checks the disks and this program's version.
func (d *doctor) machine() {
	d.add("program", OK, fmt.Sprintf("%s, built with %s for %s/%s", genesis.Version(), runtime.Version(), runtime.GOOS,
		runtime.GOARCH), "")
	d.folder("data folder", d.DataDir, "GENESIS_DATA_DIR")
	d.folder("mutations folder", d.MutationsDir, "GENESIS_MUTATIONS_DIR")
}

// folder checks whether a folder is writable and has space. If it does not exist, its nearest existing parent is
// checked.
func (d *doctor) folder(check, dir, setting string) {
	at := dir
	info, err := os.Stat(at)
	for err != nil && filepath.Dir(at) != at {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	if err == nil && !info.IsDir() {
		d.add(check, Problem, at+" is a file, not a folder", "move it away, or set "+setting+" to a folder")
		return
	}
	if err := syscall.Access(at, 2); errors.Is(err, syscall.EROFS) && contained() {
		d.add(check, OK, dir+", for reading: the engine's container writes there", "")
		return
	} else if err != nil {
		d.add(check, Problem, fmt.Sprintf("%s can't be written to: %v", at, err),
			"give this user the right to write there, or set "+setting)
		return
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(at, &fs); err != nil {
		d.add(check, Warning, fmt.Sprintf("the space left at %s is unknown: %v", at, err),
			"look with df whether there is a GiB left")
		return
	}
	if fs.Files > 0 && fs.Ffree < minFiles {
		d.add(check, Problem, fmt.Sprintf("%s has room for %d more files only (inodes; df -i)", dir, fs.Ffree),
			"remove files there, or set "+setting+" to another disk")
		return
	}
	free := fs.Bavail * uint64(fs.Bsize)
	state, remedy := space(free, setting)
	d.add(check, state, fmt.Sprintf("%s, %s free", dir, size(free)), remedy)
}

// contained reports whether this is a container, where read-only folders were mounted so on purpose.
func contained() bool {
	_, err := os.Stat("/.dockerenv")
	return err == nil
}

// space judges the free bytes of a disk.
func space(free uint64, setting string) (State, string) {
	switch {
	case free < criticalSpace:
		return Problem, "make room, or set " + setting + " to another disk"
	case free < minSpace:
		return Warning, "make room soon: checkpoints, journals and Temporal's database grow"
	}
	return OK, ""
}

func size(bytes uint64) string {
	if bytes < 1<<30 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
}
