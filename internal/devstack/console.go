package devstack

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// console keeps the lines of up and of its children whole on shared streams.
type console struct {
	mu       sync.Mutex
	out, log io.Writer
}

func newConsole(out, log io.Writer) *console { return &console{out: out, log: log} }

// printLine prints one line of up's own.
func (c *console) printLine(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, format+"\n", args...)
}

func (c *console) line(part string, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.log, "%-8s | %s\n", part, text)
}

// maxLine bounds what is kept of a line that does not end.
const maxLine = 64 << 10

// lineWriter takes a child's output, gives its lines to the console and all of it to a file.
type lineWriter struct {
	part    string
	console *console // nil: to the file only
	file    io.Writer

	mu       sync.Mutex
	partial  []byte
	lastLine string
}

// Write implements io.Writer. It never fails: a child must not stop because its log can't be written.
func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.file.Write(p)
	w.partial = append(w.partial, p...)
	for {
		end := bytes.IndexByte(w.partial, '\n')
		if end < 0 && len(w.partial) < maxLine {
			return len(p), nil
		}
		if end < 0 {
			end = len(w.partial) - 1
		}
		w.flush(bytes.TrimRight(w.partial[:end], "\r\n"))
		w.partial = append(w.partial[:0], w.partial[end+1:]...)
	}
}

func (w *lineWriter) flush(line []byte) {
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	w.lastLine = string(line)
	if w.console != nil {
		w.console.line(w.part, line)
	}
}

// last is the last line written, for messages about a child's death.
func (w *lineWriter) last() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lastLine == "" {
		return "it said nothing"
	}
	return w.lastLine
}
