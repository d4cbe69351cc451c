package devstack

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// console serialises the lines of up and its children on shared streams, so that no line is broken by another.
type console struct {
	mu       sync.Mutex
	out, log io.Writer
}

func newConsole(out, log io.Writer) *console { return &console{out: out, log: log} }

// printLine prints a line of up itself.
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

// maxLine bounds the buffer for a line that has not ended yet.
const maxLine = 64 << 10

// lineWriter writes a child's output to a file and its complete lines to the console.
type lineWriter struct {
	part    string
	console *console // nil: only the file is written
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

// last returns the last line written; messages about a child's death quote it.
func (w *lineWriter) last() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lastLine == "" {
		return "it said nothing"
	}
	return w.lastLine
}
