package worker

import (
	"math"
	"testing"
)

func TestWhoIsBusy(t *testing.T) {
	t.Parallel()
	busy, all, err := jiffies([]byte("cpu  10 1000 20 300 40 5 6 7 8 9\ncpu0 1 2 3\n"))
	if err != nil || busy != 10+20+5+6+7 || all != 10+1000+20+300+40+5+6+7 {
		t.Errorf("%d of %d busy, %v: nice, idle and iowait are not, and guests are part of user", busy, all, err)
	}
	for _, wrong := range []string{"", "cpu 1 2 3\n", "intr 1 2 3 4 5 6 7 8\n", "cpu 1 2 3 4 5 6 7 many\n"} {
		if _, _, err := jiffies([]byte(wrong)); err == nil {
			t.Errorf("%q is read as /proc/stat", wrong)
		}
	}
}

func TestMachineIsRead(t *testing.T) {
	t.Parallel()
	m := newMachine()
	if m == nil {
		t.Fatal("this machine can't be read")
	}
	for name, read := range map[string]func() (float64, error){
		"memory":     func() (float64, error) { return m.MemoryUsage(nil) },
		"processors": func() (float64, error) { return m.CpuUsage(nil) },
	} {
		if v, err := read(); err != nil || math.IsNaN(v) || v < 0 || v > 1 || name == "memory" && v == 0 {
			t.Errorf("%s: %v, %v", name, v, err)
		}
	}
}
