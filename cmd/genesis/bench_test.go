package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestBenchViewersRefuses(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--viewers", "0"}, {"--molbots", "10"}, {"--protocol", "genesis.v3"}, {"--for", "-1s"}, {"--fps", "0"},
	} {
		var out, err bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &err}
		if status := p.run(context.Background(), append([]string{"bench", "viewers"}, args...)); status == 0 {
			t.Errorf("%v was measured: %s", args, &out)
		}
	}
}
