package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

func (p *program) codecCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "codec",
		Short: "Decrypt what Temporal stores, for its UI and CLI",
		Long: `Serve Temporal's codec protocol with the keys in GENESIS_TEMPORAL_CODEC_KEY_FILE, so that Temporal's UI (its
setting "codec endpoint") and CLI (--codec-endpoint) can show inputs, results and signals decrypted. Browsers may
use it only from the UI at GENESIS_TEMPORAL_UI_URL. Whoever can reach it can decrypt, so by default it listens on
the loopback address.`,
		Example: "  genesis codec\n  temporal workflow show -w cycle-main-000042 --codec-endpoint http://127.0.0.1:8081",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.codec(cmd.Context(), listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8081", "address on which to listen")
	return cmd
}

func (p *program) codec(ctx context.Context, listen string) error {
	s, err := p.target()
	if err != nil {
		return err
	}
	if s.TemporalCodecKeyFile == "" {
		return genesis.Errorf(genesis.CodeInvalid, "there is nothing to decrypt: GENESIS_TEMPORAL_CODEC_KEY_FILE is not set")
	}
	codec, err := temporalclient.NewCodec(s.TemporalCodecKeyFile)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listen for the UI: %w", err)
	}
	server := &http.Server{
		Handler:           withCORS(strings.TrimRight(s.TemporalUIURL, "/"), converter.NewPayloadCodecHTTPHandler(codec)),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	p.logger(s, "codec").Info("decrypting for the Temporal UI", "at", "http://"+l.Addr().String(), "for", s.TemporalUIURL)
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// withCORS lets pages of one origin call a handler. If the origin is on this machine, any of the machine's names will
// do.
func withCORS(origin string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := r.Header.Get("Origin"); from != "" {
			if !sameOrigin(from, origin) {
				http.Error(w, "pages of "+from+" is not allowed: set GENESIS_TEMPORAL_UI_URL", http.StatusForbidden)
				return
			}
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", from)
			h.Set("Access-Control-Allow-Methods", "POST, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "Content-Type, X-Namespace, Authorization")
			h.Add("Vary", "Origin")
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 64<<20)
		next.ServeHTTP(w, r)
	})
}

// sameOrigin compares origins, treating all names of this machine as equal.
func sameOrigin(a, b string) bool {
	return a == b || onLoopback(a) && onLoopback(b) && portOf(a) == portOf(b)
}

// onLoopback reports whether an origin is a name of this machine, over plain HTTP.
func onLoopback(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func portOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Port()
}
