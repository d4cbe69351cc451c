package gateway

import (
	"encoding/json"
	"runtime"
	"sync"
)

// cpuLimiter bounds work that takes only the processor: encoding answers as JSON and compressing them. It leaves one
// processor to short answers, so that /healthz and the stream don't stand in line behind large ones.
type cpuLimiter chan struct{}

func newCPULimiter() cpuLimiter { return make(cpuLimiter, max(runtime.GOMAXPROCS(0)-1, 1)) }

// do waits for a turn and works.
func (p cpuLimiter) do(work func()) {
	p <- struct{}{}
	defer func() { <-p }()
	work()
}

// json is json.Marshal.
func (p cpuLimiter) json(v any) (data []byte, err error) {
	p.do(func() { data, err = json.Marshal(v) })
	return data, err
}

// once is work that is done at the first call; later ones get its result.
func (p cpuLimiter) once(work func() []byte) func() []byte {
	return sync.OnceValue(func() (data []byte) {
		p.do(func() { data = work() })
		return data
	})
}
