package storm

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// skewVariable offsets the clock of a process of a patched build by so many seconds.
const skewVariable = "GENESIS_TEST_CLOCK_SKEW"

// clockSource is a file of the patched package time.
//
//go:embed clock.txt
var clockSource []byte

// build builds the program into dir. With clocks, the program is built with a package time whose Now is offset by
// skewVariable. Patching the standard library means that the program itself is unchanged.
func build(dir string, clocks bool) (program string, err error) {
	program = filepath.Join(dir, "genesis")
	args := []string{"build", "-o", program}
	if clocks {
		overlay, err := overlay(dir)
		if err != nil {
			return "", err
		}
		args = append(args, "-overlay", overlay)
	}
	out, err := exec.Command("go", append(args, "github.com/ai-genesis/ai-genesis/cmd/genesis")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w: %s", err, out)
	}
	return program, nil
}

// overlay writes the patched package time and a file for go build -overlay.
func overlay(dir string) (path string, err error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find the standard library: %w", err)
	}
	folder := filepath.Join(strings.TrimSpace(string(goroot)), "src", "time")
	original, err := os.ReadFile(filepath.Join(folder, "time.go"))
	if err != nil {
		return "", fmt.Errorf("read package time: %w", err)
	}
	const read = "sec, nsec, mono := runtimeNow()\n"
	if !bytes.Contains(original, []byte(read)) {
		return "", fmt.Errorf("package time of this Go reads the clock in another way: " +
			"bring clock.go up to date, or set GENESIS_TEST_STORM_CLOCKS=off")
	}
	files := map[string][]byte{
		"time.go":      bytes.Replace(original, []byte(read), []byte(read+"\tsec += clockSkew\n"), 1),
		"clockskew.go": clockSource,
	}
	replace := map[string]string{}
	for name, text := range files {
		patched := filepath.Join(dir, name+".txt")
		if err := os.WriteFile(patched, text, 0o644); err != nil {
			return "", fmt.Errorf("write the patched package time: %w", err)
		}
		replace[filepath.Join(folder, name)] = patched
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	path = filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, list, 0o644)
}
