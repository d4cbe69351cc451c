// Package temporalclient builds the options of every connection to Temporal from the settings and from the environment
// configuration shared by Temporal's SDKs: TEMPORAL_* variables, and profiles in temporal.toml. TLS, client
// certificates and API keys are configured there, so that what works for the Temporal CLI works here. The package makes
// no connection.
package temporalclient

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/tracing"
)

const defaultAddress = "127.0.0.1:7233"

// firstAnswerTime is how long Temporal may take for the first answer on a connection, which takes two ways to it and
// back. A server that refuses the connection is known at once.
const firstAnswerTime = 15 * time.Second

// Resolve fills in the address and the namespace from the environment configuration if the settings have none. If the
// settings name another server, the environment's namespace is ignored.
func Resolve(s *config.Settings, environ []string) error {
	o, err := load(envLookup(environ))
	if err != nil {
		return err
	}
	if s.TemporalAddress == "" {
		s.TemporalAddress = o.HostPort
	} else if o.HostPort != "" && o.HostPort != s.TemporalAddress {
		return nil // it is about another server: see Options
	}
	if _, set := envLookup(environ).LookupEnv(config.Prefix + "TEMPORAL_NAMESPACE"); !set && o.Namespace != "" {
		s.TemporalNamespace = o.Namespace
	}
	return nil
}

// Options returns the options of a connection to the settings' Temporal, for one part of the system. The SDK logs to
// log. The error has code invalid for a profile, a certificate or a key that can't be read.
func Options(s config.Settings, identity string, log *slog.Logger) (client.Options, error) {
	o, err := load(nil)
	if err != nil {
		return o, err
	}
	if s.TemporalAddress != "" {
		if o.HostPort != "" && o.HostPort != s.TemporalAddress {
			o = client.Options{} // these credentials are for another server and must not be sent to this one
		}
		o.HostPort = s.TemporalAddress
	} else if o.HostPort == "" {
		o.HostPort = defaultAddress
	}
	o.Namespace, o.Identity = s.TemporalNamespace, identity
	o.Interceptors = tracing.Interceptors(s)
	LogTo(&o, log)
	// Without this option, gRPC asks the name server for a service configuration (a TXT record) before it connects. In
	// a container without internet access this query is never answered: Docker answers for containers' names itself but
	// forwards everything else.
	o.ConnectionOptions.DialOptions = append(o.ConnectionOptions.DialOptions, grpc.WithDisableServiceConfig(),
		grpc.WithChainUnaryInterceptor(outlast))
	o.ConnectionOptions.GetSystemInfoTimeout = firstAnswerTime
	o.DataConverter, err = DataConverter(s)
	if s.TemporalCodecKeyFile != "" { // an error's message reveals as much as its cause
		o.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
			DataConverter: o.DataConverter, EncodeCommonAttributes: true,
		})
	}
	return o, err
}

func load(env envconfig.EnvLookup) (client.Options, error) {
	profile, err := envconfig.LoadClientConfigProfile(envconfig.LoadClientConfigProfileOptions{EnvLookup: env})
	if err != nil {
		return client.Options{}, genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, "+
			"temporal.toml): %v", err)
	}
	o, err := profile.ToClientOptions(envconfig.ToClientOptionsRequest{})
	if err != nil {
		return client.Options{}, genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, "+
			"temporal.toml): %v", err)
	}
	return o, nil
}

// DataConverter encodes payloads as JSON, encrypted if the settings name a key file.
func DataConverter(s config.Settings) (converter.DataConverter, error) {
	codec, err := NewCodec(s.TemporalCodecKeyFile)
	if err != nil {
		return nil, err
	}
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec), nil
}

// envLookup is an environment in the form of os.Environ.
type envLookup []string

// Environ implements envconfig.EnvLookup.
func (e envLookup) Environ() []string { return e }

// LookupEnv implements envconfig.EnvLookup.
func (e envLookup) LookupEnv(key string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		if name, value, ok := strings.Cut(e[i], "="); ok && name == key {
			return value, true
		}
	}
	return "", false
}

// lookupTime bounds the query whether a name is unknown.
const lookupTime = 2 * time.Second

// unresolved returns a clear error if the cause is an unknown host name, which gRPC does not report. Otherwise it
// returns err.
func unresolved(address string, err error) error {
	host, _, split := net.SplitHostPort(address)
	if split != nil || net.ParseIP(host) != nil {
		return err
	}
	ctx, stop := context.WithTimeout(context.Background(), lookupTime)
	defer stop()
	if _, unknown := net.DefaultResolver.LookupHost(ctx, host); unknown != nil {
		return fmt.Errorf("the name %s can't be resolved: %w", host, unknown)
	}
	return err
}

// Unavailable returns the error for a Temporal that does not answer.
func Unavailable(s config.Settings, err error) error {
	err = unresolved(s.TemporalFrontend(), err)
	return genesis.Errorf(genesis.CodeUnavailable,
		"Temporal does not answer at %s (%v): start it with `genesis up` or `temporal server start-dev`, or set "+
			"GENESIS_TEMPORAL_ADDRESS; for one with TLS or an API key see TEMPORAL_* in docs/operating.md",
		s.TemporalFrontend(), fmt.Sprint(err)).With("missing", genesis.PartTemporal)
}

// Check reads everything that a connection needs besides the settings (profiles, certificates, keys), as Options does,
// without connecting. The error has code invalid, also for an environment configuration that has no effect because it
// is about another server than the settings.
func Check(s config.Settings, environ []string) error {
	o, err := load(envLookup(environ))
	if err != nil {
		return err
	}
	if s.TemporalAddress != "" && o.HostPort != "" && o.HostPort != s.TemporalAddress {
		return genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, temporal.toml) is for "+
			"%s and has no effect, because GENESIS_TEMPORAL_ADDRESS is %s: write the same address into both, or into "+
			"TEMPORAL_ADDRESS alone", o.HostPort, s.TemporalAddress)
	}
	_, err = NewCodec(s.TemporalCodecKeyFile)
	return err
}
