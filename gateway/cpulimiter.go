package gateway

import (
	"encoding/json"
	"runtime"
	"sync"
)

// cpuLimiter limits how many CPU-bound tasks (encoding answers as JSON, compressing them) run at once. It leaves one
// processor free for short answers, so that /healthz and the stream don't wait behind large ones.
type cpuLimiter chan struct{}

func newCPULimiter() cpuLimiter { return make(cpuLimiter, max(runtime.GOMAXPROCS(0)-1, 1)) }

// do waits for its turn and runs the work.
func (p cpuLimiter) do(work func()) {
	p <- struct{}{}
	defer func() { <-p }()
	work()
}

// json is json.Marshal within the limit.
func (p cpuLimiter) json(v any) (data []byte, err error) {
	p.do(func() { data, err = json.Marshal(v) })
	return data, err
}

// once returns a function that does the work at its first call and returns the same result from then on.
func (p cpuLimiter) once(work func() []byte) func() []byte {
	return sync.OnceValue(func() (data []byte) {
		p.do(func() { data = work() })
		return data
	})
}
