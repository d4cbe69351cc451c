package main

import (
	"io"
	"log/slog"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Log rotation in a folder.
const (
	logMegabytes = 10 // per file
	logsKept     = 4  // rotated files kept
)

// logger returns a logger to standard error that names the part of the system.
func (p *program) logger(s config.Settings, part string) *slog.Logger {
	return logTo(p.stderr, s, part)
}

// processLog returns the log of a long-running process: a rotating file in the configured folder or, without one,
// standard error. closeLog closes the file.
func (p *program) processLog(s config.Settings, part string) (log *slog.Logger, closeLog func(), err error) {
	if s.LogDir == "" {
		return p.logger(s, part), func() {}, nil
	}
	file := &lumberjack.Logger{Filename: filepath.Join(s.LogDir, part+".log"), MaxSize: logMegabytes, MaxBackups: logsKept}
	if _, err := file.Write(nil); err != nil { // an unwritable folder must prevent the start
		return nil, nil, genesis.Errorf(genesis.CodeInvalid, "the log can't be written to GENESIS_LOG_DIR: %v",
			disk.Explain(err, s.LogDir))
	}
	p.logger(s, part).Info("the log goes to a file", "file", file.Filename)
	return logTo(file, s, part), func() { _ = file.Close() }, nil
}

func logTo(w io.Writer, s config.Settings, part string) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options)).With("part", part)
	}
	return slog.New(slog.NewTextHandler(w, options)).With("part", part)
}
